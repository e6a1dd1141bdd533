-- Proves: no trade stands twice in a report, and no reference is used for two different trades.
-- The listing is left out: while it is read a trade may move on to its next page, and stands on both.
-- severity: error
-- figures: counts
-- shows: fct_trade, amount
-- First each unit is asked whether it has as many references as trades that have one: sorting one unit at a time takes a third
-- of the time that grouping all trades takes, and a function is asked in parallel.
with shared as materialized (
  select u.pocket_key, u.business_date, u.version_id
  from ledger.current_unit u
  where u.entity_id = $1
    and u.report_type = 'TRADE_REPORT'
    and u.business_date between $2 and $3
    and recon.has_shared_reference(u.version_id)
)
select
  u.pocket_key, null::text as account, h.security_key, d.reference as item, u.business_date,
  1::numeric as expected, 1 + count(*)::numeric as actual,
  'the report has the same line more than once: ' || min(d.first_locator) || ' and ' || min(d.locator)
    as detail
from ledger.current_unit u
join ledger.doubled_row d using (version_id)
join ledger.holding h using (holding_key)
where u.entity_id = $1
  and u.report_type = 'TRADE_REPORT'
  and u.business_date between $2 and $3
group by u.pocket_key, h.security_key, d.reference, u.business_date
union all
select
  u.pocket_key, null, min(h.security_key), t.reference, u.business_date,
  1, count(*), 'one reference stands for different trades'
from shared u
join ledger.trade t using (version_id)
join ledger.holding h using (holding_key)
where t.reference is not null
group by u.pocket_key, t.reference, u.business_date
having count(*) > 1
