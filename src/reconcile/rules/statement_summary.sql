-- Proves: what a statement says of its own entries, their number and their sums, is what its entries are.
-- severity: error
-- shows: fct_statement, summary_net or summary_entries or summary_credits or summary_debits
-- shows: fct_cash_entry, amount
-- root: statement_balance, same size
-- The bank counts and sums its entries a second time (ISO 20022, TxsSummry). What it does not say is not judged, and of
-- what it says wrongly the first is told: a line that is missing makes the number, the net and one of the sums wrong.
with said as materialized (
  -- a day may have several statements; what one of them is silent about cannot be judged
  select
    u.pocket_key, u.report_type, u.business_date, u.version_id,
    case when count(*) = count(s.summary_entries) then sum(s.summary_entries) end as entries,
    case when count(*) = count(s.summary_net) then sum(s.summary_net) end as net,
    case when count(*) = count(s.summary_credits) then sum(s.summary_credits) end as credits,
    case when count(*) = count(s.summary_debits) then sum(s.summary_debits) end as debits
  from ledger.current_unit u
  join ledger.statement s using (version_id)
  where u.entity_id = $1
    and u.report_type in ('BANK_STATEMENT_REPORT', 'BROKERAGE_STATEMENT_REPORT')
    and u.business_date between $2 and $3
  group by u.pocket_key, u.report_type, u.business_date, u.version_id
  having count(s.summary_entries) + count(s.summary_net) + count(s.summary_credits) + count(s.summary_debits) > 0
),
entry as (
  select version_id, e.amount, true as is_booked
  from said
  join ledger.cash_entry e using (version_id)
  union all
  select version_id, e.amount, false
  from said
  join ledger.unbooked_entry e using (version_id)
),
summed as (
  select
    version_id,
    count(*) as all_entries,
    sum(amount) as all_net,
    sum(amount) filter (where amount > 0) as all_credits,
    -sum(amount) filter (where amount < 0) as all_debits,
    count(*) filter (where is_booked) as entries,
    sum(amount) filter (where is_booked) as net,
    sum(amount) filter (where is_booked and amount > 0) as credits,
    -sum(amount) filter (where is_booked and amount < 0) as debits
  from entry
  group by version_id
)
select
  s.pocket_key,
  case s.report_type when 'BANK_STATEMENT_REPORT' then 'BANK' else 'BROKERAGE' end as account,
  null::int as security_key, told.what as item, s.business_date, told.expected, told.actual,
  'the statement says otherwise of its own entries: one is missing, doubled or wrong' as detail,
  case told.what when 'number of entries' then 'counts' else 'dollars' end as figures
from said s
left join summed e using (version_id)
cross join lateral (
  select what, expected::numeric, coalesce(actual, 0)::numeric as actual
  from (
    values
      (1, 'net', s.net, e.net),
      (2, 'credits', s.credits, e.credits),
      (3, 'debits', s.debits, e.debits),
      (4, 'number of entries', s.entries, e.entries)
  ) as figure (place, what, expected, actual)
  where expected <> coalesce(actual, 0)
  order by place
  limit 1
) told
-- the standard leaves open whether entries count that are not booked
where s.entries <> coalesce(e.all_entries, 0)
  or s.net <> coalesce(e.all_net, 0)
  or s.credits <> coalesce(e.all_credits, 0)
  or s.debits <> coalesce(e.all_debits, 0)
