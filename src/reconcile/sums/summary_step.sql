-- From one position summary of a pocket to the next: what a rule about positions looks at. Without a summary before it there is nothing
-- to step from, and the columns of the previous one are null.
-- $1 entity, $2 first day, $3 last day
with summary as (
  select
    u.pocket_key, u.business_date, u.version_id,
    lag(u.business_date) over by_day as previous_date,
    lag(u.version_id) over by_day as previous_version
  from ledger.current_unit u
  where u.entity_id = $1
    and u.report_type = 'POSITION_SUMMARY_REPORT'
    -- nearly always the one before lies within a long weekend
    and u.business_date between $2::date - 6 and $3
  window by_day as (partition by u.pocket_key order by u.business_date)
)
select
  s.pocket_key, s.business_date, s.version_id,
  coalesce(s.previous_date, before.business_date) as previous_date,
  coalesce(s.previous_version, before.version_id) as previous_version
from summary s
left join lateral (
  select u.business_date, u.version_id
  from ledger.current_unit u
  where s.previous_date is null
    and u.entity_id = $1
    and u.report_type = 'POSITION_SUMMARY_REPORT'
    and u.pocket_key = s.pocket_key
    and u.business_date < s.business_date
  order by u.business_date desc
  limit 1
) before on true
where s.business_date between $2 and $3
