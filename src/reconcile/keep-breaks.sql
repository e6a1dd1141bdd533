-- Turns the findings of an entity into breaks, and keeps the breaks over time.
-- The settings pocketbook.entity_id and pocketbook.recon_run_id say which, and in whose name.
--
-- Findings on the same subject from one business day to the next are one spell; where a rule follows positions from one
-- summary to the next, a summary that is missing in between does not end it. Within a spell what differs by the same
-- amount is one break: it begins on the first of those days and was last seen on the last. So a difference that
-- stays is one break, another that comes on top of it for a day is a second, and the first goes on after it. The id of
-- a break is made of what it is about and when it began, never of amounts: it stays when a figure moves, and a break
-- that comes back comes back under it.
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
        when f.rule in ('position_quantity', 'position_cost') then f.found_before is null or exists (
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
lasting as (
  select distinct on (rule, pocket_key, account, security_key, item, spell, actual - expected)
    *,
    actual - expected as difference,
    max(business_date) over (
      partition by rule, pocket_key, account, security_key, item, spell, actual - expected
    ) as last_seen_on
  from spell
  order by rule, pocket_key, account, security_key, item, spell, actual - expected, business_date
)
select
  md5(concat_ws('|', current_setting('pocketbook.entity_id'), l.rule, coalesce(p.pocket_id, ''),
    coalesce(l.account, ''), coalesce(s.cusip, ''), l.item,
    to_char(l.business_date, 'YYYY-MM-DD')))::uuid as break_id,
  l.rule, l.pocket_key, l.account, l.security_key, s.cusip, l.item, l.business_date, l.last_seen_on,
  l.expected, l.actual, l.difference, l.cause,
  null::uuid as root_break_id
from lasting l
left join ledger.pocket p using (pocket_key)
left join ledger.security s using (security_key);

-- Where one break explains another the root is the break, and the rest are its consequences. A consequence begins
-- with its root, or a stated number of business days after it.
update seen_break b
set root_break_id = (
  select r.break_id
  from (values
    -- consequence, root, about the same security, business days later at most, differences equal in size,
    -- the root's difference at least; the first that fits is taken.
    -- A quantity is derived from cash and price: only an error of dollars can make it a wrong one.
    ('position_quantity', 'trade_cash', true, 5, false, 1.00, 1),
    -- A trade that only the listing knows names what the position has moved by.
    ('position_quantity', 'trade_listing', true, 5, true, 0, 2),
    ('trade_listing', 'trade_cash', true, 0, true, 0, 1),
    ('trade_listing', 'trade_cash', true, 0, false, 1.00, 2),
    ('position_cost', 'position_quantity', true, 0, false, 0, 1),
    ('position_cost', 'trade_cash', true, 5, true, 0, 2),
    ('position_cost', 'trade_listing', true, 5, true, 0, 3),
    ('position_price', 'position_quantity', true, 0, false, 0, 1),
    ('position_value', 'position_quantity', true, 0, false, 0, 1),
    ('position_value', 'position_price', true, 0, false, 0, 2),
    ('brokerage_closing', 'position_quantity', false, 0, false, 0, 1),
    ('brokerage_closing', 'position_price', false, 0, false, 0, 2),
    ('brokerage_closing', 'position_value', false, 0, false, 0, 3),
    ('brokerage_closing', 'statement_balance', false, 0, true, 0, 4),
    ('sweep_legs', 'unclassified_entry', false, 0, true, 0, 1),
    ('transaction_listing', 'unclassified_entry', false, 0, true, 0, 1),
    -- The listing names the line that the statement lacks, or has too many.
    ('sweep_legs', 'transaction_listing', false, 0, true, 0, 2),
    ('statement_balance', 'sweep_legs', false, 0, true, 0, 1),
    ('statement_balance', 'transaction_listing', false, 0, true, 0, 2),
    ('statement_balance', 'bank_zero_close', false, 0, true, 0, 3),
    ('statement_summary', 'statement_balance', false, 0, true, 0, 1),
    ('statement_chain', 'bank_zero_close', false, 1, true, 0, 1),
    ('statement_chain', 'statement_balance', false, 1, true, 0, 2)
  ) as explanation (
    consequence, root, same_security, days_later_max, same_size, size_min, preference
  )
  join seen_break r on r.rule = explanation.root
  where explanation.consequence = b.rule
    and r.pocket_key = b.pocket_key
    and (not explanation.same_security or r.security_key = b.security_key)
    and (r.account is null or b.account is null or r.account = b.account)
    and (not explanation.same_size or abs(r.difference) = abs(b.difference))
    and coalesce(abs(r.difference), 0) >= explanation.size_min
    and r.business_date <= b.business_date
    and (
      select count(*)
      from ledger.calendar_day d
      where d.is_business_day
        and d.business_date > r.business_date
        and d.business_date <= b.business_date
    ) <= explanation.days_later_max
  -- Of several on a day the choice must not depend on ids, which differ from warehouse to warehouse.
  order by explanation.preference, r.business_date desc, r.cusip, r.account, r.item
  limit 1
);

-- What a second source disagrees with may be wrong in the first: then that is the root. It lasts for days, while the second
-- source is looked at when it speaks; and a month of earnings may be broken by any of its days.
update seen_break b
set root_break_id = (
  select r.break_id
  from (values
    -- consequence, root, about a security (the same), differences equal in size, anywhere in the month; the first that fits
    ('portfolio_position', 'position_quantity', true, true, false, 1),
    ('portfolio_position', 'position_value', true, true, false, 2),
    ('portfolio_position', 'position_price', true, false, false, 3),
    ('portfolio_position', 'brokerage_closing', false, true, false, 4),
    ('earnings_gain', 'statement_balance', false, true, true, 1),
    ('earnings_gain', 'unclassified_entry', false, true, true, 2),
    ('earnings_gain', 'statement_chain', false, true, true, 3)
  ) as explanation (consequence, root, is_of_security, same_size, is_for_month, preference)
  join seen_break r on r.rule = explanation.root
  where explanation.consequence = b.rule
    and r.pocket_key = b.pocket_key
    and case when explanation.is_of_security then r.security_key = b.security_key else b.security_key is null end
    and (r.account is null or b.account is null or r.account = b.account)
    and (not explanation.same_size or abs(r.difference) = abs(b.difference))
    and case
      when explanation.is_for_month then
        date_trunc('month', r.business_date) = date_trunc('month', b.business_date)
      else b.business_date between r.business_date and r.last_seen_on
    end
  -- Of several on a day the choice must not depend on ids, which differ from warehouse to warehouse.
  order by explanation.preference, r.business_date desc, r.cusip, r.account, r.item
  limit 1
)
where b.rule in ('portfolio_position', 'earnings_gain');

-- A root that is itself a consequence hands on to its own root. Each time doubles how far a chain is followed, and five steps
-- are the longest of the tables above.
update seen_break b
set root_break_id = r.root_break_id
from seen_break r
where r.break_id = b.root_break_id
  and r.root_break_id is not null;

update seen_break b
set root_break_id = r.root_break_id
from seen_break r
where r.break_id = b.root_break_id
  and r.root_break_id is not null;

update seen_break b
set root_break_id = r.root_break_id
from seen_break r
where r.break_id = b.root_break_id
  and r.root_break_id is not null;

insert into recon.break (
  break_id, entity_id, rule, severity, pocket_key, account, security_key, item, business_date
)
select
  b.break_id, current_setting('pocketbook.entity_id'), b.rule, s.severity, b.pocket_key, b.account, b.security_key, b.item, b.business_date
from seen_break b
join rule_severity s using (rule)
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
  break_id, run_id, seen_at, last_seen_on, expected, actual, cause, root_break_id
)
select
  b.break_id, current_setting('pocketbook.recon_run_id')::bigint, clock_timestamp(), b.last_seen_on, b.expected, b.actual, b.cause, b.root_break_id
from seen_break b
left join lateral (
  select last_seen_on, expected, actual, cause, root_break_id
  from recon.break_sighting
  where break_id = b.break_id
  order by sighting_id desc
  limit 1
) g on true
where (g.last_seen_on, g.expected, g.actual, g.cause, g.root_break_id)
    is distinct from (b.last_seen_on, b.expected, b.actual, b.cause, b.root_break_id)
order by b.business_date, b.break_id;
