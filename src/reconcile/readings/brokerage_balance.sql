-- Says whether the brokerage balance holds the residual cash: counts the last statements that tie one way only.
-- $1 entity, $2 last day
with day as (
  select distinct business_date
  from ledger.current_unit
  where entity_id = $1
    and report_type = 'BROKERAGE_STATEMENT_REPORT'
    and business_date <= $2
  order by business_date desc
  limit 11
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
  where u.entity_id = $1
    and u.report_type = 'BROKERAGE_STATEMENT_REPORT'
)
select 'with_residual_cash' as value, count(*) filter (where closing_balance = bills + cash and cash <> 0) as fits
from compared
union all
select 'without_residual_cash', count(*) filter (where closing_balance = bills and cash <> 0)
from compared
