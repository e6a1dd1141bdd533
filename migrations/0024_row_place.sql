-- What `pocketbook explain` needs on its way from a row to its bytes, for anybody who may read `books`: every reading of a file, and
-- where each row stands in each version of its unit, the superseded ones too. Places and no figures: those are in the views of the rows.
create view books.fct_file_load as
select
  f.entity_id, l.report_file_id, l.load_id, l.outcome, l.error, l.rows_read, l.rows_loaded, l.rows_duplicate, l.rows_ignored,
  l.rows_quarantined, l.units, l.versions_new, l.amount_meaning, l.amount_decided_by, l.rows_fit_cash, l.rows_fit_face,
  l.problems, l.finished_at
from ops.file_load l
join ops.report_file f using (report_file_id)
where l.finished_at <= ledger.known_at();

-- A row is known in another version of its unit by its key; where several share one, the same place decides.
create view books.fct_row_place as
select
  u.entity_id, u.report_type, p.pocket_id, u.business_date, v.version_id, v.version, r.view_name, r.row_key, r.ordinal,
  v.report_file_id, r.locator
from ledger.unit_version v
join ledger.unit u using (unit_id)
left join ledger.pocket p using (pocket_key)
cross join lateral (
  select 'fct_statement' as view_name, s.locator as row_key, s.ordinal::bigint as ordinal, s.locator
  from ledger.statement s
  where s.version_id = v.version_id
  union all
  select 'fct_cash_entry', coalesce(e.reference, e.locator), e.ordinal, e.locator
  from ledger.cash_entry e
  where e.version_id = v.version_id
  union all
  select 'fct_cash_entry_detail', d.locator, d.entry_ordinal * 1000000::bigint + d.ordinal, d.locator
  from ledger.cash_entry_detail d
  where d.version_id = v.version_id
  union all
  select 'fct_unbooked_entry', coalesce(b.reference, b.locator), b.ordinal, b.locator
  from ledger.unbooked_entry b
  where b.version_id = v.version_id
  union all
  -- of the report, and the maturities of the listing
  select 'fct_trade', t.trade_id, t.ordinal, t.locator
  from ledger.trade t
  where t.version_id = v.version_id
  union all
  select case u.report_type when 'TRADE_LIST_CSV' then 'fct_listed_trade_csv' else 'fct_listed_trade' end, l.trade_id, l.ordinal, l.locator
  from ledger.listed_trade l
  where l.version_id = v.version_id
  union all
  select
    case u.report_type when 'TRANSACTION_LIST_CSV' then 'fct_transaction_csv' else 'fct_transaction' end, a.activity_id, a.ordinal,
    a.locator
  from ledger.transaction a
  where a.version_id = v.version_id
  union all
  select 'fct_position_daily', s.cusip, q.ordinal, q.locator
  from ledger.position q
  join ledger.holding h using (holding_key)
  join ledger.security s using (security_key)
  where q.version_id = v.version_id
  union all
  select 'fct_cash_position_daily', 'residual cash', k.ordinal, k.locator
  from ledger.cash_position k
  where k.version_id = v.version_id
  union all
  select 'fct_price_daily', s.cusip, q.ordinal, q.locator
  from ledger.price_quote q
  join ledger.security s using (security_key)
  where q.version_id = v.version_id
  union all
  -- kept out of the ledger: its key is where the line that was taken stands
  select 'doubled_row', d.first_locator, d.ordinal, d.locator
  from ledger.doubled_row d
  where d.version_id = v.version_id
) r
where v.accepted_at <= ledger.known_at();

-- The same for what the API tells beside reports; what is about persons is not among it.
create view books.fct_item_place as
select i.entity_id, i.resource, i.parent_id, i.item_id, v.version, v.valid_from, v.content is null as is_gone, v.report_file_id, v.locator
from ledger.resource_item i
join ledger.resource_version v using (item_key)
where v.valid_from <= ledger.known_at();

comment on view books.fct_item_place is
  'Where each thing that the API tells beside reports stands in the answer of each of its versions';
comment on column books.fct_item_place.entity_id is 'The entity whose answer it is';
comment on column books.fct_item_place.resource is 'What was asked for, such as portfolios or audit_logs';
comment on column books.fct_item_place.parent_id is 'What it belongs to, such as the pocket; empty where it belongs to nothing';
comment on column books.fct_item_place.item_id is 'Its id; empty where there is but one';
comment on column books.fct_item_place.version is 'Number of the version';
comment on column books.fct_item_place.valid_from is 'When it was first known to be so';
comment on column books.fct_item_place.is_gone is 'Was it no longer told from then on?';
comment on column books.fct_item_place.report_file_id is 'The answer; see dim_report_file';
comment on column books.fct_item_place.locator is 'Its place in the answer';

