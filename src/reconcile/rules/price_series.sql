-- Proves: the price report tells each bill once a day, and on every day between two on which it tells it.
-- A bill that a pocket holds and that has no price is left to `position_price`. A report that tells of nothing but what is
-- held may leave out a bill while nobody holds it: it is judged on days only on which it tells more.
-- range: a month before
-- severity: warning
-- figures: counts
-- shows: fct_price_daily, price, of the day before
-- shows: fct_price_daily, price
-- shows: fct_price_daily, price, of the day after
-- A bill told under a wrong CUSIP is not told under its own.
-- root: cusip_check
with day as materialized (
  select u.business_date, u.version_id, before.version_id as version_before, after.version_id as version_after
  from ledger.current_unit u
  join ledger.calendar_day d using (business_date)
  left join ledger.current_unit before
    on before.entity_id = u.entity_id
    and before.report_type = u.report_type
    and before.business_date = d.previous_business_date
  left join ledger.current_unit after
    on after.entity_id = u.entity_id
    and after.report_type = u.report_type
    and after.business_date = d.next_business_date
  where u.entity_id = $1
    and u.report_type = 'SECURITY_PRICE_REPORT'
    and u.business_date between $2 and $3
),
told as materialized (
  select d.business_date, q.security_key, count(*) as prices, min(q.price) as lowest, max(q.price) as highest
  from day d
  join ledger.price_quote q using (version_id)
  group by d.business_date, q.security_key
),
left_out as materialized (
  select d.business_date, before.security_key
  from day d
  join ledger.price_quote before on before.version_id = d.version_before
  where exists (
      select
      from ledger.price_quote after
      where after.version_id = d.version_after
        and after.security_key = before.security_key
    )
    and not exists (
      select
      from ledger.price_quote q
      where q.version_id = d.version_id
        and q.security_key = before.security_key
    )
  group by d.business_date, before.security_key
),
held as materialized (
  select distinct u.business_date, h.security_key
  from (select distinct business_date from left_out) l
  join ledger.current_unit u
    on u.entity_id = $1
    and u.report_type = 'POSITION_SUMMARY_REPORT'
    and u.business_date = l.business_date
  join ledger.position p using (version_id)
  join ledger.holding h using (holding_key)
)
select
  null::int as pocket_key, null::text as account, security_key, '' as item, business_date,
  1::numeric as expected, prices::numeric as actual,
  'the report tells ' || prices || ' prices: '
    || case when lowest = highest then lowest::text else lowest || ' to ' || highest end as detail,
  case when prices = 2 and lowest = highest then 'one line doubled' end as cause,
  case when prices = 2 and lowest = highest then 'the price ' || lowest || ' stands there twice' end as evidence
from told
where prices > 1
union all
select
  null, null, l.security_key, '', l.business_date, 1, 0,
  'the report tells no price, though it does on the business days before and after',
  'one line missing',
  'told on the business day before and on the one after, and not between'
from left_out l
where (l.business_date, l.security_key) not in (select business_date, security_key from held)
  and exists (
    select
    from told t
    where t.business_date = l.business_date
      and (t.business_date, t.security_key) not in (select business_date, security_key from held)
  )
