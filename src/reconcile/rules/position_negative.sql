-- Proves: nobody holds less than nothing: quantity, value and cost of a position are not below zero.
-- Its price is judged by `position_price` and `price_sanity`.
-- severity: error
-- shows: fct_position_daily, quantity or market_value or cost_value
-- A quantity that stays wrong explains nothing of a day on which the bill was not dealt in.
-- root: position_quantity, same security, while it lasts and moves
-- root: position_value, same security
with below as (
  select
    u.pocket_key, h.security_key, u.business_date, p.quantity,
    case
      when p.quantity < 0 then p.quantity
      when p.market_value < 0 then p.market_value
      else p.cost_value
    end::numeric as actual,
    case
      when p.quantity < 0 then 'more was sold than was held'
      when p.market_value < 0 then 'the market value is negative'
      else 'the historical cost is negative'
    end as detail
  from ledger.current_unit u
  join ledger.position p using (version_id)
  join ledger.holding h using (holding_key)
  where u.entity_id = $1
    and u.report_type = 'POSITION_SUMMARY_REPORT'
    and u.business_date between $2 and $3
    and (p.quantity < 0 or p.market_value < 0 or p.cost_value < 0)
)
select
  b.pocket_key, null::text as account, b.security_key, '' as item, b.business_date, 0::numeric as expected, b.actual,
  b.detail,
  case when whole.is_sign then 'sign' end as cause,
  case
    when whole.is_sign then 'without the sign it is ' || round(-b.actual / b.quantity, 6) || ' for each 100 of face'
  end as evidence,
  case when b.quantity < 0 then 'bills' else 'dollars' end as figures
from below b
cross join lateral (
  -- what a bill is worth and what it costs lie a little below par
  select b.quantity > 0 and -b.actual / nullif(b.quantity, 0) between 80 and 100 as is_sign
) whole
