-- Proves: what a pocket holds of a bill is what it held on the first position summary plus every purchase since,
-- less every sale and every maturity. The first summary is the start; what was before it is not asked for.
-- Trades count on the date on which positions move (trade date or settlement date, reading `position_basis`), maturities
-- on the day on which they pay: they are not dealt, and the instant they are booked at may lie on the day before.
--
-- First the step from one position summary to the next is held against the trades of that step, a whole pocket and day
-- at a time: quantities are summed under two pseudo-random weights for each holding. One wrong holding always shows in
-- such a sum; two would have to hide one another under both weights, which has odds of one in 2^60. Only the steps that
-- do not tie are looked at row by row, or that have a quantity too large for a weight, and only the holdings found
-- there, or found off just before, are followed from the start.
-- severity: error
-- A quantity is derived from cash and price: only an error of dollars can make it a wrong one. A trade that only the listing
-- knows names what the position has moved by.
-- root: trade_price, same security, within 5 days
-- root: trade_dates, same security, within 5 days
-- root: trade_cash, same security, within 5 days, at least 1.00
-- root: trade_listing, same security, within 5 days, same size
with summary as materialized (
  select
    u.pocket_key, u.business_date, u.version_id,
    lag(u.business_date) over by_day as previous_date,
    lag(u.version_id) over by_day as previous_version,
    lead(u.business_date) over by_day as next_date
  from ledger.current_unit u
  where u.entity_id = $1
    and u.report_type = 'POSITION_SUMMARY_REPORT'
  window by_day as (partition by u.pocket_key order by u.business_date)
),
first_date as materialized (
  select min(previous_date) as first_date
  from summary
  where business_date between $2 and $3
),
step_day as materialized (
  -- every calendar day, and the position summary in which a trade of that day must show
  select s.pocket_key, s.business_date, day::date as day
  from summary s
  cross join generate_series(s.previous_date + 1, s.business_date, interval '1 day') as day
  where s.business_date between $2 and $3
),
basis as materialized (
  select
    recon.current_reading($1, 'position_basis') = 'settlement_date' as is_settlement,
    -- no bill settles later than this after its trade
    case recon.current_reading($1, 'position_basis') when 'settlement_date' then 31 else 0 end as days_back
),
held as (
  select
    p.version_id,
    sum(p.quantity * ((hashint4extended(p.holding_key, 1) >> 33) | 1))
      filter (where p.quantity between -4294967296 and 4294967296) as sum_1,
    sum(p.quantity * ((hashint4extended(p.holding_key, 2) >> 33) | 1))
      filter (where p.quantity between -4294967296 and 4294967296) as sum_2,
    bool_or(p.quantity not between -4294967296 and 4294967296) as has_large
  from ledger.position p
  join ledger.current_unit u using (version_id)
  where u.entity_id = $1
    and u.report_type = 'POSITION_SUMMARY_REPORT'
    and u.business_date between (select first_date from first_date) and $3
  group by p.version_id
),
dealt as (
  select
    u.pocket_key,
    case
      when (select is_settlement from basis) or t.side = 'MATURITY' then coalesce(t.settlement_date, t.trade_date)
      else t.trade_date
    end as moved_on,
    sum(
      case t.side when 'BUY' then t.quantity else -t.quantity end
        * ((hashint4extended(t.holding_key, 1) >> 33) | 1)
    ) filter (where t.quantity <= 4294967296) as sum_1,
    sum(
      case t.side when 'BUY' then t.quantity else -t.quantity end
        * ((hashint4extended(t.holding_key, 2) >> 33) | 1)
    ) filter (where t.quantity <= 4294967296) as sum_2,
    bool_or(t.quantity > 4294967296) as has_large
  from ledger.trade t
  join ledger.current_unit u using (version_id)
  where u.entity_id = $1
    and u.report_type in ('TRADE_REPORT', 'TRADE_LIST')
    and u.business_date between
      (select first_date from first_date) - (select days_back from basis) and $3
  group by 1, 2
),
dealt_in_step as (
  select
    d.pocket_key, d.business_date, sum(t.sum_1) as sum_1, sum(t.sum_2) as sum_2,
    bool_or(t.has_large) as has_large
  from dealt t
  join step_day d on d.pocket_key = t.pocket_key and d.day = t.moved_on
  group by d.pocket_key, d.business_date
),
off_step as materialized (
  select s.pocket_key, s.business_date, s.previous_date, s.version_id, s.previous_version
  from summary s
  left join held now on now.version_id = s.version_id
  left join held before on before.version_id = s.previous_version
  left join dealt_in_step t on t.pocket_key = s.pocket_key and t.business_date = s.business_date
  where s.business_date between $2 and $3
    and s.previous_date is not null
    and (
      coalesce(now.sum_1, 0) - coalesce(before.sum_1, 0) <> coalesce(t.sum_1, 0)
      or coalesce(now.sum_2, 0) - coalesce(before.sum_2, 0) <> coalesce(t.sum_2, 0)
      or now.has_large
      or before.has_large
      or t.has_large
    )
),
moved as (
  select p.holding_key, s.business_date, p.quantity
  from off_step s
  join ledger.position p on p.version_id = s.version_id
  union all
  select p.holding_key, s.business_date, -p.quantity
  from off_step s
  join ledger.position p on p.version_id = s.previous_version
  union all
  select t.holding_key, s.business_date, case t.side when 'BUY' then -t.quantity else t.quantity end
  from off_step s
  join ledger.current_unit u
    on u.entity_id = $1
    and u.report_type in ('TRADE_REPORT', 'TRADE_LIST')
    and u.pocket_key = s.pocket_key
    and u.business_date between s.previous_date - (select days_back from basis) and s.business_date
  join ledger.trade t on t.version_id = u.version_id
  where case
      when (select is_settlement from basis) or t.side = 'MATURITY' then coalesce(t.settlement_date, t.trade_date)
      else t.trade_date
    end between s.previous_date + 1 and s.business_date
),
suspect as materialized (
  select h.holding_key, h.pocket_key, h.security_key
  from ledger.holding h
  where h.holding_key in (
    select holding_key
    from moved
    group by holding_key, business_date
    having sum(quantity) <> 0
  )
  union
  select h.holding_key, h.pocket_key, h.security_key
  from recon.finding f
  join ledger.holding h using (pocket_key, security_key)
  where f.entity_id = $1
    and f.rule = 'position_quantity'
    and f.business_date >= $2::date - 31
),
every_step_day as materialized (
  select s.pocket_key, s.business_date, day::date as day
  from summary s
  cross join generate_series(s.previous_date + 1, s.business_date, interval '1 day') as day
  where s.pocket_key in (select pocket_key from suspect)
),
reported as (
  select
    u.holding_key, s.business_date, coalesce(sum(p.quantity), 0) as quantity
  from suspect u
  join summary s using (pocket_key)
  left join ledger.position p using (version_id, holding_key)
  group by u.holding_key, s.business_date
),
traded as (
  select
    t.holding_key, d.business_date,
    sum(case t.side when 'BUY' then t.quantity else -t.quantity end) as quantity
  from suspect u
  join ledger.trade t using (holding_key)
  join ledger.current_version v using (version_id)
  join every_step_day d
    on d.pocket_key = u.pocket_key
    and d.day = case
      when (select is_settlement from basis) or t.side = 'MATURITY' then coalesce(t.settlement_date, t.trade_date)
      else t.trade_date
    end
  group by t.holding_key, d.business_date
),
followed as (
  select
    r.holding_key, r.business_date, r.quantity as actual,
    first_value(r.quantity) over by_day + sum(coalesce(t.quantity, 0)) over by_day as expected
  from reported r
  left join traded t using (holding_key, business_date)
  window by_day as (partition by r.holding_key order by r.business_date)
)
select
  u.pocket_key, null::text as account, u.security_key, '' as item, f.business_date,
  f.expected::numeric as expected, f.actual::numeric as actual,
  case
    when f.actual > 0 and f.business_date >= c.maturity_date then 'still held after its maturity'
    when f.actual > f.expected then 'a purchase is missing, or a sale or maturity is counted twice'
    else 'a sale or maturity is missing, or a purchase is counted twice'
  end as detail
from followed f
join suspect u using (holding_key)
left join lateral (
  select max(maturity_date) as maturity_date
  from ledger.trade_context
  where security_key = u.security_key
) c on true
where f.actual <> f.expected
  and f.business_date between $2 and $3
