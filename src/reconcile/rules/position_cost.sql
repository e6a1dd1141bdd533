-- Proves: from one sale to the next the historical cost of a position grows by the cash of its purchases and by nothing
-- else. What a sale or a maturity takes out depends on the lots that were sold and is not judged here: the cost left
-- after it is the start of the next stretch.
--
-- As in position_quantity, a whole pocket and day is held against its trades first, under a pseudo-random weight for
-- each holding, without the holdings that were sold from. Only what does not tie is looked at row by row, and only
-- the holdings found there, or found off just before, are followed from the start.
-- severity: error
-- A summary that is wrong on the day of a sale is wrong in the cost from which the next stretch starts.
-- root: position_quantity, same security, within 1 day
-- root: trade_cash, same security, within 5 days, same size
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
basis as materialized (
  select
    recon.current_reading($1, 'position_basis') = 'settlement_date' as is_settlement,
    -- no bill settles later than this after its trade
    case recon.current_reading($1, 'position_basis') when 'settlement_date' then 31 else 0 end as days_back
),
step_day as materialized (
  select s.pocket_key, s.business_date, day::date as day
  from summary s
  cross join generate_series(s.previous_date + 1, s.business_date, interval '1 day') as day
  where s.business_date between $2 and $3
),
dealt as (
  select
    t.holding_key, d.pocket_key, d.business_date, t.side, t.amount::numeric as amount
  from ledger.trade t
  join ledger.current_unit u using (version_id)
  join step_day d
    on d.pocket_key = u.pocket_key
    and d.day = case
      when (select is_settlement from basis) or t.side = 'MATURITY' then coalesce(t.settlement_date, t.trade_date)
      else t.trade_date
    end
  where u.entity_id = $1
    and u.report_type in ('TRADE_REPORT', 'TRADE_LIST')
    and u.business_date between
      (select first_date from first_date) - (select days_back from basis) and $3
),
sold as materialized (
  select distinct holding_key, business_date
  from dealt
  where side <> 'BUY'
),
moved as (
  select s.pocket_key, s.business_date, p.holding_key, p.cost_value::numeric as cost
  from summary s
  join ledger.position p using (version_id)
  where s.business_date between $2 and $3
    and s.previous_date is not null
  union all
  select s.pocket_key, s.next_date, p.holding_key, -p.cost_value
  from summary s
  join ledger.position p using (version_id)
  where s.next_date between $2 and $3
  union all
  select pocket_key, business_date, holding_key, -amount
  from dealt
  where side = 'BUY'
),
off_step as materialized (
  select m.pocket_key, m.business_date
  from moved m
  left join sold using (holding_key, business_date)
  where sold.holding_key is null
  group by m.pocket_key, m.business_date
  having sum(m.cost * (hashint4extended(m.holding_key, 3) >> 2)) <> 0
),
off_holding as (
  select c.holding_key
  from (
    select p.holding_key, s.business_date, p.cost_value::numeric as cost
    from off_step o
    join summary s using (pocket_key, business_date)
    join ledger.position p on p.version_id = s.version_id
    union all
    select p.holding_key, s.business_date, -p.cost_value
    from off_step o
    join summary s using (pocket_key, business_date)
    join ledger.position p on p.version_id = s.previous_version
    union all
    select t.holding_key, t.business_date, -t.amount
    from off_step o
    join dealt t using (pocket_key, business_date)
    where t.side = 'BUY'
  ) c
  group by c.holding_key, c.business_date
  having sum(c.cost) <> 0
),
suspect as materialized (
  select h.holding_key, h.pocket_key, h.security_key
  from ledger.holding h
  where h.holding_key in (select holding_key from off_holding)
  union
  select h.holding_key, h.pocket_key, h.security_key
  from recon.finding f
  join ledger.holding h using (pocket_key, security_key)
  where f.entity_id = $1
    and f.rule = 'position_cost'
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
    u.holding_key, s.business_date, coalesce(sum(p.quantity), 0) as quantity,
    coalesce(sum(p.cost_value), 0) as cost
  from suspect u
  join summary s using (pocket_key)
  left join ledger.position p using (version_id, holding_key)
  group by u.holding_key, s.business_date
),
traded as (
  select
    t.holding_key, d.business_date,
    sum(t.amount) filter (where t.side = 'BUY') as bought,
    bool_or(t.side <> 'BUY') as is_sold
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
step as (
  select
    r.*, coalesce(t.bought, 0) as bought,
    -- a stretch begins where cost may have left, and where nothing is held
    count(*) filter (where t.is_sold or r.quantity = 0) over (
      partition by r.holding_key
      order by r.business_date
    ) as stretch
  from reported r
  left join traded t using (holding_key, business_date)
),
followed as (
  select
    s.*,
    first_value(s.cost) over by_day + sum(s.bought) over by_day - first_value(s.bought) over by_day
      as expected
  from step s
  window by_day as (partition by s.holding_key, s.stretch order by s.business_date)
)
select
  u.pocket_key, null::text as account, u.security_key, '' as item, f.business_date,
  f.expected::numeric as expected, f.cost::numeric as actual,
  'cost does not move with the purchases' as detail
from followed f
join suspect u using (holding_key)
where f.cost <> f.expected
  and f.quantity > 0
  and f.business_date between $2 and $3
