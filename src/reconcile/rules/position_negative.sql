-- Proves: nobody holds less than nothing: quantity, value and cost of a position are not below zero.
-- Its price is judged by `position_price` and `price_sanity`.
-- severity: error
-- root: position_quantity, same security, while it lasts
-- root: position_value, same security
-- root: position_cost, same security
select
  u.pocket_key, null::text as account, h.security_key, '' as item, u.business_date,
  0::numeric as expected,
  case
    when p.quantity < 0 then p.quantity
    when p.market_value < 0 then p.market_value
    else p.cost_value
  end::numeric as actual,
  case
    when p.quantity < 0 then 'more was sold than was held'
    when p.market_value < 0 then 'the market value is negative'
    else 'the historical cost is negative'
  end as detail,
  case when p.quantity < 0 then 'bills' else 'dollars' end as figures
from ledger.current_unit u
join ledger.position p using (version_id)
join ledger.holding h using (holding_key)
where u.entity_id = $1
  and u.report_type = 'POSITION_SUMMARY_REPORT'
  and u.business_date between $2 and $3
  and (p.quantity < 0 or p.market_value < 0 or p.cost_value < 0)
