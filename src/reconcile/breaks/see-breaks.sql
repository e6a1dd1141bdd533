-- Turns the findings of an entity into breaks: the table seen_break. The setting pocketbook.entity_id says which entity.
--
-- Findings on the same subject from one business day to the next are one spell; where a rule follows positions from one
-- summary to the next, a summary that is missing in between does not end it. Within a spell what differs by the same
-- amount is one break: it begins on the first of those days and was last seen on the last. So a difference that
-- stays is one break, another that comes on top of it for a day is a second, and the first goes on after it. The id of
-- a break is made of what it is about and when it began, never of amounts: it stays when a figure moves, and a break
-- that comes back comes back under it. Its step is what its first day added to what was off before.
create temporary table seen_break on commit drop as
with finding as (
  select f.*, d.previous_business_date, lag(f.business_date) over by_day as found_before
  from recon.finding f
  left join ledger.calendar_day d using (business_date)
  where f.entity_id = current_setting('pocketbook.entity_id')
  window by_day as (
    partition by f.rule, f.pocket_key, f.account, f.security_key, f.item
    order by f.business_date
  )
),
spell as (
  select
    f.*,
    count(*) filter (
      where case
        when f.found_before = f.previous_business_date then false
        when f.rule in ('position_quantity', 'position_cost', 'maturity_missed') then f.found_before is null or exists (
          select
          from ledger.current_unit u
          where u.entity_id = f.entity_id
            and u.report_type = 'POSITION_SUMMARY_REPORT'
            and u.pocket_key = f.pocket_key
            and u.business_date > f.found_before
            and u.business_date < f.business_date
        )
        else true
      end
    ) over (
      partition by f.rule, f.pocket_key, f.account, f.security_key, f.item
      order by f.business_date
    ) as spell
  from finding f
),
stepped as (
  select
    *,
    actual - expected - lag(actual - expected, 1, 0::numeric) over (
      partition by rule, pocket_key, account, security_key, item, spell
      order by business_date
    ) as step
  from spell
),
lasting as (
  select distinct on (rule, pocket_key, account, security_key, item, spell, actual - expected)
    *,
    actual - expected as difference,
    max(business_date) over (
      partition by rule, pocket_key, account, security_key, item, spell, actual - expected
    ) as last_seen_on,
    -- what is unsettled settles: a cause that a rule proves must hold as long as the break
    bool_and(cause is not null) over (
      partition by rule, pocket_key, account, security_key, item, spell, actual - expected
    ) as is_proven
  from stepped
  order by rule, pocket_key, account, security_key, item, spell, actual - expected, business_date
)
select
  md5(concat_ws('|', current_setting('pocketbook.entity_id'), l.rule, coalesce(p.pocket_id, ''),
    coalesce(l.account, ''), coalesce(s.cusip, ''), l.item,
    to_char(l.business_date, 'YYYY-MM-DD')))::uuid as break_id,
  l.rule, l.pocket_key, l.account, l.security_key, s.cusip, l.item, l.business_date, l.last_seen_on,
  l.expected, l.actual, l.difference, l.step, l.figures, l.detail, coalesce(l.due_on, l.business_date) as due_on,
  case when l.is_proven then l.cause end as cause, l.evidence, null::jsonb as explained_by, null::boolean as is_unique,
  null::uuid as root_break_id
from lasting l
left join ledger.pocket p using (pocket_key)
left join ledger.security s using (security_key);

-- Roots are looked for break by break, and a bad file may make thousands.
create index seen_break_place on seen_break (rule, pocket_key, business_date);
analyze seen_break;
