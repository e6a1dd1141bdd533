-- Proves: on the day on which a bill pays its face, and after it, nothing of it is held. A bill that matures on a day without
-- business pays on the next business day. When a bill matures its trade files say; of one that no file names nothing is known.
-- What the listing tells of a maturity is held against what was held by maturity_listing.
-- severity: error
-- figures: bills
-- shows: fct_position_daily, quantity
-- shows: fct_trade, quantity or amount, where side is MATURITY
select
  u.pocket_key, null::text as account, h.security_key, '' as item, u.business_date, 0::numeric as expected,
  sum(p.quantity)::numeric as actual,
  'still held though it matured on ' || m.maturity_date
    || case when m.pays_on > m.maturity_date then ' and paid on ' || m.pays_on else '' end as detail,
  m.pays_on as due_on
from ledger.bill_maturity m
join ledger.holding h using (security_key)
join ledger.position p using (holding_key)
join ledger.current_unit u using (version_id)
where m.entity_id = $1
  and m.pays_on <= $3
  and u.entity_id = $1
  and u.report_type = 'POSITION_SUMMARY_REPORT'
  and u.business_date between $2 and $3
  and u.business_date >= m.pays_on
group by u.pocket_key, h.security_key, u.business_date, m.maturity_date, m.pays_on
having sum(p.quantity) <> 0
