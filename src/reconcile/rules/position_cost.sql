-- Proves: the historical cost of a position is what its lots cost under the lot method in force (reading `lot_method`): between
-- sales it grows by the cash of its purchases and by nothing else, and what is left after a sale is what the remaining lots
-- cost, each rounded to the cent. Where a sale takes a part of what was held on the first position summary, or one lot of several
-- without telling which, the cost left is not judged: it is the start of the next stretch.
--
-- As in position_quantity, a whole pocket and day is held against its trades first, under a pseudo-random weight for
-- each holding, without the holdings that were sold from. Only what does not tie is looked at row by row. Lots are followed
-- for the holdings found there, or found off just before, and for those that were sold from.
-- severity: error
-- root: position_quantity, same security, while it lasts and moves
-- A summary that is wrong on the day of a sale is wrong in the cost from which the next stretch starts.
-- root: position_quantity, same security, within 1 day
-- root: lot_method, same security
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
method as materialized (
  select coalesce(recon.current_reading($1, 'lot_method'), 'fifo') as method
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
  select holding_key
  from off_holding
  union
  select h.holding_key
  from recon.finding f
  join ledger.holding h using (pocket_key, security_key)
  where f.entity_id = $1
    and f.rule = 'position_cost'
    and f.business_date >= $2::date - 31
  union
  select unnest(recon.sold_holdings($1, $2, $3, (select method from method) = 'average'))
  where (select method from method) <> 'specific'
),
judged as (
  select
    s.*,
    count(*) filter (where s.sold > 0 or s.quantity = 0) over by_day as stretch,
    -- what the stretch that may begin here begins with
    case
      when s.quantity = 0 or s.sold = 0 and (s.is_first or row_number() over by_day > 1) then s.cost
      -- what was not there on the first summary begins with nothing
      when s.sold = 0 then s.bought_cost
      when (select method from method) = 'average' then
        case
          when abs(s.cost - s.average) <= 0.01
            or abs(s.cost - (s.cost_before + s.bought_cost) * s.held / nullif(s.held + s.sold, 0)) <= 0.01
          then s.cost
          else round(s.average, 2)
        end
      when (select method from method) = 'specific' and s.held > 0 or not s.is_fifo_known then s.cost
      when s.cost between s.fifo_low and s.fifo_high then s.cost
      else round((s.fifo_low + s.fifo_high) / 2, 2)
    end as start
  from recon.lot_step($1, array(select holding_key from suspect)) s
  window by_day as (partition by s.holding_key order by s.business_date)
),
followed as (
  select
    j.*,
    first_value(j.start) over by_day + sum(j.bought_cost) over by_day - first_value(j.bought_cost) over by_day
      as expected
  from judged j
  window by_day as (partition by j.holding_key, j.stretch order by j.business_date)
)
select
  f.pocket_key, null::text as account, f.security_key, '' as item, f.business_date,
  f.expected::numeric as expected, f.cost::numeric as actual,
  case
    when f.sold > 0 then 'cost is not that of the lots that the sale has left'
    else 'cost does not move with the purchases'
  end as detail
from followed f
where f.cost <> f.expected
  and f.quantity > 0
  and f.business_date between $2 and $3
