-- The end-of-day prices of the security of each break, or of all that the account holds, on the days around it.
with wanted as (
  select break_id, business_date, security_key
  from cause_asked
  where security_key is not null
    and rule in ('position_price', 'position_value', 'portfolio_position')
  union
  select a.break_id, a.business_date, h.security_key
  from cause_asked a
  join ledger.current_unit u
    on u.entity_id = $1
    and u.report_type = 'POSITION_SUMMARY_REPORT'
    and u.pocket_key = a.pocket_key
    and u.business_date = a.business_date
  join ledger.position p using (version_id)
  join ledger.holding h using (holding_key)
  where a.rule = 'brokerage_closing'
)
select
  w.break_id, u.business_date as "on", v.version, v.version = newest.version as "isCurrent",
  v.report_file_id::text as "reportFileId", q.locator, q.security_key as "securityKey", q.price::text as price
from wanted w
join ledger.unit u
  on u.entity_id = $1
  and u.report_type = 'SECURITY_PRICE_REPORT'
  and u.business_date between w.business_date - 9 and w.business_date + 9
join ledger.unit_version v using (unit_id)
join lateral (
  select max(version) as version
  from ledger.unit_version
  where unit_id = u.unit_id
) newest on true
join ledger.price_quote q
  on q.version_id = v.version_id
  and q.security_key = w.security_key
