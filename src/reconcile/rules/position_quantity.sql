-- Proves: what a pocket holds of a bill is what it held on the first position summary plus every purchase since,
-- less every sale and every maturity. The first summary is the start; what was before it is not asked for.
-- Trades count on the date on which positions move (trade date or settlement date, reading `position_basis`).
--
-- First the step from one position summary to the next is held against the trades of that step. Only holdings with
-- a step that does not tie, or that did not tie just before, are then followed from the start.
-- severity: error
with summary as (
  select
    u.pocket_key, u.business_date, u.version_id,
    lag(u.business_date) over by_day as previous_date,
    lead(u.business_date) over by_day as next_date
  from ledger.current_unit u
  where u.entity_id = $1
    and u.report_type = 'POSITION_SUMMARY_REPORT'
  window by_day as (partition by u.pocket_key order by u.business_date)
),
step_day as materialized (
  -- every calendar day, and the position summary in which a trade of that day must show
  select s.pocket_key, s.business_date, day::date as day
  from summary s
  cross join generate_series(s.previous_date + 1, s.business_date, interval '1 day') as day
  where s.business_date between $2 and $3
),
trade_unit as materialized (
  select u.version_id, u.pocket_key
  from ledger.current_unit u
  where u.entity_id = $1
    and u.report_type in ('TRADE_REPORT', 'TRADE_LIST')
    -- no bill settles later than this after its trade; wide enough for a summary missing in between
    and u.business_date between $2::date - 62 and $3
),
basis as (
  select recon.current_reading($1, 'position_basis') = 'settlement_date' as is_settlement
),
moved as (
  select p.holding_key, s.business_date, p.quantity
  from summary s
  join ledger.position p using (version_id)
  where s.business_date between $2 and $3
    and s.previous_date is not null
  union all
  select p.holding_key, s.next_date, -p.quantity
  from summary s
  join ledger.position p using (version_id)
  where s.next_date between $2 and $3
  union all
  select t.holding_key, d.business_date, case t.side when 'BUY' then -t.quantity else t.quantity end
  from ledger.trade t
  join trade_unit u using (version_id)
  join step_day d
    on d.pocket_key = u.pocket_key
    and d.day = case
      when (select is_settlement from basis) then coalesce(t.settlement_date, t.trade_date)
      else t.trade_date
    end
),
off as (
  select holding_key
  from moved
  group by holding_key, business_date
  having sum(quantity) <> 0
),
suspect as materialized (
  select h.holding_key, h.pocket_key, h.security_key
  from ledger.holding h
  where h.holding_key in (select holding_key from off)
  union
  select h.holding_key, h.pocket_key, h.security_key
  from recon.finding f
  join ledger.holding h using (pocket_key, security_key)
  where f.entity_id = $1
    and f.rule = 'position_quantity'
    and f.business_date >= $2::date - 31
),
reported as (
  select u.holding_key, s.business_date, s.previous_date, coalesce(sum(p.quantity), 0) as quantity
  from suspect u
  join summary s using (pocket_key)
  left join ledger.position p using (version_id, holding_key)
  group by u.holding_key, s.business_date, s.previous_date
),
traded as (
  select
    t.holding_key,
    case
      when (select is_settlement from basis) then coalesce(t.settlement_date, t.trade_date)
      else t.trade_date
    end as moved_on,
    sum(case t.side when 'BUY' then t.quantity else -t.quantity end) as quantity
  from suspect
  join ledger.trade t using (holding_key)
  join ledger.current_version v using (version_id)
  group by 1, 2
),
followed as (
  select
    r.holding_key, r.business_date, r.previous_date, r.quantity as actual,
    first_value(r.quantity) over by_day + sum(
      case
        when r.previous_date is null then 0
        else coalesce((
          select sum(t.quantity)
          from traded t
          where t.holding_key = r.holding_key
            and t.moved_on > r.previous_date
            and t.moved_on <= r.business_date
        ), 0)
      end
    ) over by_day as expected
  from reported r
  window by_day as (partition by r.holding_key order by r.business_date)
)
select
  u.pocket_key, null::text as account, u.security_key, '' as item, f.business_date,
  f.expected::numeric as expected, f.actual::numeric as actual,
  case
    when f.actual > 0 and f.business_date >= c.maturity_date then 'still held after its maturity'
    when f.actual > f.expected then 'a purchase is missing, or a sale or maturity is counted twice'
    else 'a sale or maturity is missing, or a purchase is counted twice'
  end as cause
from followed f
join suspect u using (holding_key)
left join lateral (
  select max(maturity_date) as maturity_date
  from ledger.trade_context
  where security_key = u.security_key
) c on true
where f.actual <> f.expected
  and f.business_date between $2 and $3
