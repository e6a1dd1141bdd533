-- Monthly statements and tax forms: the PDF of each, when each is due, and who asked for which report.

-- The PDF of a listed statement. A statement that is listed anew, with other particulars, is fetched again: the same bytes are
-- the same version, others a new one.
create table ledger.document (
  item_key bigint not null,
  -- of ledger.resource_version: as it was listed when its PDF was fetched
  item_version int not null,
  version int not null,
  report_file_id bigint not null references ops.report_file,
  landed_at timestamptz not null default clock_timestamp(),
  primary key (item_key, item_version),
  foreign key (item_key, item_version) references ledger.resource_version (item_key, version),
  constraint document_counts_from_one check (version >= 1)
);

-- Why a PDF was not to be had; a row each time that the reason is another.
create table ops.document_refusal (
  refusal_id bigint generated always as identity primary key,
  item_key bigint not null,
  item_version int not null,
  error text not null,
  refused_at timestamptz not null default clock_timestamp(),
  foreign key (item_key, item_version) references ledger.resource_version (item_key, version)
);
create index document_refusal_of_item on ops.document_refusal (item_key, refusal_id desc);

-- All requests that were ever ours, those included that were given up and asked for once more.
create table ops.own_request (
  entity_id text not null references ledger.entity,
  remote_id text not null,
  request_id bigint not null references ops.report_request,
  noted_at timestamptz not null default clock_timestamp(),
  primary key (entity_id, remote_id)
);

-- Reports of others that a person had landed.
create table ops.foreign_landing (
  landing_id bigint generated always as identity primary key,
  entity_id text not null references ledger.entity,
  run_id bigint not null references ops.run,
  remote_id text not null,
  report_id text not null,
  sha256 bytea not null,
  outcome text not null,
  reason text,
  landed_at timestamptz not null default clock_timestamp(),
  constraint foreign_landing_outcome check (outcome in ('loaded', 'there', 'refused')),
  constraint foreign_landing_reason check ((outcome = 'refused') = (reason is not null)),
  constraint foreign_landing_sha256_length check (length(sha256) = 32)
);
create index foreign_landing_request on ops.foreign_landing (entity_id, remote_id);

do $$
declare
  kept text;
begin
  foreach kept in array array[
    'ledger.document', 'ops.document_refusal', 'ops.own_request', 'ops.foreign_landing'
  ] loop
    execute format(
      'create trigger %I before update or delete or truncate on %s
       for each statement execute function ledger.refuse_change()',
      split_part(kept, '.', 2) || '_append_only', kept
    );
  end loop;
end
$$;

-- `1099-INT`, `1099_int` and `Form 1099-INT` are one; null for a word that is none of ours.
create function ledger.document_kind(word text) returns text
language sql immutable parallel safe
return case regexp_replace(upper(word), '[^A-Z0-9]|FORM|STATEMENT', '', 'g')
  when 'BANK' then 'BANK'
  when 'BROKERAGE' then 'BROKERAGE'
  when '1099INT' then '1099INT'
  when '1099B' then '1099B'
end;

-- Every statement that was ever listed, with the PDF that landed last. Gone from the list it is still there.
create view ledger.current_document as
select
  i.entity_id, i.item_id as statement_id, i.item_key, told.version as item_version, told.is_listed,
  told.content ->> 'pocket_id' as pocket_id,
  coalesce(ledger.document_kind(told.content ->> 'type'), told.content ->> 'type') as kind,
  -- Jiko writes the first day of a month or the month, the first day of a year or the year
  left(
    told.content ->> 'period_key',
    case when ledger.document_kind(told.content ->> 'type') like '1099%' then 4 else 7 end
  ) as period,
  (told.content ->> 'created_at')::timestamptz as created_at,
  d.item_version as landed_item_version, d.version, d.report_file_id, d.landed_at, f.sha256, f.bytes, r.error
