-- Proves: everything beside the reports that is turned on was read by the last run that asked for it. What we are not
-- permitted to see, and what is not there, is no break: `status` shows it. The break stands on the day of the first of the runs
-- that failed one after the other.
-- Looks at the last readings each time: they are no units.
-- severity: error
-- range: all
with run as (
  -- what was not asked for by the last run of a night or a range is turned off
  select max(r.run_id) as run_id
  from ops.resource_reading r
  join ops.run q using (run_id)
  where r.entity_id = $1
    and q.kind in ('nightly', 'backfill')
),
last as (
  select distinct on (r.resource) r.resource, r.outcome, r.error, r.reading_id
  from ops.resource_reading r
  where r.entity_id = $1
    and r.resource in (
      select resource from ops.resource_reading where run_id = (select run_id from run)
    )
  order by r.resource, r.reading_id desc
)
select
  null::int as pocket_key, null::text as account, null::int as security_key, l.resource as item,
  least(greatest(coalesce(f.since, $3), $2), $3) as business_date,
  1::numeric as expected, 0::numeric as actual,
  case l.outcome
    when 'refused' then 'the answer was refused: '
    else 'could not be read: '
  end || l.error as cause
from last l
cross join lateral (
  select min(q.to_date) as since
  from ops.resource_reading r
  join ops.run q using (run_id)
  where r.entity_id = $1
    and r.resource = l.resource
    and r.reading_id > coalesce((
      select max(good.reading_id)
      from ops.resource_reading good
      where good.entity_id = $1
        and good.resource = l.resource
        and good.outcome not in ('refused', 'failed')
    ), 0)
) f
where l.outcome in ('refused', 'failed')
