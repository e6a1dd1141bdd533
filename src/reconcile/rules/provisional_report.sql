-- Proves: what was told of a business day before it had ended was told again after its end. Days count by what has landed: once a later
-- day is known for good, so should this one be.
-- Looks at every day each time: what landed of a later day puts an earlier one in question.
-- severity: warning
-- figures: counts
-- shows: fct_statement
-- shows: fct_trade
-- shows: fct_position_daily
-- shows: fct_price_daily
-- range: all
-- setting: settles_within = 2, business days after its own in which a report should be told for good
with unit as materialized (
  select u.pocket_key, u.report_type, u.business_date
  from ledger.current_unit u
  where u.entity_id = $1
    and u.provisional
    and u.report_type not in ('TRADE_LIST_CSV', 'TRANSACTION_LIST_CSV')
    and u.business_date between $2 and $3
),
final_until as (
  select t.report_type, known.business_date
  from (select distinct report_type from unit) t
  cross join lateral (
    select u.business_date
    from ledger.current_unit u
    where u.entity_id = $1
      and u.report_type = t.report_type
      and not u.provisional
    order by u.business_date desc
    limit 1
  ) known
),
calendar as materialized (
  select
    business_date,
    count(*) filter (where is_business_day) over (order by business_date) as business_days
  from ledger.calendar_day
)
select
  u.pocket_key,
  case u.report_type when 'BANK_STATEMENT_REPORT' then 'BANK' when 'BROKERAGE_STATEMENT_REPORT' then 'BROKERAGE' end
    as account,
  null::int as security_key, u.report_type as item, u.business_date,
  1::numeric as expected, 0::numeric as actual,
  'told before the day had ended, and not again since, though later days are known for good' as detail
from unit u
join final_until f using (report_type)
join calendar own on own.business_date = u.business_date
join calendar known on known.business_date = f.business_date
where known.business_days - own.business_days > :settles_within
