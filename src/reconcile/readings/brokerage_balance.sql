-- Says whether the brokerage balance holds the residual cash: counts the last statements that tie one way only.
-- $1 entity, $2 last day
with recursive day as (
  -- the last eleven, each found by the one after it
  (
    select u.business_date, 1 as place
    from ledger.current_unit u
    where u.entity_id = $1
      and u.report_type = 'BROKERAGE_STATEMENT_REPORT'
      and u.business_date <= $2
    order by u.business_date desc
    limit 1
  )
  union all
  select before.business_date, day.place + 1
  from day
  cross join lateral (
    select u.business_date
    from ledger.current_unit u
    where u.entity_id = $1
      and u.report_type = 'BROKERAGE_STATEMENT_REPORT'
      and u.business_date < day.business_date
    order by u.business_date desc
    limit 1
  ) before
  where day.place < 11
),
compared as (
  select
    s.closing_balance,
    coalesce((select sum(market_value) from ledger.position where version_id = p.version_id), 0) as bills,
    coalesce((select sum(amount) from ledger.cash_position where version_id = p.version_id), 0) as cash
  from ledger.current_unit u
  join day using (business_date)
  join ledger.statement s using (version_id)
  join ledger.current_unit p
    on p.entity_id = u.entity_id
    and p.report_type = 'POSITION_SUMMARY_REPORT'
    and p.pocket_key = u.pocket_key
    and p.business_date = u.business_date
    and p.business_date >= (select min(business_date) from day)
  where u.entity_id = $1
    and u.report_type = 'BROKERAGE_STATEMENT_REPORT'
)
select 'with_residual_cash' as value, count(*) filter (where closing_balance = bills + cash and cash <> 0) as fits
from compared
union all
select 'without_residual_cash', count(*) filter (where closing_balance = bills and cash <> 0)
from compared
