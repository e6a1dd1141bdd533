-- Proves: a trade is dealt near the end-of-day price of its bill: as far as discount rates differ within a day, and as much as a bill
-- earns between the deal and its settlement. Bills are dealt above zero and not above par.
-- Prices of a bill and day are looked at together, the lowest and the highest (sums/dealt_terms.sql); trades are read only where one
-- of them is off.
-- severity: error
-- figures: prices
-- setting: band_bp = 50, basis points of discount rate from the end-of-day price at most
-- setting: slack_days = 4, days by which the settlement may lie after the deal
-- root: price_sanity, same security
with bill as materialized (
  select
    s.security_key, mode() within group (order by c.maturity_date) as maturity_date
  from ledger.security s
  join ledger.trade_context c using (security_key)
  where s.entity_id = $1
  group by s.security_key
),
quote as materialized (
  select
    u.business_date, q.security_key, q.price, b.maturity_date - u.business_date as days,
    100 * (
      :band_bp / 10000.0 * (b.maturity_date - u.business_date)
        + :slack_days * abs(recon.bill_discount_rate(q.price, b.maturity_date - u.business_date))
    ) / 360 as tolerance
  from ledger.current_unit u
  join ledger.price_quote q using (version_id)
  join bill b using (security_key)
  where u.entity_id = $1
    and u.report_type = 'SECURITY_PRICE_REPORT'
    and u.business_date between $2 and $3
    -- a bill runs for a year at most
    and b.maturity_date - u.business_date between 1 and 400
),
dealt as (
  -- the unit of a report is of the trade date
  select context_key, trade_date as business_date, min(lowest) as lowest, max(highest) as highest
  from dealt_terms
  where trade_date between $2 and $3
    and lowest is not null
  group by context_key, trade_date
),
off as materialized (
  select d.context_key, d.business_date, q.price, q.tolerance
  from dealt d
  join ledger.trade_context c using (context_key)
  left join quote q using (security_key, business_date)
  where d.lowest <= 1
    or d.highest > 100 and coalesce(q.days, 1) > 0
    or d.lowest < q.price - q.tolerance
    or d.highest > q.price + q.tolerance
)
select
  u.pocket_key, null::text as account, h.security_key, t.trade_id as item, u.business_date,
  coalesce(o.price, case when per_one.is_it then t.price * 100 else 100 end)::numeric as expected,
  t.price::numeric as actual,
  t.side || ' ' || coalesce(t.reference, t.trade_id) || case
    when t.price <= 0 then ' is dealt at a price that is not above zero'
    when o.price is null then ' is dealt at a price that no bill has'
    else ' is dealt further from the end-of-day price than ' || round(o.tolerance, 6)
  end as detail,
  case when per_one.is_it then 'price per 1 instead of per 100' end as cause,
  case
    when per_one.is_it then t.price || ' x 100 = ' || t.price * 100
      || coalesce(', and the end-of-day price is ' || o.price, '')
  end as evidence
from off o
join ledger.current_unit u
  on u.entity_id = $1
  and u.report_type = 'TRADE_REPORT'
  and u.business_date = o.business_date
join ledger.trade t on t.version_id = u.version_id and t.context_key = o.context_key
join ledger.holding h using (holding_key)
cross join lateral (
  select
    t.price > 0
    and t.price <= 1
    and case
      when o.price is null then t.price * 100 between 80 and 100
      else abs(t.price * 100 - o.price) <= o.tolerance
    end as is_it
) per_one
where t.side <> 'MATURITY'
  and (
    t.price <= 1
    or t.price > 100
    or abs(t.price - o.price) > o.tolerance
  )
