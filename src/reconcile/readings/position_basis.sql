-- Says on which date positions move: counts the steps of the last position summaries that tie on one date only.
-- $1 entity, $2 last day
with recursive day as (
  -- the last eleven, each found by the one after it
  (
    select u.business_date, 1 as place
    from ledger.current_unit u
    where u.entity_id = $1
      and u.report_type = 'POSITION_SUMMARY_REPORT'
      and u.business_date <= $2
    order by u.business_date desc
    limit 1
  )
  union all
  select before.business_date, day.place + 1
  from day
  cross join lateral (
    select u.business_date
    from ledger.current_unit u
    where u.entity_id = $1
      and u.report_type = 'POSITION_SUMMARY_REPORT'
      and u.business_date < day.business_date
    order by u.business_date desc
    limit 1
  ) before
  where day.place < 11
),
summary as (
  select
    u.pocket_key, u.business_date, u.version_id,
    lag(u.business_date) over by_day as previous_date,
    lead(u.business_date) over by_day as next_date
  from ledger.current_unit u
  join day using (business_date)
  where u.entity_id = $1
    and u.report_type = 'POSITION_SUMMARY_REPORT'
  window by_day as (partition by u.pocket_key order by u.business_date)
),
step_day as materialized (
  select s.pocket_key, s.business_date, day::date as day
  from summary s
  cross join generate_series(s.previous_date + 1, s.business_date, interval '1 day') as day
),
traded as (
  select
    u.pocket_key, t.holding_key,
    -- a maturity moves on the day on which it pays in either case
    case t.side
      when 'MATURITY' then coalesce(t.settlement_date, t.trade_date)
      else t.trade_date
    end as traded_on,
    coalesce(t.settlement_date, t.trade_date) as settled_on,
    case t.side when 'BUY' then -t.quantity else t.quantity end as quantity
  from ledger.current_unit u
  join ledger.trade t using (version_id)
  where u.entity_id = $1
    and u.report_type in ('TRADE_REPORT', 'TRADE_LIST')
    and u.business_date between (select min(business_date) from day) - 31 and $2
),
moved as (
  select p.holding_key, s.business_date, p.quantity as on_trade, p.quantity as on_settlement
  from summary s
  join ledger.position p using (version_id)
  where s.previous_date is not null
  union all
  select p.holding_key, s.next_date, -p.quantity, -p.quantity
  from summary s
  join ledger.position p using (version_id)
  where s.next_date is not null
  union all
  select t.holding_key, d.business_date, t.quantity, 0
  from traded t
  join step_day d on d.pocket_key = t.pocket_key and d.day = t.traded_on
  union all
  select t.holding_key, d.business_date, 0, t.quantity
  from traded t
  join step_day d on d.pocket_key = t.pocket_key and d.day = t.settled_on
),
step as (
  select sum(on_trade) = 0 as ties_on_trade, sum(on_settlement) = 0 as ties_on_settlement
  from moved
  group by holding_key, business_date
)
select 'trade_date' as value, count(*) filter (where ties_on_trade and not ties_on_settlement) as fits
from step
union all
select 'settlement_date', count(*) filter (where ties_on_settlement and not ties_on_trade)
from step
