-- Proves: everything beside the reports that is turned on was read by the last run that asked for it. What we were never
-- permitted to see, and what was never there, is no break: `status` shows it. What was read before and is now forbidden or gone
-- is one until it is turned off. The break stands on the day of the first of the runs that failed one after the other.
-- Looks at the last readings each time: they are no units.
-- severity: error
-- figures: counts
-- shows: rpt_quarantine
-- range: all
with run as (
  -- What was not asked for by the last run of a night or a range is turned off. One that asked for some reports or pockets has no
  -- reading at all, and says nothing; nor does a refresh, which asks for a few of them: but how it fared with those counts.
  select max(r.run_id) as run_id
  from ops.resource_reading r
  join ops.run q using (run_id)
  where r.entity_id = $1
    and q.kind in ('nightly', 'backfill')
    -- one that was cut short did not get to all of them
    and q.outcome is distinct from 'failed'
),
last as (
  select distinct on (r.resource)
    r.resource, r.outcome, r.error, r.reading_id,
    (
      select max(good.reading_id)
      from ops.resource_reading good
      where good.entity_id = $1
        and good.resource = r.resource
        and good.outcome = 'read'
    ) as read_last
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
    when 'forbidden' then 'it was read before, and is forbidden now (turn it off if that is meant): '
    when 'absent' then 'it was read before, and is not there now (turn it off if that is meant): '
    else 'could not be read: '
  end || l.error as detail
from last l
cross join lateral (
  -- a refresh has no days of its own: its day is the one on which it was made
  select min(coalesce(q.to_date, (q.started_at at time zone 'America/New_York')::date)) as since
  from ops.resource_reading r
  join ops.run q using (run_id)
  where r.entity_id = $1
    and r.resource = l.resource
    and r.reading_id > coalesce((
      select max(good.reading_id)
      from ops.resource_reading good
      where good.entity_id = $1
        and good.resource = l.resource
        and (good.outcome = 'read' or good.outcome not in ('refused', 'failed') and l.read_last is null)
    ), 0)
) f
where l.outcome in ('refused', 'failed')
  or (l.outcome in ('forbidden', 'absent') and l.read_last is not null)
