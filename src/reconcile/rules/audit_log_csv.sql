-- Proves: the log of the team is the same as a list and as a CSV.
-- Compared are the entries that the list had told when the CSV was last read; what was noted in the hour before that may
-- have come between the two. An entry stands on the business day in New York on which it was noted, or the last before.
-- severity: warning
-- figures: counts
-- shows: fct_audit_log, entry_id or member_id or actor or action or target_type or target_id or ip_address or description
-- shows: fct_audit_log_csv, entry_id or member_id or actor or action or target_type or target_id or ip_address or description
-- range: all
with read as (
  select resource, max(read_at) as read_at
  from ops.resource_reading
  where entity_id = $1
    and resource in ('audit_logs', 'audit_logs_csv')
    and outcome = 'read'
  group by resource
),
told as (
  select
    item_id, resource, locator, valid_from, (content ->> 'occurred_at')::timestamptz as noted_at,
    content || jsonb_build_object('occurred_at', (content ->> 'occurred_at')::timestamptz) as content
  from ledger.current_resource
  where entity_id = $1
    and resource in ('audit_logs', 'audit_logs_csv')
),
field as (
  select told.resource, name
  from told
  cross join jsonb_object_keys(content) as name
  group by told.resource, name
),
shared_field as (
  select name
  from field
  group by name
  having count(*) = 2
),
pair as (
  select
    coalesce(l.item_id, c.item_id) as item, coalesce(l.noted_at, c.noted_at) as noted_at,
    l.locator as list_locator, c.locator as csv_locator,
    l.item_id is not null as is_in_list, c.item_id is not null as is_in_csv,
    array(
      select name
      from shared_field
      -- a cell of a CSV that is empty tells the same as an empty text, or as nothing
      where nullif(l.content -> name, '""') is distinct from nullif(c.content -> name, '""')
      order by name
    ) as differing
  from (select * from told where resource = 'audit_logs') l
  full join (select * from told where resource = 'audit_logs_csv') c using (item_id)
  where (
    l.item_id is null
    or l.valid_from <= (select read_at from read where resource = 'audit_logs_csv')
  )
    and coalesce(l.noted_at, c.noted_at) < (select min(read_at) from read having count(*) = 2) - interval '1 hour'
)
select
  null::int as pocket_key, null::text as account, null::int as security_key, p.item,
  greatest(d.business_date, $2) as business_date,
  case
    when p.is_in_list and p.is_in_csv then (select count(*) from shared_field)
    when p.is_in_list then 1
    else 0
  end::numeric as expected,
  case
    when p.is_in_list and p.is_in_csv then (select count(*) from shared_field) - cardinality(p.differing)
    when p.is_in_list then 0
    else 1
  end::numeric as actual,
  case
    when not p.is_in_csv then 'the list has the entry at ' || p.list_locator || ', the CSV does not'
    when not p.is_in_list then 'the CSV has the entry at ' || p.csv_locator || ', the list does not'
    else 'the list at ' || p.list_locator || ' and the CSV at ' || p.csv_locator || ' differ in '
      || array_to_string(p.differing, ', ')
  end as detail
from pair p
cross join lateral (
  select max(business_date) as business_date
  from ledger.calendar_day
  where is_business_day
    and business_date <= (p.noted_at at time zone 'America/New_York')::date
) d
where d.business_date <= $3
  and (not p.is_in_list or not p.is_in_csv or cardinality(p.differing) > 0)
