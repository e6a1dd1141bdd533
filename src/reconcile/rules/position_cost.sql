-- Proves: the historical cost of a position moves with its trades alone. Between two sales it grows by the cash of the
-- purchases and by nothing else; a sale or maturity takes out of it an amount between the cheapest and the dearest
-- purchase price (which of the lots was sold is not reported here).
-- As in position_quantity, the steps from day to day are held against the trades first, and only what does not tie
-- is followed from the start.
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
    and u.business_date between $2::date - 62 and $3
),
basis as (
  select recon.current_reading($1, 'position_basis') = 'settlement_date' as is_settlement
),
moved as (
  select p.holding_key, s.business_date, p.cost_value::numeric as cost, 0::bigint as sold, true as held
  from summary s
  join ledger.position p using (version_id)
  where s.business_date between $2 and $3
    and s.previous_date is not null
  union all
  select p.holding_key, s.next_date, -p.cost_value, 0, false
  from summary s
  join ledger.position p using (version_id)
  where s.next_date between $2 and $3
  union all
  select
    t.holding_key, d.business_date,
    case t.side when 'BUY' then -t.amount else 0 end,
    case t.side when 'BUY' then 0 else t.quantity end,
    false
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
  having bool_or(held) and (sum(cost) <> 0 or sum(sold) > 0)
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
    and f.rule = 'position_cost'
    and f.business_date >= $2::date - 31
),
reported as (
  select
    u.holding_key, s.business_date, s.previous_date, coalesce(sum(p.quantity), 0) as quantity,
    coalesce(sum(p.cost_value), 0) as cost
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
    sum(t.amount) filter (where t.side = 'BUY') as bought,
    sum(t.quantity) filter (where t.side <> 'BUY') as sold
  from suspect
  join ledger.trade t using (holding_key)
  join ledger.current_version v using (version_id)
  group by 1, 2
),
dearness as (
  select
    t.holding_key, min(t.price) as cheapest, max(t.price) as dearest,
    count(*) * 0.01 as rounding
  from suspect
  join ledger.trade t using (holding_key)
  join ledger.current_version v using (version_id)
  where t.side = 'BUY'
  group by t.holding_key
),
step as (
  select
    r.*, coalesce(t.bought, 0) as bought, coalesce(t.sold, 0) as sold,
    lag(r.cost) over by_day as previous_cost,
    first_value(r.quantity) over by_day > 0 as held_at_start,
    -- a stretch begins where cost may have left, and where nothing is held
    count(*) filter (where t.sold > 0 or r.quantity = 0) over by_day as stretch
  from reported r
  left join lateral (
    select sum(bought) as bought, sum(sold) as sold
    from traded
    where holding_key = r.holding_key
      and moved_on > r.previous_date
      and moved_on <= r.business_date
  ) t on true
  window by_day as (partition by r.holding_key order by r.business_date)
),
followed as (
  select
    s.*,
    row_number() over by_day as nth,
    first_value(s.cost) over by_day + sum(s.bought) over by_day - first_value(s.bought) over by_day
      as expected_cost
  from step s
  window by_day as (partition by s.holding_key, s.stretch order by s.business_date)
),
judged as (
  select
    f.holding_key, f.business_date, f.cost,
    case
      when f.nth > 1 then f.expected_cost
      when f.sold = 0 or f.held_at_start then f.cost
      else greatest(
        least(
          f.cost,
          round(f.previous_cost + f.bought - f.sold * d.cheapest + d.rounding, 2)
        ),
        round(f.previous_cost + f.bought - f.sold * d.dearest - d.rounding, 2)
      )
    end as expected
  from followed f
  left join dearness d using (holding_key)
  where f.quantity > 0
)
select
  u.pocket_key, null::text as account, u.security_key, '' as item, j.business_date,
  j.expected::numeric as expected, j.cost::numeric as actual,
  'cost does not move with the trades' as cause
from judged j
join suspect u using (holding_key)
where j.cost <> j.expected
  and j.business_date between $2 and $3
