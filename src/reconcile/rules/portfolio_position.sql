-- Proves: what a pocket says it holds is what the position summary of the same day says: the quantity of every security, its
-- market value within a cent a row, and the residual cash. Compared where both are there, as far as the portfolio tells it, and
-- the portfolio is that of the end of the day. Where the quantity differs nothing is said of the value.
-- Looks at every portfolio each time: it is no unit, and a new one may be the only news of the night.
-- severity: error
-- shows: fct_portfolio_security_daily, quantity or market_value or mark_price, of its security
-- shows: fct_position_daily, quantity or market_value or market_price, of its security
-- shows: fct_portfolio_daily, cash or total_value
-- shows: fct_cash_position_daily, amount
-- setting: rounding = 0.01, dollars of market value for each row that tells a security
-- range: all
-- What a second source disagrees with may be wrong in the first.
-- root: position_quantity, same security, while it lasts, same size
-- root: position_value, same security, while it lasts, same size
-- root: position_price, same security, while it lasts
-- root: brokerage_closing, no security, while it lasts, same size
with portfolio as materialized (
  select p.pocket_key, (c.content ->> 'business_date')::date as business_date, c.content
  from ledger.current_resource c
  join ledger.pocket p on p.entity_id = c.entity_id and p.pocket_id = c.parent_id
  where c.entity_id = $1
    and c.resource = 'portfolios'
    and (c.content ->> 'is_provisional')::boolean is not true
),
told as materialized (
  select pocket_key, business_date, u.version_id, p.content
  from portfolio p
  join ledger.current_unit u using (pocket_key, business_date)
  where u.entity_id = $1
    and u.report_type = 'POSITION_SUMMARY_REPORT'
    and business_date between $2 and $3
),
held as (
  select
    t.pocket_key, t.business_date, upper(trim(r.cusip)) as cusip,
    coalesce(sum(r.quantity), 0) as quantity, coalesce(sum(r.market_value), 0) as value, count(*) as rows
  from told t
  cross join lateral jsonb_to_recordset(t.content -> 'securities')
    as r (cusip text, quantity numeric, market_value numeric)
  group by 1, 2, 3
),
reported as (
  select
    t.pocket_key, t.business_date, s.cusip, sum(p.quantity) as quantity, sum(p.market_value) as value,
    count(*) as rows
  from told t
  join ledger.position p using (version_id)
  join ledger.holding h using (holding_key)
  join ledger.security s using (security_key)
  -- that no list of securities is told does not say that there are none
  where t.content ? 'securities'
  group by 1, 2, 3
),
compared as (
  select
    coalesce(h.pocket_key, r.pocket_key) as pocket_key,
    coalesce(h.business_date, r.business_date) as business_date,
    coalesce(h.cusip, r.cusip) as cusip,
    coalesce(r.quantity, 0) as reported_quantity, coalesce(h.quantity, 0) as held_quantity,
    coalesce(r.value, 0) as reported_value, coalesce(h.value, 0) as held_value,
    :rounding * greatest(h.rows, r.rows) as tolerance
  from held h
  full join reported r using (pocket_key, business_date, cusip)
),
cash as (
  select
    t.pocket_key, t.business_date, (t.content ->> 'cash')::numeric as held,
    coalesce((select sum(amount) from ledger.cash_position where version_id = t.version_id), 0) as reported
  from told t
  where t.content ? 'cash'
)
select
  c.pocket_key, null::text as account, s.security_key,
  -- a security that no report ever named has no key
  d.item || case when s.security_key is null then ' of ' || coalesce(c.cusip, 'what has no CUSIP') else '' end
    as item,
  c.business_date, d.expected::numeric as expected, d.actual::numeric as actual,
  'the portfolio of the pocket and the position summary differ in the ' || d.what as detail,
  case d.item when 'quantity' then 'bills' else 'dollars' end as figures
from compared c
left join ledger.security s on s.entity_id = $1 and s.cusip = c.cusip
cross join lateral (
  select 'quantity' as item, 'quantity' as what, c.reported_quantity as expected, c.held_quantity as actual
  where c.reported_quantity <> c.held_quantity
  union all
  select 'market_value', 'market value', c.reported_value, c.held_value
  where c.reported_quantity = c.held_quantity
    and abs(c.reported_value - c.held_value) > c.tolerance
) d
union all
select
  pocket_key, null, null, 'cash', business_date, reported::numeric, held::numeric,
  'the portfolio of the pocket and the position summary differ in the residual cash',
  'dollars'
from cash
where held <> reported
