-- Keeps the breaks of seen_break over time: what is new, what came back, what has gone, and what is seen otherwise now.
-- The settings pocketbook.entity_id and pocketbook.recon_run_id say of which entity, and in whose name.
insert into recon.break (
  break_id, entity_id, rule, severity, pocket_key, account, security_key, item, business_date
)
select
  b.break_id, current_setting('pocketbook.entity_id'), b.rule, w.severity, b.pocket_key, b.account, b.security_key, b.item, b.business_date
from seen_break b
join rule_now w using (rule)
on conflict (break_id) do nothing;

insert into recon.break_event (break_id, actor, verb)
select b.break_id, 'pocketbook', case when e.verb is null then 'opened' else 'reopened' end
from seen_break b
left join lateral (
  select verb
  from recon.break_event
  where break_id = b.break_id
  order by event_id desc
  limit 1
) e on true
where e.verb is null
  or e.verb = 'cleared'
order by b.business_date, b.break_id;

insert into recon.break_event (break_id, actor, verb)
select b.break_id, 'pocketbook', 'cleared'
from recon.break b
join lateral (
  select verb
  from recon.break_event
  where break_id = b.break_id
  order by event_id desc
  limit 1
) e on e.verb not in ('cleared', 'resolved')
where b.entity_id = current_setting('pocketbook.entity_id')
  and not exists (select from seen_break where break_id = b.break_id)
order by b.business_date, b.break_id;

insert into recon.break_sighting (
  break_id, run_id, seen_at, last_seen_on, expected, actual, detail, due_on, cause, evidence, explained_by, is_unique,
  tolerance, root_break_id
)
select
  b.break_id, current_setting('pocketbook.recon_run_id')::bigint, clock_timestamp(), b.last_seen_on, b.expected,
  b.actual, b.detail, b.due_on, b.cause, b.evidence, b.explained_by, b.is_unique, w.tolerance, b.root_break_id
from seen_break b
join rule_now w using (rule)
left join lateral (
  select
    last_seen_on, expected, actual, detail, due_on, cause, evidence, explained_by, is_unique, tolerance,
    root_break_id
  from recon.break_sighting
  where break_id = b.break_id
  order by sighting_id desc
  limit 1
) g on true
where (
    g.last_seen_on, g.expected, g.actual, g.detail, g.due_on, g.cause, g.evidence, g.explained_by, g.is_unique,
    g.tolerance, g.root_break_id
  ) is distinct from (
    b.last_seen_on, b.expected, b.actual, b.detail, b.due_on, b.cause, b.evidence, b.explained_by, b.is_unique,
    w.tolerance, b.root_break_id
  )
order by b.business_date, b.break_id;
