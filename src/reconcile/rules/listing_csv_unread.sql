-- Proves: the trade listing and the transaction listing could be held against their CSVs: each CSV was read when it was last
-- asked for. One that we are not permitted to read, or that is not there, is no break. A CSV speaks of all pockets.
-- Looks at every day each time: that it could not be read makes no new version.
-- severity: warning
-- figures: counts
-- shows: nothing
-- range: all
with last as (
  select distinct on (r.unit_id) r.unit_id, q.state, q.error
  from ops.report_request q
  join ops.request_unit r using (request_id)
  where q.entity_id = $1
    and q.report_type in ('TRADE_LIST_CSV', 'TRANSACTION_LIST_CSV')
  order by r.unit_id, q.request_id desc
)
select
  null::int as pocket_key, null::text as account, null::int as security_key, u.report_type as item, u.business_date,
  1::numeric as expected, 0::numeric as actual,
  case min(l.state)
    when 'quarantined' then 'the CSV was refused, and nothing was compared with it: '
    else 'the CSV could not be read, and nothing was compared with it: '
  end || coalesce(min(l.error), 'no reason given') as detail
from last l
join ledger.unit u using (unit_id)
where l.state in ('failed', 'quarantined')
  -- as the status of an answer is told by src/extract/status-error.ts
  and coalesce(l.error, '') !~ 'expected (to be permitted, got 403|2xx, got 404)\M'
  and u.business_date between $2 and $3
group by u.report_type, u.business_date
