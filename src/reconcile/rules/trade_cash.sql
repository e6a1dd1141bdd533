-- Proves: the cash of a trade is its quantity times its price, rounded to the cent. Half a cent is the rounding of
-- the product itself; anything more is an error of the amount, the price or the quantity.
-- severity: error
-- shows: fct_trade, amount
-- setting: rounding = 0.005, dollars between the cash and quantity times price at most
-- root: trade_price, same security
select
  u.pocket_key, null::text as account, h.security_key, t.trade_id as item, u.business_date,
  round(t.quantity * t.price, 2) as expected, t.amount::numeric as actual,
  'cash differs from quantity times price: ' || t.quantity || ' x ' || trim_scale(t.price) || ' = '
    || round(t.quantity * t.price, 2) as detail
from ledger.current_unit u
join ledger.trade t using (version_id)
join ledger.holding h using (holding_key)
where u.entity_id = $1
  and u.report_type in ('TRADE_REPORT', 'TRADE_LIST')
  and u.business_date between $2 and $3
  and abs(t.amount - t.quantity * t.price) > :rounding
