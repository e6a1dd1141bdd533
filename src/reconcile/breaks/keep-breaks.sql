-- Keeps the breaks of seen_break over time: what is new, what came back, what has gone, and what is seen otherwise now.
-- The settings pocketbook.entity_id and pocketbook.recon_run_id say of which entity, and in whose name.
insert into recon.break (
  break_id, entity_id, rule, severity, pocket_key, account, security_key, item, business_date
)
select
  b.break_id, current_setting('pocketbook.entity_id'), b.rule, w.severity, b.pocket_key, b.account,
  b.security_key, b.item, b.business_date
from seen_break b
join rule_now w using (rule)
on conflict (break_id) do nothing;

-- What happened to each break. A judgement of a person (explained, resolved) holds for the difference that was judged, and
-- an explanation for no longer than it says: else the break is open again, under its id and with all that was noted.
create temporary table break_change on commit drop as
select
  b.break_id, case when e.status is null then 'opened' else 'reopened' end as verb,
  coalesce(e.status, 'none') as from_status, b.difference, b.business_date,
  case
    when e.status is null then null
    when e.status = 'cleared' then 'found again'
    when j.difference is distinct from b.difference
      then format('the difference is %s, and was %s when it was %s', coalesce(b.difference::text, 'unknown'),
        coalesce(j.difference::text, 'unknown'), e.status)
    else 'the explanation stood until ' || j.explained_until
  end as note
from seen_break b
left join lateral (
  select status
  from recon.break_event
  where break_id = b.break_id
  order by event_id desc
  limit 1
) e on true
left join lateral (
  select difference, explained_until
  from recon.break_event
  where break_id = b.break_id
    and verb = e.status
  order by event_id desc
  limit 1
) j on true
where e.status is null
  or e.status = 'cleared'
  or (e.status in ('explained', 'resolved') and j.difference is distinct from b.difference)
  or (
    e.status = 'explained'
    and j.explained_until < (
      select max(business_date)
      from ledger.unit
      where entity_id = current_setting('pocketbook.entity_id')
    )
  )
union all
select b.break_id, 'cleared', e.status, null, b.business_date, null
from recon.break b
join lateral (
  select status
  from recon.break_event
  where break_id = b.break_id
  order by event_id desc
  limit 1
) e on e.status <> 'cleared'
where b.entity_id = current_setting('pocketbook.entity_id')
  and not exists (select from seen_break where break_id = b.break_id);

select recon.record_run_events(
  current_setting('pocketbook.entity_id'),
  (
    select array_agg(
      row(break_id, verb, from_status, difference, null, null, note)::recon.event_draft
      order by verb = 'cleared', business_date, break_id
    )
    from break_change
  )
);

insert into recon.break_sighting (
  break_id, run_id, seen_at, last_seen_on, expected, actual, figures, detail, due_on, cause, evidence, explained_by, is_unique,
  tolerance, root_break_id
)
select
  b.break_id, current_setting('pocketbook.recon_run_id')::bigint, clock_timestamp(), b.last_seen_on, b.expected,
  b.actual, coalesce(b.figures, w.figures), b.detail, b.due_on, b.cause, b.evidence, b.explained_by, b.is_unique, w.tolerance, b.root_break_id
from seen_break b
join rule_now w using (rule)
left join lateral (
  select
    last_seen_on, expected, actual, figures, detail, due_on, cause, evidence, explained_by, is_unique, tolerance,
    root_break_id
  from recon.break_sighting
  where break_id = b.break_id
  order by sighting_id desc
  limit 1
) g on true
where (
    g.last_seen_on, g.expected, g.actual, g.figures, g.detail, g.due_on, g.cause, g.evidence, g.explained_by, g.is_unique,
    g.tolerance, g.root_break_id
  ) is distinct from (
    b.last_seen_on, b.expected, b.actual, coalesce(b.figures, w.figures), b.detail, b.due_on, b.cause, b.evidence, b.explained_by, b.is_unique,
    w.tolerance, b.root_break_id
  )
order by b.business_date, b.break_id;
