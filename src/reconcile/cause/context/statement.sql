-- The balances of the account of each break on the days around it, in all versions.
select
  a.break_id, u.business_date as "on", v.version, v.version = newest.version as "isCurrent",
  v.report_file_id::text as "reportFileId", s.locator, s.opening_balance::text as opening,
  s.closing_balance::text as closing
from cause_asked a
join ledger.unit u
  on u.entity_id = $1
  and u.report_type = a.account || '_STATEMENT_REPORT'
  and u.pocket_key = a.pocket_key
  and u.business_date between a.business_date - 9 and a.business_date
join ledger.unit_version v using (unit_id)
join lateral (
  select max(version) as version
  from ledger.unit_version
  where unit_id = u.unit_id
) newest on true
join ledger.statement s on s.version_id = v.version_id
