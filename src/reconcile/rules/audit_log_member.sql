-- Proves: the log of each member tells what the log of the whole team tells of that member.
-- Compared are the entries that the log of the team had told when that of the member was last read, of the members who are
-- known; what was noted in the hour before that may have come between the two. The log of a member was read when all of them
-- were, or when it told something: where that of one is not there, those of the others are compared as far as they go. An entry
-- stands on the business day in New York on which it was noted, or the last before.
-- severity: warning
-- figures: counts
-- shows: fct_audit_log, entry_id or member_id or actor or action or target_type or target_id or ip_address or description
-- shows: fct_member_audit_log, entry_id or member_id or actor or action or target_type or target_id or ip_address or description
-- range: all
with team as (
  select max(read_at) as read_at
  from ops.resource_reading
  where entity_id = $1
    and resource = 'audit_logs'
    and outcome = 'read'
),
known_member as (
  select m.item_id as member_id, greatest(every.read_at, own.read_at) as read_at
  from ledger.current_resource m
  cross join lateral (
    select max(r.read_at) as read_at
    from ops.resource_reading r
    where r.entity_id = $1
      and r.resource = 'member_audit_logs'
      and r.outcome = 'read'
      and r.read_at >= m.valid_from
  ) every
  cross join lateral (
    select max(l.finished_at) as read_at
    from ops.report_file f
    join ops.file_load l using (report_file_id)
    where f.entity_id = $1
      and f.resource = 'member_audit_logs'
      and f.parent_id = m.item_id
      and l.outcome = 'accepted'
  ) own
  where m.entity_id = $1
    and m.resource = 'members'
),
told as (
  select
    item_id, resource, parent_id, locator, valid_from, content ->> 'member_id' as member_id,
    (content ->> 'occurred_at')::timestamptz as noted_at,
    content || jsonb_build_object('occurred_at', (content ->> 'occurred_at')::timestamptz) as content
  from ledger.current_resource
  where entity_id = $1
    and resource in ('audit_logs', 'member_audit_logs')
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
    coalesce(l.item_id, o.item_id) as item, coalesce(l.noted_at, o.noted_at) as noted_at,
    l.locator as team_locator, o.locator as own_locator,
    l.item_id is not null as is_of_team, o.item_id is not null as is_own,
    array(
      select name
      from shared_field
      where l.content -> name is distinct from o.content -> name
      order by name
    ) as differing
  from (select * from told where resource = 'audit_logs') l
  full join (select * from told where resource = 'member_audit_logs') o
    on o.item_id = l.item_id and o.parent_id = l.member_id
  join known_member m on m.member_id = coalesce(l.member_id, o.parent_id)
  cross join team
  where (l.item_id is null or l.valid_from <= m.read_at)
    and coalesce(l.noted_at, o.noted_at) < least(team.read_at, m.read_at) - interval '1 hour'
    and team.read_at is not null
    and m.read_at is not null
)
select
  null::int as pocket_key, null::text as account, null::int as security_key, p.item,
  greatest(d.business_date, $2) as business_date,
  case
    when p.is_of_team and p.is_own then (select count(*) from shared_field)
    when p.is_of_team then 1
    else 0
  end::numeric as expected,
  case
    when p.is_of_team and p.is_own then (select count(*) from shared_field) - cardinality(p.differing)
    when p.is_of_team then 0
    else 1
  end::numeric as actual,
  case
    when not p.is_own then
      'the log of the team has the entry at ' || p.team_locator || ', the log of the member does not'
    when not p.is_of_team then
      'the log of the member has the entry at ' || p.own_locator || ', the log of the team does not'
    else 'the log of the team at ' || p.team_locator || ' and that of the member at ' || p.own_locator
      || ' differ in ' || array_to_string(p.differing, ', ')
  end as detail
from pair p
cross join lateral (
  select max(business_date) as business_date
  from ledger.calendar_day
  where is_business_day
    and business_date <= (p.noted_at at time zone 'America/New_York')::date
) d
where d.business_date <= $3
  and (not p.is_of_team or not p.is_own or cardinality(p.differing) > 0)
