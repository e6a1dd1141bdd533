-- The days on which holdings were sold from that have sold more than they began with: what is left and what it is said to cost, beside
-- what it costs first in, first out (`fifo_low` to `fifo_high`) and as a share of the cost before (`average`). `held`: what purchases and
-- disposals leave. A day is that of the position summary in which the sale shows. Sales of all that was held are left out.
-- Trades of a holding are put in a row twice: as they move, and as lots stand in line.
-- $1 entity, $2 first day, $3 last day
with reading as materialized (
  select
    coalesce(recon.current_reading($1, 'position_basis'), 'trade_date') as position_basis,
    coalesce(recon.current_reading($1, 'lot_method'), 'fifo') as lot_method
),
candidate as materialized (
  select holding_key
  from recon.sold_holdings($1, $2, $3, (select lot_method from reading) = 'average')
  where (select lot_method from reading) <> 'specific'
),
-- every calendar day, and the position summary in which a sale of that day must show
step_day as materialized (
  select pocket_key, day::date as moved_on, previous_date, previous_version, business_date, version_id
  from summary_step
  cross join generate_series(previous_date + 1, business_date, interval '1 day') as day
),
sale as materialized (
  select
    h.pocket_key, t.holding_key,
    case (select position_basis from reading)
      when 'settlement_date' then coalesce(t.settlement_date, t.trade_date)
      else t.trade_date
    end as moved_on
  from ledger.trade t
  join candidate using (holding_key)
  join ledger.holding h using (holding_key)
  -- the words of the index trade_disposal_date, then what is asked
  where t.side <> 'BUY'
    and t.side = 'SELL'
    -- no bill settles later than this after its trade
    and t.trade_date > (select min(previous_date) - 31 from summary_step)
    and t.trade_date <= $3
),
left_by_sale as (
  select s.holding_key, s.business_date, s.previous_date, s.previous_version, sum(p.quantity) as quantity, sum(p.cost_value) as cost
  from (
    select distinct t.holding_key, d.previous_date, d.previous_version, d.business_date, d.version_id
    from sale t
    join step_day d using (pocket_key, moved_on)
  ) s
  join ledger.position p on p.version_id = s.version_id and p.holding_key = s.holding_key
  group by s.holding_key, s.business_date, s.previous_date, s.previous_version
),
holding as materialized (
  select
    s.holding_key, h.pocket_key,
    array_agg(s.business_date order by s.business_date) as days,
    -- what only an average asks for is looked up only then
    array_agg(s.previous_date order by s.business_date) filter (where (select lot_method from reading) = 'average')
      as previous_days,
    array_agg(s.quantity::bigint order by s.business_date) as quantities,
    array_agg(s.cost::numeric order by s.business_date) as costs,
    array_agg(coalesce(before.cost, 0)::numeric order by s.business_date) as costs_before
  from left_by_sale s
  join ledger.holding h using (holding_key)
  left join lateral (
    select sum(p.cost_value) as cost
    from ledger.position p
    where p.version_id = s.previous_version
      and p.holding_key = s.holding_key
      and (select lot_method from reading) = 'average'
  ) before on true
  group by s.holding_key, h.pocket_key
),
opening as materialized (
  select s.pocket_key, first.business_date, p.holding_key, sum(p.quantity) as quantity, sum(p.cost_value) as cost
  from (select distinct pocket_key from holding) s
  cross join lateral (
    select u.business_date, u.version_id
    from ledger.current_unit u
    where u.entity_id = $1
      and u.report_type = 'POSITION_SUMMARY_REPORT'
      and u.pocket_key = s.pocket_key
    order by u.business_date
    limit 1
  ) first
  left join ledger.position p using (version_id)
  group by s.pocket_key, first.business_date, p.holding_key
),
first_day as materialized (
  select distinct pocket_key, business_date
  from opening
),
restated as materialized (
  select older.version_id
  from ledger.unit_version newer
  join ledger.unit_version older using (unit_id)
  where newer.version > 1
    and older.version < newer.version
)
select h.holding_key, f.*
from holding h
join first_day d using (pocket_key)
left join opening o on o.holding_key = h.holding_key
cross join lateral (
  with movement as (
    select
      m.*, row_number() over in_line as lot_no, sum(m.bought) over in_line as lot_to,
      sum(m.paid) over in_line as paid_to
    from (
      select
        o.business_date as moved_on, null::date as trade_date, 0 as ordinal, o.quantity::bigint as bought,
        0::bigint as gone, o.cost::numeric as paid, null::numeric as price, true as is_opening
      where o.quantity > 0
      union all
      select
        moved.on_day, t.trade_date, t.ordinal,
        case t.side when 'BUY' then t.quantity else 0 end,
        case t.side when 'BUY' then 0 else t.quantity end,
        case t.side when 'BUY' then t.amount else 0 end,
        t.price, false
      from ledger.trade t
      cross join lateral (
        select
          case
            when t.side = 'MATURITY' or (select position_basis from reading) = 'settlement_date'
              then coalesce(t.settlement_date, t.trade_date)
            else t.trade_date
          end as on_day
      ) moved
      where t.holding_key = h.holding_key
        and t.quantity > 0
        and moved.on_day > d.business_date
        and t.version_id not in (select version_id from restated)
    ) m
    window in_line as (
      order by m.trade_date nulls first, m.ordinal
      rows between unbounded preceding and current row
    )
  ),
  total as (
    select
      day_no,
      max(bought) filter (where is_after) as bought,
      max(paid) filter (where is_after) as paid,
      max(bought - gone) filter (where is_after) as held,
      max(gone) filter (where is_after) - max(gone) filter (where not is_after) as gone,
      max(paid) filter (where is_after) - max(paid) filter (where not is_after) as paid_between
    from (
      select
        m.day_no, m.is_after,
        sum(m.bought) over as_moved as bought, sum(m.gone) over as_moved as gone, sum(m.paid) over as_moved as paid
      from (
        select moved_on, bought, gone, paid, null::bigint as day_no, null::boolean as is_after
        from movement
        union all
        select day, 0, 0, 0, day_no, true
        from unnest(h.days) with ordinality as after (day, day_no)
        union all
        select day, 0, 0, 0, day_no, false
        from unnest(h.previous_days) with ordinality as before (day, day_no)
      ) m
      window as_moved as (
        order by m.moved_on, m.day_no nulls first
        rows between unbounded preceding and current row
      )
    ) s
    where s.day_no is not null
    group by s.day_no
  ),
  -- Lots and days in the order of units: the lot in which the units taken end is the last that begins before or there.
  reached as (
    select s.day_no, s.taken, s.lot_no
    from (
      select
        u.day_no, u.taken,
        max(u.lot_no) over (order by u.taken, u.day_no nulls first rows between unbounded preceding and current row) as lot_no
      from (
        select lot_to - bought as taken, lot_no, null::bigint as day_no
        from movement
        where bought > 0
        union all
        select bought - h.quantities[day_no], null, day_no
        from total
      ) u
    ) s
    where s.day_no is not null
  )
  select
    h.days[t.day_no] as business_date, h.quantities[t.day_no] as quantity, h.costs[t.day_no] as cost, t.held,
    t.paid - l.paid_to + r.rest[1] as fifo_low,
    t.paid - l.paid_to + r.rest[2] as fifo_high,
    not l.is_opening or s.taken in (l.lot_to - l.bought, l.lot_to) as is_fifo_known,
    (h.costs_before[t.day_no] + t.paid_between) * t.held / nullif(t.held + t.gone, 0) as average
  from total t
  join reached s using (day_no)
  left join movement l on l.lot_no = s.lot_no
  cross join lateral (
    select ledger.cost_of_rest_between((l.lot_to - s.taken)::bigint, l.bought, l.paid, l.price) as rest
  ) r
) f
