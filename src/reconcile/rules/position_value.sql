-- Proves: the market value of a position is its quantity times its price, rounded half up to the cent.
-- severity: error
-- shows: fct_position_daily, market_value
-- root: position_quantity, same security
-- root: position_price, same security
select
  u.pocket_key, null::text as account, h.security_key, '' as item, u.business_date,
  round(p.quantity * p.market_price, 2) as expected, p.market_value::numeric as actual,
  'value differs from quantity times price: ' || p.quantity || ' x ' || trim_scale(p.market_price) || ' = '
    || round(p.quantity * p.market_price, 2) as detail
from ledger.current_unit u
join ledger.position p using (version_id)
join ledger.holding h using (holding_key)
where u.entity_id = $1
  and u.report_type = 'POSITION_SUMMARY_REPORT'
  and u.business_date between $2 and $3
  and p.market_value <> round(p.quantity * p.market_price, 2)
