-- What a later reading may not undo.

-- A portfolio of the end of a day is not replaced by what was read when the next had begun: the row is left out, as one that
-- tells nothing new is.
create function ledger.keep_final() returns trigger
language plpgsql as $$
begin
  if exists (
    select
    from ledger.resource_version last
    where last.item_key = new.item_key
      and last.version = new.version - 1
      and last.content is not null
      and (last.content ->> 'is_provisional')::boolean is not true
  ) then
    return null;
  end if;
  return new;
end;
$$;
create trigger resource_version_keeps_final before insert on ledger.resource_version
  for each row when (new.content ->> 'is_provisional' = 'true')
  execute function ledger.keep_final();
comment on function ledger.keep_final() is 'Leaves out a provisional portfolio where a final one of the same day is there';

-- A year that is filled at once has no statistics when it is reconciled: the planner takes it for empty, and joins it row by row.
-- Analysed is what is more than twice as large as when it last was; PostgreSQL 15 has no right to analyse that could be granted.
create function ledger.analyze_grown() returns int
language plpgsql security definer set search_path = ''
as $$
declare
  grown regclass;
  analyzed int := 0;
begin
  for grown in
    select c.oid
    from pg_catalog.pg_class c
    where c.relkind = 'r'
      and c.relnamespace in ('ledger'::regnamespace, 'ops'::regnamespace, 'recon'::regnamespace)
      and pg_catalog.pg_relation_size(c.oid) / current_setting('block_size')::int > 2 * c.relpages + 16
    order by c.oid
  loop
    -- another entity may be at it
    execute format('analyze (skip_locked) %s', grown);
    analyzed := analyzed + 1;
  end loop;
  return analyzed;
end;
$$;
revoke execute on function ledger.analyze_grown() from public;
grant execute on function ledger.analyze_grown() to pocketbook_writer;
comment on function ledger.analyze_grown() is
  'Analyses the tables that have more than doubled since they last were, and returns how many these were';
