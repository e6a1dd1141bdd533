-- Proves: the end-of-day price of a bill lies above zero and not above par, and the discount rate that it means (31 CFR 356, App. B,
-- VI) near those of the bills that mature next to it, so that it rises to 100 as the bill matures. Held against the median of up to
-- six bills, three that mature before and three after; where fewer than three are known, against its own rates of the two days before.
-- Where no price report has landed the prices of positions are looked at.
-- The band is told as a rate and judged as a price. Prices may be struck for a settlement some days later, which shortens every bill
-- of the day alike, and the shortest most.
-- severity: error
-- figures: prices
-- shows: fct_price_daily, price
-- shows: fct_position_daily, market_price
-- setting: band_bp = 50, basis points of discount rate from the bills that mature next to it at most
-- setting: slack_days = 4, days by which the settlement may lie after the day of the price
with bill as materialized (
  select
    s.security_key,
    mode() within group (order by c.issue_date) as issue_date,
    mode() within group (order by c.maturity_date) as maturity_date
  from ledger.security s
  join ledger.trade_context c using (security_key)
  where s.entity_id = $1
  group by s.security_key
),
unit as materialized (
  select u.report_type, u.business_date, u.version_id
  from ledger.current_unit u
  where u.entity_id = $1
    and u.report_type in ('SECURITY_PRICE_REPORT', 'POSITION_SUMMARY_REPORT')
    and u.business_date between $2::date - 7 and $3
),
quoted as (
  select u.business_date, q.security_key, q.price::numeric as price
  from unit u
  join ledger.price_quote q using (version_id)
  where u.report_type = 'SECURITY_PRICE_REPORT'
  union
  select u.business_date, h.security_key, p.market_price
  from unit u
  left join unit told
    on told.report_type = 'SECURITY_PRICE_REPORT'
    and told.business_date = u.business_date
  join ledger.position p on p.version_id = u.version_id
  join ledger.holding h using (holding_key)
  where u.report_type = 'POSITION_SUMMARY_REPORT'
    and told.version_id is null
),
priced as (
  select
    q.business_date, q.security_key, q.price, b.issue_date, b.maturity_date,
    b.maturity_date - q.business_date as days,
    recon.bill_discount_rate(q.price, b.maturity_date - q.business_date) as rate
  from quoted q
  join bill b using (security_key)
  -- a bill runs for a year at most
  where b.maturity_date - q.business_date between 1 and 400
),
-- Neighbours by windows: a join of the day's bills with one another is planned for a few rows where statistics are young, and takes
-- seconds for a month of eighty.
rated as (
  select
    business_date, security_key, price, issue_date, days, rate,
    array_agg(rate) filter (where price > 1 and price <= 100) over near_maturity as rates_near,
    lag(rate) over by_day as rate_before,
    lag(rate, 2) over by_day as rate_two_before
  from priced
  window
    near_maturity as (
      partition by business_date
      order by maturity_date, security_key
      rows between 3 preceding and 3 following exclude current row
    ),
    by_day as (partition by security_key order by business_date)
),
judged as (
  select
    r.business_date, r.security_key, r.price, r.issue_date, r.days, r.rate, e.rate as rate_expected,
    recon.bill_price(e.rate, r.days) as expected, e.source,
    100 * (:band_bp / 10000.0 * r.days + :slack_days * abs(e.rate)) / 360 as tolerance
  from rated r
  left join lateral (
    select percentile_disc(0.5) within group (order by near.rate) as rate
    from unnest(r.rates_near) near (rate)
    having count(*) >= 3
  ) n on true
  cross join lateral (
    select
      case
        when n.rate is not null then n.rate
        -- the one of the two days that is nearer, so that a wrong day does not put the next one in doubt
        when abs(r.rate - r.rate_before) <= abs(r.rate - r.rate_two_before) then r.rate_before
        else r.rate_two_before
      end as rate,
      case when n.rate is not null then 'the bills that mature next to it' else 'the days before' end as source
  ) e
),
found as (
  select security_key, business_date, expected, price, days, issue_date, rate, rate_expected, source, tolerance
  from judged
  where price > 100
    or price <= 1
    or abs(price - expected) > tolerance
  union all
  -- bills of which no trade tells the maturity
  select q.security_key, q.business_date, null, q.price, null, null, null, null, null, null
  from quoted q
  left join bill b using (security_key)
  where b.maturity_date is null
    and q.price <= 1
)
select
  null::int as pocket_key, null::text as account, f.security_key, '' as item, f.business_date,
  round(coalesce(f.expected, case when f.price > 0 then f.price * 100 else 100 end), 6)::numeric as expected,
  f.price::numeric as actual,
  case
    when f.price <= 0 then 'the price is not above zero'
    when f.price > 100 then 'the price lies above par before maturity'
    when f.rate_expected is null then 'the price cannot be one of a bill per 100'
    else 'the price means a discount rate of ' || round(f.rate * 100, 3) || ' % ('
      || coalesce('investment rate ' || round(
        recon.bill_investment_rate(f.price, f.days, recon.bill_year_days(coalesce(f.issue_date, f.business_date))) * 100, 3
      ) || ' %, ', '') || f.days || ' days), where ' || f.source || ' ask for ' || round(f.rate_expected * 100, 3) || ' %'
  end as detail,
  case when per_one.is_it then 'price per 1 instead of per 100' end as cause,
  case
    when per_one.is_it then f.price || ' x 100 = ' || f.price * 100 || coalesce(
      ', and ' || round(f.expected, 6) || ' is asked for, give or take ' || round(f.tolerance, 6), ''
    )
  end as evidence
from found f
cross join lateral (
  select
    f.price > 0
    and f.price <= 1
    and case
      when f.expected is null then f.price * 100 between 80 and 100
      else abs(f.price * 100 - f.expected) <= f.tolerance
    end as is_it
) per_one
where f.business_date between $2 and $3
