-- Proves: the market price of a position is the end-of-day price that was reported for its security on that day.
-- Days for which no price report has landed are left to `completeness`.
-- severity: error
-- figures: prices
-- shows: fct_position_daily, market_price
-- shows: fct_price_daily, price
-- root: position_quantity, same security
-- root: price_sanity, same security
with off as materialized (
  select u.pocket_key, u.business_date, h.security_key, p.market_price
  from ledger.current_unit u
  join ledger.position p using (version_id)
  join ledger.holding h using (holding_key)
  where u.entity_id = $1
    and u.report_type = 'POSITION_SUMMARY_REPORT'
    and u.business_date between $2 and $3
    and not exists (
      select
      from ledger.current_unit d
      join ledger.price_quote q using (version_id)
      where d.entity_id = $1
        and d.report_type = 'SECURITY_PRICE_REPORT'
        and d.business_date between $2 and $3
        and d.business_date = u.business_date
        and q.security_key = h.security_key
        and q.price = p.market_price
    )
)
select
  o.pocket_key, null::text as account, o.security_key, '' as item, o.business_date,
  q.price::numeric as expected, o.market_price::numeric as actual,
  case
    when q.price is null then 'no price was reported for this security'
    else 'price differs from the reported one'
  end as detail
from off o
join ledger.current_unit d
  on d.entity_id = $1
  and d.report_type = 'SECURITY_PRICE_REPORT'
  and d.business_date = o.business_date
left join ledger.price_quote q
  on q.version_id = d.version_id
  and q.security_key = o.security_key
where d.business_date between $2 and $3
  and o.market_price is distinct from q.price
