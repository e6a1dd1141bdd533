-- The holding of each break on the days around it, in all versions; where a break is of a whole account, all its holdings of that day.
select
  a.break_id, u.business_date as "on", v.version, v.version = newest.version as "isCurrent",
  v.report_file_id::text as "reportFileId", p.locator, h.security_key as "securityKey", s.cusip,
  p.quantity::text as quantity, p.market_price::text as price, p.market_value::text as value,
  p.cost_value::text as cost
from cause_asked a
join ledger.unit u
  on u.entity_id = $1
  and u.report_type = 'POSITION_SUMMARY_REPORT'
  and u.pocket_key = a.pocket_key
  and u.business_date between
    a.business_date - case when a.security_key is null then 0 else 9 end
    and a.business_date + case when a.security_key is null then 0 else 9 end
join ledger.unit_version v using (unit_id)
join lateral (
  select max(version) as version
  from ledger.unit_version
  where unit_id = u.unit_id
) newest on true
join ledger.position p on p.version_id = v.version_id
join ledger.holding h using (holding_key)
join ledger.security s on s.security_key = h.security_key
where a.security_key = h.security_key
  or a.rule = 'brokerage_closing'