-- Of a bill that was bought before the books began no trade file tells the maturity; the portfolio of a pocket that holds it may. Of
-- each pocket the last one is looked at: the day on which a bill matures does not change.
create view ledger.portfolio_maturity as
select p.entity_id, s.content ->> 'cusip' as cusip, max((s.content ->> 'maturity_date')::date) as maturity_date
from ledger.pocket p
cross join lateral (
  select c.content
  from ledger.current_resource c
  where c.entity_id = p.entity_id
    and c.resource = 'portfolios'
    and c.parent_id = p.pocket_id
  -- its id is its day
  order by c.item_id desc
  limit 1
) latest
cross join lateral jsonb_array_elements(latest.content -> 'securities') as s (content)
where s.content ->> 'maturity_date' is not null
group by p.entity_id, s.content ->> 'cusip';

create or replace view books.dim_security as
select
  s.entity_id, s.cusip, c.issuer, c.issue_date, coalesce(c.maturity_date, f.maturity_date) as maturity_date, s.cusip_check_ok
from ledger.security s
left join lateral (
  select issuer, issue_date, maturity_date
  from ledger.trade_context
  where security_key = s.security_key
    and known_at <= ledger.known_at()
  order by maturity_date desc nulls last, issue_date desc nulls last, issuer desc nulls last
  limit 1
) c on true
left join ledger.portfolio_maturity f on f.entity_id = s.entity_id and f.cusip = s.cusip;

comment on view ledger.portfolio_maturity is 'When bills mature by the last portfolio of each pocket: for those that no trade file tells';
comment on column ledger.portfolio_maturity.entity_id is 'The entity whose bill it is';
comment on column ledger.portfolio_maturity.cusip is 'CUSIP of the bill';
comment on column ledger.portfolio_maturity.maturity_date is 'Day on which the bill matures; the latest, where portfolios contradict each other';
comment on column books.dim_security.maturity_date is
  'Day on which the security pays its face and ends, by trade files, else by the portfolio that a pocket told last; null if neither tells it, '
  'as of a bill that was bought before the books begin';
comment on column books.rpt_holdings.maturity_date is
  'Day on which the security pays its face and ends, as in dim_security; null if nothing tells it';

grant select on ledger.portfolio_maturity to pocketbook_writer;
grant select on books.fct_file_load, books.fct_row_place, books.fct_item_place to pocketbook_reader, pocketbook_clerk, pocketbook_writer;

comment on view books.fct_file_load is 'Every reading of every file: whether it was accepted, why not, and what became of its rows';
comment on view books.fct_row_place is
  'Where each row stands in the file of each version of its unit, superseded versions and lines that were sent twice included';

do $$
declare
  named record;
begin
  for named in
    select c.relname, a.attname, coalesce(o.meaning, col_description(k.oid, ka.attnum)) as meaning
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
    left join (
      values
        ('entity_id', 'The entity whose file it is'),
        ('report_type', 'What the report is'),
        ('pocket_id', 'The pocket that the unit is of; null for prices'),
        ('business_date', 'The day that the unit is of'),
        ('version_id', 'Key of the version, as in fct_unit_version'),
        ('version', 'Number of the version within its unit'),
        ('view_name', 'The view of books that has the row while its version is current; doubled_row: kept out, as it was sent twice'),
        ('row_key', 'By what the row is known in other versions: trade id, reference, CUSIP, activity id or else its place; of a '
          'doubled_row the place of the line that was taken'),
        ('ordinal', 'Order of the row within its version'),
        ('report_file_id', 'The file; see dim_report_file'),
        ('locator', 'The place of the row in its file')
    ) as o (column_name, meaning) on o.column_name = a.attname
    left join pg_class k on k.oid = 'ops.file_load'::regclass
    left join pg_attribute ka on ka.attrelid = k.oid and ka.attname = a.attname
    where c.oid in ('books.fct_file_load'::regclass, 'books.fct_row_place'::regclass)
  loop
    if named.meaning is not null then
      execute format('comment on column books.%I.%I is %L', named.relname, named.attname, named.meaning);
    end if;
  end loop;
end
$$;
comment on column books.fct_unit_version.version_id is 'Key of the version, as in fct_row_place';
