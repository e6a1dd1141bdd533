-- Proves: residual cash is put to work: it does not stay for days where it would have bought another 100 of face of the cheapest bill
-- that the pocket holds. Cash of 100 and more is told by `residual_cash` on its first day, and this goes with it.
-- What lies idle is one break for as long as it would buy as many bills; it tells the dollar-days and what they would have earned at
-- the discount rate of that bill (31 CFR 356, App. B, VI).
-- range: a month before
-- severity: warning
-- figures: bills
-- shows: fct_cash_position_daily, amount, while it lasts
-- setting: idle_days = 2, business days in a row on which cash may lie idle
-- root: residual_cash, while it lasts
-- Cash that is wrong explains what lies idle where it went wrong on the first of these days, not before.
-- root: residual_cash_roll, within 2 days
with unspent as materialized (
  select
    u.pocket_key, u.business_date, u.version_id, c.amount, d.previous_business_date,
    d.next_business_date - d.business_date as days
  from ledger.current_unit u
  join ledger.cash_position c using (version_id)
  join ledger.calendar_day d using (business_date)
  where u.entity_id = $1
    and u.report_type = 'POSITION_SUMMARY_REPORT'
    -- what began before is counted from its beginning
    and u.business_date between $2::date - 31 and $3
    -- no bill is cheaper than this, and most cash is less: prices are looked at only where it is not
    and c.amount >= 80
),
cheapest as (
  select distinct on (u.version_id) u.version_id, p.market_price as price, h.security_key
  from unspent u
  join ledger.position p using (version_id)
  join ledger.holding h using (holding_key)
  where p.market_price > 1
  order by u.version_id, p.market_price, h.security_key
),
held as materialized (
  select u.*, c.price, c.security_key, floor(u.amount / c.price) as units
  from unspent u
  join cheapest c using (version_id)
  where u.amount >= c.price
),
marked as (
  select
    *,
    case when lag(business_date) over by_day = previous_business_date then 0 else 1 end as is_first
  from held
  window by_day as (partition by pocket_key order by business_date)
),
spelled as (
  select *, sum(is_first) over (partition by pocket_key order by business_date) as spell
  from marked
),
matures as (
  select security_key, mode() within group (order by maturity_date) as maturity_date
  from ledger.trade_context
  where security_key in (select security_key from held)
  group by security_key
),
counted as (
  select
    s.*,
    row_number() over by_day as day_of_spell,
    sum(s.units * s.price * s.days) over whole as dollar_days,
    sum(
      s.units * s.price * s.days * recon.bill_discount_rate(s.price, m.maturity_date - s.business_date) / 360
    ) over whole as lost
  from spelled s
  left join matures m using (security_key)
  window
    by_day as (partition by s.pocket_key, s.spell order by s.business_date),
    whole as (partition by s.pocket_key, s.spell)
)
select
  pocket_key, null::text as account, null::int as security_key, '' as item, business_date,
  0::numeric as expected, units::numeric as actual,
  'residual cash would have bought ' || units || ' x 100 of face for ' || round(price, 2) || ' each: '
    || round(dollar_days, 2) || ' dollar-days' || coalesce(', which would have earned ' || round(lost, 2), '') as detail
from counted
where day_of_spell > :idle_days
  and business_date >= $2
