-- What a later reading may not undo.

-- As in 0015, with one thing changed: whether the list of statements is read is asked of the last night or range that read anything.
-- One that asks for some reports or pockets reads nothing beside them, and a refresh only a few things: neither turns anything off.
create or replace function ledger.due_document(entity text, first_day date, today date)
returns table (pocket_key int, pocket_id text, kind text, period text, ends_on date, due_on date)
language sql stable security definer set search_path = ''
begin atomic
  with lived as (
    select distinct p.pocket_key, p.pocket_id, date_trunc('month', u.business_date)::date as month
    from ledger.unit u
    join ledger.current_version v using (unit_id)
    join ledger.pocket p using (pocket_key)
    where u.entity_id = entity
      and u.report_type = 'POSITION_SUMMARY_REPORT'
      and u.business_date between first_day and today
      and v.row_count > 0
  ),
  known as (
    select c.pocket_id, c.kind, min(c.period) as first_period
    from ledger.current_document c
    where c.entity_id = entity
    group by c.pocket_id, c.kind
  ),
  monthly as (
    select
      l.pocket_key, l.pocket_id, k.kind, to_char(l.month, 'YYYY-MM') as period,
      (l.month + interval '1 month - 1 day')::date as ends_on,
      (l.month + interval '1 month 14 days')::date as due_on
    from lived l
    cross join (values ('BANK'), ('BROKERAGE')) as k (kind)
  ),
  yearly as (
    select
      l.pocket_key, l.pocket_id, k.kind, to_char(l.month, 'YYYY') as period,
      max((date_trunc('year', l.month) + interval '1 year - 1 day')::date) as ends_on,
      max((date_trunc('year', l.month) + interval '1 year' + k.after)::date) as due_on
    from lived l
    cross join (values ('1099INT', interval '30 days'), ('1099B', interval '45 days')) as k (kind, after)
    group by l.pocket_key, l.pocket_id, k.kind, to_char(l.month, 'YYYY')
  )
  select owed.pocket_key, owed.pocket_id, owed.kind, owed.period, day.ends_on, owed.due_on
  from (
    select m.*
    from monthly m
    where m.period >= coalesce(
      (
        select min(n.first_period)
        from known n
        where n.pocket_id = m.pocket_id
          and n.kind in ('BANK', 'BROKERAGE')
      ),
      m.period
    )
    union all
    select y.*
    from yearly y
    join known n on n.pocket_id = y.pocket_id and n.kind = y.kind and n.first_period < y.period
  ) owed
  cross join lateral (
    select max(c.business_date) as ends_on
    from ledger.calendar_day c
    where c.is_business_day
      and c.business_date <= owed.ends_on
  ) day
  where owed.due_on <= today
    and exists (
      select
      from ops.resource_reading r
      where r.entity_id = entity
        and r.resource = 'statements'
        and r.outcome not in ('forbidden', 'absent')
        and r.run_id = (
          select max(n.run_id)
          from ops.run n
          join ops.resource_reading other using (run_id)
          where n.entity_id = entity
            and n.kind in ('nightly', 'backfill')
            and n.outcome is distinct from 'failed'
            and n.started_at <= ledger.known_at()
        )
    );
end;

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
