-- Proves: the historical cost of a position is what its lots cost under the lot method in force (reading `lot_method`): between
-- sales it grows by the cash of its purchases and by nothing else, and what is left after a sale is what the remaining lots
-- cost, each rounded to the cent. Where a sale takes a part of what was held on the first position summary, or one lot of several
-- without telling which, the cost left is not judged: it is the start of the next stretch. Purchases that the trade listing dates
-- otherwise than the report, as `trade_listing` tells, may stand in line as either has them.
--
-- As in position_quantity, a whole pocket and day is held against its trades first, by sums that leave out the holdings that were
-- sold from. Only what does not tie is looked at row by row. Lots are followed from day to day for the holdings found there, or found off
-- just before, and where a sale leaves another cost than its lots (sums/sold_day.sql).
-- after: trade_listing
-- severity: error
-- shows: fct_position_daily, cost_value, of the day before
-- shows: fct_trade, amount
-- shows: fct_position_daily, cost_value
-- root: position_negative, same security
-- root: position_quantity, same security, while it lasts and moves
-- A summary that is wrong on the day of a sale is wrong in the cost from which the next stretch starts.
-- root: position_quantity, same security, within 1 day
-- root: lot_method, same security
-- root: trade_cash, same security, within 5 days, same size
-- root: trade_listing, same security, within 5 days, same size
with method as materialized (
  select coalesce(recon.current_reading($1, 'lot_method'), 'fifo') as method
),
off_step as materialized (
  select s.*
  from summary_step s
  left join held_sum now on now.version_id = s.version_id
  left join held_sum before on before.version_id = s.previous_version
  left join dealt_sum t on t.pocket_key = s.pocket_key and t.business_date = s.business_date
  where s.previous_date is not null
    and coalesce(now.cost - now.cost_sold_from, 0) - coalesce(before.cost - before.cost_sold_from_next, 0)
      <> coalesce(t.cost, 0)
),
dealt as materialized (
  select t.holding_key, s.business_date, t.side, t.amount::numeric as amount
  from off_step s
  join ledger.current_unit u
    on u.entity_id = $1
    and u.report_type in ('TRADE_REPORT', 'TRADE_LIST')
    and u.pocket_key = s.pocket_key
    and u.business_date between s.previous_date - 31 and s.business_date
  join ledger.trade t on t.version_id = u.version_id
  where case
      when (select recon.current_reading($1, 'position_basis')) = 'settlement_date' or t.side = 'MATURITY'
        then coalesce(t.settlement_date, t.trade_date)
      else t.trade_date
    end between s.previous_date + 1 and s.business_date
),
off_holding as (
  select c.holding_key
  from (
    select p.holding_key, s.business_date, p.cost_value::numeric as cost
    from off_step s
    join ledger.position p on p.version_id = s.version_id
    union all
    select p.holding_key, s.business_date, -p.cost_value
    from off_step s
    join ledger.position p on p.version_id = s.previous_version
    union all
    select holding_key, business_date, -amount
    from dealt
    where side = 'BUY'
  ) c
  left join (
    select distinct holding_key, business_date
    from dealt
    where side <> 'BUY'
  ) sold using (holding_key, business_date)
  where sold.holding_key is null
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
  select holding_key
  from sold_day
  where quantity <> held
    or case (select method from method)
      when 'average' then abs(cost - average) > 0.01
      -- null where more is left than there are lots
      else (not is_fifo_known or cost between fifo_low and fifo_high) is not true
    end
),
as_listed as (
  select l.holding_key, l.business_date, l.fifo_low, l.fifo_high
  from recon.lot_step(
    $1,
    array(
      select s.holding_key
      from suspect s
      join ledger.holding h using (holding_key)
      where exists (
        select
        from recon.finding f
        where f.entity_id = $1
          and f.rule = 'trade_listing'
          and f.pocket_key = h.pocket_key
          and f.security_key = h.security_key
      )
    ),
    as_listed => true
  ) l
  where l.is_fifo_known
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
      when s.cost between s.fifo_low and s.fifo_high or s.cost between l.fifo_low and l.fifo_high then s.cost
      else round((s.fifo_low + s.fifo_high) / 2, 2)
    end as start
  from recon.lot_step($1, array(select holding_key from suspect)) s
  left join as_listed l using (holding_key, business_date)
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
