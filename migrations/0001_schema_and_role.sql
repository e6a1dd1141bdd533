-- Four schemas, one audience each: `ledger` holds versioned rows that are only ever inserted, `ops` what the
-- pipeline did, `recon` what does not tie, `books` the views that people query. Roles are shared by all databases
-- of a server, so they may be there already; none of them can log in until somebody gives it a password.
create schema ledger;
create schema if not exists ops;
create schema recon;
create schema books;

do $$
declare
  wanted text;
begin
  foreach wanted in array array['pocketbook_reader', 'pocketbook_clerk', 'pocketbook_writer'] loop
    begin
      execute format('create role %I nologin nosuperuser nocreatedb nocreaterole', wanted);
    exception when duplicate_object or unique_violation then
      null;
    end;
  end loop;
end
$$;

-- numeric takes 'NaN' and rounds beyond its scale without a word: the domains refuse the one, the readers the other.
create domain ledger.amount as numeric(20, 2) check (value <> 'NaN');
create domain ledger.price as numeric(20, 8) check (value <> 'NaN');

-- `set pocketbook.known_at = '2026-10-31 18:00-04'` makes every view of `books` answer as of then.
create function ledger.known_at() returns timestamptz
  language sql stable parallel safe
  return coalesce(
    nullif(current_setting('pocketbook.known_at', true), '')::timestamptz,
    'infinity'::timestamptz
  );

-- `set pocketbook.age_as_of = '2026-10-21'` makes breaks as old, and by their age as severe, as they were at the end of that day.
create function ledger.age_as_of() returns date
  language sql stable parallel safe
  return nullif(current_setting('pocketbook.age_as_of', true), '')::date;

-- Rows that are only ever inserted: this trigger stands on every such table, for update, delete and truncate.
create function ledger.refuse_change() returns trigger
  language plpgsql
  as $$
begin
  raise exception '%.% is append-only: % refused', tg_table_schema, tg_table_name, lower(tg_op)
    using errcode = 'restrict_violation';
end
$$;

-- Writes what a column means on every relation of these names that has such a column and does not say it yet; without names, on
-- all that there are. The same word means the same thing in a table and in the views on it.
create function ledger.comment_column(relations text[], column_named text, meaning text) returns void
  language plpgsql
  as $$
declare
  silent record;
begin
  for silent in
    select n.nspname, c.relname
    from pg_attribute a
    join pg_class c on c.oid = a.attrelid and c.relkind in ('r', 'v')
    join pg_namespace n on n.oid = c.relnamespace and n.nspname in ('ledger', 'personal', 'ops', 'recon', 'books')
    where a.attname = column_named
      and a.attnum > 0
      and (relations is null or c.relname = any (relations))
      and col_description(c.oid, a.attnum) is null
  loop
    execute format('comment on column %I.%I.%I is %L', silent.nspname, silent.relname, column_named, meaning);
  end loop;
end
$$;
revoke execute on function ledger.comment_column(text[], text, text) from public;
comment on function ledger.comment_column(text[], text, text) is
  'Comments a column of the named relations, or of all, where it has no comment yet';