from ledger.resource_item i
cross join lateral (
  select
    v.version, v.content,
    not exists (
      select
      from ledger.resource_version newer
      where newer.item_key = i.item_key
        and newer.version > v.version
        and newer.valid_from <= ledger.known_at()
    ) as is_listed
  from ledger.resource_version v
  where v.item_key = i.item_key
    and v.content is not null
    and v.valid_from <= ledger.known_at()
  order by v.version desc
  limit 1
) told
left join lateral (
  select item_version, version, report_file_id, landed_at
  from ledger.document
  where item_key = i.item_key
    and landed_at <= ledger.known_at()
  order by item_version desc
  limit 1
) d on true
left join ops.report_file f using (report_file_id)
left join lateral (
  select error
  from ops.document_refusal
  where item_key = i.item_key
    and item_version = told.version
    and item_version is distinct from d.item_version
    and refused_at <= ledger.known_at()
  order by refusal_id desc
  limit 1
) r on true
where i.resource = 'statements';

-- What must have landed by `today`, as far as the list of statements is read at all: turned off, forbidden or not there it owes
-- nothing. A month counts from the first day that the warehouse knows, and from the pocket's first statement, if the position
-- summary of any of its days has a row: a pocket that is not open has none, not even of cash.
--
-- Monthly statements are there by the 15th (Jiko's API overview). A 1099-INT is due to its recipient by 31 January, a 1099-B by
-- 15 February (IRS, General Instructions for Certain Information Returns, section M); one that falls on a weekend is looked for no
-- later, which is an assumption. Corporations get none (26 CFR 1.6049-4(c)(1)(ii)), so one is owed to a pocket that has had one.
create function ledger.due_document(entity text, first_day date, today date)
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
        -- The last night or range that read anything: one that asks for some reports or pockets reads nothing beside them, and a
        -- refresh only a few things; neither turns the statements off.
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

create view books.dim_document as
select
  c.entity_id, c.pocket_id, c.kind, c.period, c.statement_id, c.created_at,
  case
    when c.report_file_id is not null then 'landed'
    when c.error is not null then 'refused'
    else 'listed'
  end as state,
  c.version, c.report_file_id, encode(c.sha256, 'hex') as sha256, c.bytes, c.landed_at, null::date as due_on,
  c.error, c.is_listed
from ledger.current_document c
union all
select
  e.entity_id, d.pocket_id, d.kind, d.period, null, null, 'missing', null, null, null, null, null, d.due_on,
  'not listed', false
from (
  select entity_id, min(business_date) as first_day, max(business_date) as last_day
  from ledger.unit
  where owed_since <= ledger.known_at()
  group by entity_id
) e
cross join lateral ledger.due_document(e.entity_id, e.first_day, e.last_day) d
where not exists (
  select
  from ledger.current_document c
  where c.entity_id = e.entity_id
    and c.pocket_id = d.pocket_id
    and c.kind = d.kind
    and c.period = d.period
);

-- All report requests that are known: ours, and those that others made.
create view books.rpt_report_request as
select
  q.entity_id, q.remote_id as request_id, 'ours' as origin, q.report_type,
  case when q.pocket_id is null then null else jsonb_build_array(q.pocket_id) end as pocket_ids,
  q.from_date, q.to_date, q.state, null::jsonb as report_ids, q.intended_at as created_at,
  exists (
    select
    from ops.report_file f
    where f.request_id = q.request_id
      and f.received_at <= ledger.known_at()
  ) as is_landed
from ops.report_request q
where q.remote_id is not null
  and q.intended_at <= ledger.known_at()
union all
select
  c.entity_id, c.item_id, 'other', c.content ->> 'report_type', c.content -> 'pocket_ids',
  coalesce(c.content ->> 'as_of', c.content ->> 'from_date')::date,
  coalesce(c.content ->> 'as_of', c.content ->> 'to_date')::date,
  c.content ->> 'status', jsonb_path_query_array(c.content, '$.reports[*].report_id'),
  (c.content ->> 'created_at')::timestamptz,
  exists (
    select
    from ops.foreign_landing l
    where l.entity_id = c.entity_id
      and l.remote_id = c.item_id
      and l.outcome <> 'refused'
      and l.landed_at <= ledger.known_at()
  )
from ledger.current_resource c
where c.resource = 'report_requests'
  and not exists (
    select
    from ops.own_request o
    where o.entity_id = c.entity_id
      and o.remote_id = c.item_id
  );

grant select, insert on ledger.document, ops.document_refusal, ops.own_request, ops.foreign_landing to pocketbook_writer;
grant select on ledger.current_document to pocketbook_writer;
grant execute on function ledger.due_document(text, date, date) to pocketbook_reader, pocketbook_clerk, pocketbook_writer;
grant execute on function ledger.document_kind(text) to pocketbook_reader, pocketbook_clerk, pocketbook_writer;
grant select on books.dim_document, books.rpt_report_request to pocketbook_reader, pocketbook_clerk, pocketbook_writer;

comment on table ledger.document is 'The PDFs of monthly statements and tax forms: one row for each listing of a statement whose PDF was fetched';
comment on table ops.document_refusal is 'Why the PDF of a statement was not to be had, whenever the reason is another';
comment on table ops.own_request is 'All report requests that were ever ours, by the id that Jiko gave them';
comment on table ops.foreign_landing is 'Reports that others asked for and a person had landed';
comment on function ledger.document_kind(text) is 'The kind of a document in our words, from the word of Jiko; null for a word that is not known';
comment on function ledger.due_document(text, date, date) is 'The monthly statements and tax forms that an entity must have by a day, and when each was due';
comment on view ledger.current_document is 'Every statement that was ever listed, with the PDF of it that landed last, as of pocketbook.known_at';
comment on view books.dim_document is 'Monthly statements and tax forms: what has landed, what is listed without its PDF, and what is due and not listed';
comment on view books.rpt_report_request is 'All report requests that are known, ours and those that others made';

select ledger.comment_column('{document, document_refusal, own_request, foreign_landing, current_document, dim_document, rpt_report_request}', word.column_name, word.meaning)
from (values
  ('entity_id', 'The Jiko customer (a legal entity) whose books these are; main is the default one'),
  ('statement_id', 'The statement, by the id that Jiko gave it; null where it is not listed'),
  ('item_key', 'Number of the statement among the items of resources'),
  ('item_version', 'Number of what was listed of it, from 1'),
  ('landed_item_version', 'What was listed of it when its PDF was fetched last; null if it has not landed'),
  ('is_listed', 'Whether Jiko lists it still'),
  ('pocket_id', 'The pocket, by the id that Jiko gave it'),
  ('kind', 'BANK, BROKERAGE, 1099INT or 1099B; another word of Jiko as it came'),
  ('period', 'The month, as 2025-05, or of a tax form the year'),
  ('created_at', 'When it was made; of a request of ours when it was meant to be made'),
  ('state', 'dim_document: landed, refused, listed or missing. rpt_report_request: our state, or the word of Jiko for those of others'),
  ('version', 'Number of the content of the PDF, from 1; null if it has not landed'),
  ('report_file_id', 'The file of the PDF; null if it has not landed'),
  ('sha256', 'SHA-256 of the file, and its name in the landing zone; null if it has not landed'),
  ('bytes', 'Length of the file; null if it has not landed'),
  ('landed_at', 'When it had landed; null if it has not'),
  ('due_on', 'When it was due, for one that is not listed; null otherwise'),
  ('error', 'Why there is no PDF, as far as it is known'),
  ('refusal_id', 'Number of the refusal'),
  ('refused_at', 'When it was refused'),
  ('remote_id', 'The request, by the id that Jiko gave it'),
  ('request_id', 'own_request: number of our request. rpt_report_request: the request, by the id that Jiko gave it'),
  ('noted_at', 'When that id was known'),
  ('landing_id', 'Number of the landing'),
  ('run_id', 'The run that landed it'),
  ('report_id', 'The report, by the id that Jiko gave it'),
  ('outcome', 'loaded; there: it was in the books already; refused'),
  ('reason', 'Why it was refused; null if it was not'),
  ('origin', 'ours or other'),
  ('report_type', 'The report asked for; in the word of Jiko for those of others'),
  ('pocket_ids', 'The pockets asked for; null is all of them'),
  ('from_date', 'First day asked for'),
  ('to_date', 'Last day asked for'),
  ('report_ids', 'The reports that it made, for those of others'),
  ('is_landed', 'Whether a file of it has landed')
) as word (column_name, meaning);
