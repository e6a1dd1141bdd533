-- Proves: a trade is dealt near the end-of-day price of its bill: as far as discount rates differ within a day, and as much as a bill
-- earns between the deal and its settlement. Where the day tells no price of the bill, as before it is issued, or one that `price_sanity` has
-- found, the price stands in that the median rate of the bills maturing next to it asks for, three before and three after. Bills are
-- dealt above zero and not above par.
-- Prices of a bill and day are looked at together, the lowest and the highest (sums/dealt_terms.sql); trades are read only where one
-- of them is off.
-- after: price_sanity
-- severity: error
-- figures: prices
-- shows: fct_trade, price
-- shows: fct_price_daily, price
-- shows: fct_listed_trade, price
-- shows: fct_position_daily, market_price
-- setting: band_bp = 50, basis points of discount rate from the end-of-day price at most
-- setting: slack_days = 4, days by which the settlement may lie after the deal
with bill as materialized (
  select
    s.security_key, mode() within group (order by c.maturity_date) as maturity_date
  from ledger.security s
  join ledger.trade_context c using (security_key)
  where s.entity_id = $1
  group by s.security_key
),
dealt as materialized (
  -- the unit of a report is of the trade date
  select d.context_key, c.security_key, d.trade_date as business_date, min(d.lowest) as lowest, max(d.highest) as highest
  from dealt_terms d
  join ledger.trade_context c using (context_key)
  where d.trade_date between $2 and $3
    and d.lowest is not null
  group by d.context_key, c.security_key, d.trade_date
),
told as materialized (
  select u.business_date, q.security_key, q.price
  from ledger.current_unit u
  join ledger.price_quote q using (version_id)
  where u.entity_id = $1
    and u.report_type = 'SECURITY_PRICE_REPORT'
    and u.business_date between $2 and $3
    and not exists (
      select
      from recon.finding f
      where f.entity_id = $1
        and f.rule = 'price_sanity'
        and f.business_date = u.business_date
        and f.security_key = q.security_key
    )
),
untold as materialized (
  select business_date, security_key
  from dealt
  except
  select business_date, security_key
  from told
),
-- on days only on which a bill has no price
near as (
  select
    n.business_date, n.security_key, n.price, b.maturity_date - n.business_date as days,
    array_agg(recon.bill_discount_rate(n.price, b.maturity_date - n.business_date))
      filter (where n.price > 1 and n.price <= 100) over near_maturity as rates
  from (
    select business_date, security_key, null as price
    from untold
    union all
    select business_date, security_key, price
    from told
    where business_date in (select business_date from untold)
  ) n
  join bill b using (security_key)
  -- a bill runs for a year at most
  where b.maturity_date - n.business_date between 1 and 400
  window near_maturity as (
    partition by n.business_date
    order by b.maturity_date, n.security_key
    rows between 3 preceding and 3 following
  )
),
priced as (
  select t.business_date, t.security_key, t.price, b.maturity_date - t.business_date as days, false as is_inferred
  from told t
  join bill b using (security_key)
  where b.maturity_date - t.business_date between 1 and 400
  union all
  select n.business_date, n.security_key, round(recon.bill_price(asked.rate, n.days), 6), n.days, true
  from near n
  cross join lateral (
    select percentile_disc(0.5) within group (order by rate) as rate
    from unnest(n.rates) rate
    having count(*) >= 3
  ) asked
  where n.price is null
),
quote as materialized (
  select
    p.*,
    100 * (
      :band_bp / 10000.0 * p.days + :slack_days * abs(recon.bill_discount_rate(p.price, p.days))
    ) / 360 as tolerance
  from priced p
),
off as materialized (
  select d.context_key, d.business_date, q.price, q.tolerance, q.is_inferred
  from dealt d
  left join quote q using (security_key, business_date)
  where d.lowest <= 1
    or d.highest > 100
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
    else ' is dealt further from the ' || priced_by.what || ' than ' || round(o.tolerance, 6)
  end as detail,
  case when per_one.is_it then 'price per 1 instead of per 100' end as cause,
  case
    when per_one.is_it then t.price || ' x 100 = ' || t.price * 100
      || coalesce(', and the ' || priced_by.what || ' is ' || o.price, '')
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
cross join lateral (
  select
    case
      when o.is_inferred then 'price that the bills maturing next to it ask for'
      else 'end-of-day price'
    end as what
) priced_by
where t.side <> 'MATURITY'
  and (
    t.price <= 1
    or t.price > 100
    or abs(t.price - o.price) > o.tolerance
  )
