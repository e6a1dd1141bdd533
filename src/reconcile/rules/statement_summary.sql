-- Proves: what a statement says of its own entries, their number and their sums, is what its entries are.
-- severity: error
-- root: statement_balance, same size
-- The bank counts and sums its entries a second time (ISO 20022, TxsSummry). What it does not say is not judged, and of
-- what it says wrongly the first is told: a line that is missing makes the number, the net and one of the sums wrong.
select
  u.pocket_key,
  case u.report_type when 'BANK_STATEMENT_REPORT' then 'BANK' else 'BROKERAGE' end as account,
  null::int as security_key, told.what as item, u.business_date, told.expected, told.actual,
  'the statement says otherwise of its own entries: one is missing, doubled or wrong' as detail
from ledger.current_unit u
cross join lateral (
  -- a day may have several statements; what one of them is silent about cannot be judged
  select
    case when count(*) = count(summary_entries) then sum(summary_entries) end as entries,
    case when count(*) = count(summary_net) then sum(summary_net) end as net,
    case when count(*) = count(summary_credits) then sum(summary_credits) end as credits,
    case when count(*) = count(summary_debits) then sum(summary_debits) end as debits
  from ledger.statement
  where version_id = u.version_id
) s
cross join lateral (
  select
    count(*) filter (where is_booked) as entries,
    coalesce(sum(amount) filter (where is_booked), 0) as net,
    coalesce(sum(amount) filter (where is_booked and amount > 0), 0) as credits,
    coalesce(-sum(amount) filter (where is_booked and amount < 0), 0) as debits,
    -- the standard leaves open whether entries count that are not booked
    count(*) is not distinct from coalesce(s.entries, count(*))
      and coalesce(sum(amount), 0) = coalesce(s.net, sum(amount), 0)
      and coalesce(sum(amount) filter (where amount > 0), 0)
        = coalesce(s.credits, sum(amount) filter (where amount > 0), 0)
      and coalesce(-sum(amount) filter (where amount < 0), 0)
        = coalesce(s.debits, -sum(amount) filter (where amount < 0), 0) as ties_with_unbooked
  from (
    select amount, true as is_booked
    from ledger.cash_entry
    where version_id = u.version_id
    union all
    select amount, false
    from ledger.unbooked_entry
    where version_id = u.version_id
  ) entry
) e
cross join lateral (
  select what, expected::numeric, actual::numeric
  from (
    values
      (1, 'net', s.net, e.net),
      (2, 'credits', s.credits, e.credits),
      (3, 'debits', s.debits, e.debits),
      (4, 'number of entries', s.entries, e.entries)
  ) as figure (place, what, expected, actual)
  where expected <> actual
  order by place
  limit 1
) told
where u.entity_id = $1
  and u.report_type in ('BANK_STATEMENT_REPORT', 'BROKERAGE_STATEMENT_REPORT')
  and u.business_date between $2 and $3
  and not e.ties_with_unbooked
