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

-- Rows that are only ever inserted: this trigger stands on every such table, for update, delete and truncate.
create function ledger.refuse_change() returns trigger
  language plpgsql
  as $$
begin
  raise exception '%.% is append-only: % refused', tg_table_schema, tg_table_name, lower(tg_op)
    using errcode = 'restrict_violation';
end
$$;
