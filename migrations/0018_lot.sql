-- Lots: which purchase is held, which was sold or has matured, and at what cost. Nothing is stored: views put purchases and
-- disposals of a holding side by side as quantities counted from its beginning, so that a sale of units 40 to 60 takes them from
-- the purchases that brought units 40 to 60 (first in, first out), and answer as of pocketbook.known_at like all others.
--
-- Each window is partitioned by everything that a reader may filter by, so that a query about one pocket or bill reads no other.
create view ledger.lot_reading as
select
  e.entity_id,
  coalesce((
    select r.value
    from recon.reading r
    where r.entity_id = e.entity_id
      and r.name = 'position_basis'
      and r.decided_at <= ledger.known_at()
    order by r.reading_id desc
    limit 1
  ), 'trade_date') as position_basis,
  coalesce((
    select r.value
    from recon.reading r
    where r.entity_id = e.entity_id
      and r.name = 'lot_method'
      and r.decided_at <= ledger.known_at()
    order by r.reading_id desc
    limit 1
  ), 'fifo') as lot_method
from ledger.entity e;

-- What a holding begins with, and everything that adds to it or takes from it since. Trades count on the date on which positions
-- move, maturities on the day on which they pay. What was held on the first position summary of a pocket is a lot whose
-- purchases are not known. Where the listing, which alone tells maturities, is not asked for, a bill that is past its
-- maturity has paid its face on that day, or on the next business day: `quantity` is then more than there are bills, and all is
-- taken that is there.
create view ledger.lot_movement as
with summary as (
  select pocket_key, min(business_date) as first_date, max(business_date) as last_date
  from ledger.current_unit
  where report_type = 'POSITION_SUMMARY_REPORT'
  group by pocket_key
),
movement as (
  select
    p.holding_key, 'OPENING' as kind, s.first_date as moved_on, null::date as trade_date,
    null::date as settlement_date, null::text as trade_id, null::text as reference,
    sum(p.quantity)::bigint as quantity, sum(p.cost_value)::numeric as amount,
    null::numeric as price, 0 as ordinal, u.report_file_id, min(p.locator) as locator
  from summary s
  join ledger.current_unit u
    on u.pocket_key = s.pocket_key
    and u.business_date = s.first_date
    and u.report_type = 'POSITION_SUMMARY_REPORT'
  join ledger.position p using (version_id)
  where p.quantity > 0
  group by p.holding_key, s.first_date, u.report_file_id
  union all
  select
    t.holding_key, t.side, m.moved_on, t.trade_date, t.settlement_date, t.trade_id, t.reference,
    t.quantity, t.amount, t.price, t.ordinal, u.report_file_id, t.locator
  from ledger.trade t
  join ledger.current_unit u using (version_id)
  join ledger.lot_reading r using (entity_id)
  left join summary s on s.pocket_key = u.pocket_key
  cross join lateral (
    select
      case
        when r.position_basis = 'settlement_date' or t.side = 'MATURITY' then coalesce(t.settlement_date, t.trade_date)
        else t.trade_date
      end as moved_on
  ) m
  where t.quantity > 0
    and m.moved_on > coalesce(s.first_date, '-infinity')
  union all
  select
    h.holding_key, 'MATURITY', d.paid_on, d.paid_on, d.paid_on, null, null, 1000000000000,
    null, 100, 0, null, null
  from ledger.holding h
  join summary s using (pocket_key)
  join (
    select security_key, max(maturity_date) as maturity_date
    from ledger.trade_context
    where known_at <= ledger.known_at()
    group by security_key
  ) c using (security_key)
  join ledger.calendar_day day on day.business_date = c.maturity_date
  cross join lateral (
    select case when day.is_business_day then day.business_date else day.next_business_date end as paid_on
  ) d
  where d.paid_on > s.first_date
    and d.paid_on <= s.last_date
    and not exists (
      select
      from ledger.unit u
      where u.report_type = 'TRADE_LIST'
        and u.pocket_key = h.pocket_key
        and u.business_date = d.paid_on
        and u.owed_since <= ledger.known_at()
    )
)
select
  p.entity_id, p.pocket_id, c.cusip, h.pocket_key, h.security_key, m.holding_key, m.kind, m.moved_on, m.trade_date,
  m.settlement_date, m.trade_id, m.reference, m.quantity, m.amount, m.price, m.ordinal, m.report_file_id,
  m.locator, m.kind in ('SELL', 'MATURITY') as is_disposal, r.lot_method as method
from movement m
join ledger.holding h using (holding_key)
join ledger.pocket p using (pocket_key)
join ledger.security c using (security_key)
join ledger.lot_reading r on r.entity_id = p.entity_id;

-- The cost of a pool at average cost, after a purchase of so many units for so much and a disposal of so many, which takes its share
-- of units and cost, to the cent. A disposal of more than there is empties it.
create function ledger.average_cost_step(pool numeric[], bought bigint, cost numeric, disposed bigint)
  returns numeric[]
  language sql immutable parallel safe
  return case
    when disposed >= pool[1] + bought then array[0, 0]::numeric[]
    when disposed = 0 then array[pool[1] + bought, pool[2] + cost]
    else array[
      pool[1] + bought - disposed,
      pool[2] + cost - round((pool[2] + cost) * disposed / (pool[1] + bought), 2)
    ]
  end;

create aggregate ledger.average_cost(bigint, numeric, bigint) (
  sfunc = ledger.average_cost_step,
  stype = numeric[],
  initcond = '{0,0}',
  parallel = safe
);

-- Movements in the order in which they count: what was bought on a day can be sold on it. A disposal that finds nothing left
-- takes nothing, also not from later purchases: `shortage` is how many units were missing in all so far.
-- Lots stand in line as they were dealt, whatever day they settle on: a lot is acquired on its trade date (IRS Publication 550,
-- holding period), and a day of settlement that is told wrong must not put another lot in front.
create view ledger.lot_flow as
select
  f.*,
  f.disposed - f.shortage as taken_to,
  f.disposed - f.shortage_before - case when f.is_disposal then f.quantity else 0 end as taken_from,
  max(f.disposed - f.shortage) over holding as taken_in_all,
  max(f.bought) over holding as bought_in_all,
  f.pool_before - f.pool as pool_taken,
  first_value(f.pool) over (
    partition by f.holding_key, f.cusip, f.pocket_id, f.entity_id
    order by f.number desc
  ) as pool_in_all
from (
  select
    s.*,
    greatest(max(s.disposed - s.bought) over ordered, 0) as shortage,
    greatest(max(s.disposed - s.bought) over (ordered rows between unbounded preceding and 1 preceding), 0)
      as shortage_before,
    s.pool_now as pool,
    lag(s.pool_now, 1, 0::numeric) over ordered as pool_before
  from (
    select
      m.*,
      row_number() over ordered as number,
      case when not m.is_disposal then row_number() over as_dealt end as lot_no,
      case when not m.is_disposal then sum(m.quantity) over as_dealt end::bigint as lot_to,
      sum(case when m.is_disposal then 0 else m.quantity end) over ordered::bigint as bought,
      sum(case when m.is_disposal then m.quantity else 0 end) over ordered::bigint as disposed,
      (ledger.average_cost(
        case when m.is_disposal then 0 else m.quantity end,
        case when m.is_disposal then 0 else m.amount end,
        case when m.is_disposal then m.quantity else 0 end
      ) filter (where m.method = 'average') over ordered)[2] as pool_now
    from ledger.lot_movement m
    window ordered as (
      partition by m.holding_key, m.cusip, m.pocket_id, m.entity_id
      order by m.moved_on, m.is_disposal, m.kind = 'MATURITY', m.trade_date nulls first, m.ordinal
      rows between unbounded preceding and current row
    ), as_dealt as (
      partition by m.holding_key, m.cusip, m.pocket_id, m.entity_id, m.is_disposal
      order by m.trade_date nulls first, m.ordinal
      rows between unbounded preceding and current row
    )
  ) s
  window ordered as (
    partition by s.holding_key, s.cusip, s.pocket_id, s.entity_id
    order by s.number
  )
) f
window holding as (partition by f.holding_key, f.cusip, f.pocket_id, f.entity_id);

-- Purchases, with the place of their units in all that was ever bought. What a unit cost is the price, and where that does not
-- give the amount, or none is known, the amount by unit.
create view ledger.lot as
select
  f.entity_id, f.pocket_id, f.cusip, f.security_key, f.holding_key, f.lot_no, f.method,
  md5(concat_ws('|', f.entity_id, f.pocket_id, f.cusip, f.kind, f.trade_date, f.trade_id, row_number() over (
    partition by f.holding_key, f.cusip, f.pocket_id, f.entity_id, f.trade_date, f.trade_id
    order by f.lot_no
  )))::uuid as lot_id,
  f.kind = 'OPENING' as is_opening, f.moved_on, f.trade_date, f.settlement_date, f.trade_id, f.reference,
  f.price, f.quantity, f.amount as cost, f.lot_to - f.quantity as lot_from, f.lot_to,
  case
    when abs(f.amount - f.quantity * f.price) <= 0.005 then f.price
    else f.amount / f.quantity
  end as unit_cost,
  f.taken_in_all, f.bought_in_all, f.pool_in_all, f.report_file_id, f.locator
from ledger.lot_flow f
where not f.is_disposal;

-- What the remaining units of a lot cost: all of them what was paid, fewer their price, rounded half up to the cent. Divided last: a
-- cost by unit would be rounded, and half a cent would be lost.
create function ledger.cost_of_rest(rest bigint, quantity bigint, cost numeric, price numeric) returns numeric
  language sql immutable parallel safe
  return case
    when rest = quantity then cost
    when abs(cost - quantity * price) <= 0.005 then round(rest * price, 2)
    else round(rest * cost / quantity, 2)
  end;

-- The same at least and at most, half a cent more or less where only a part is left. Where price and amount do not agree one of them is
-- wrong, and either will do.
create function ledger.cost_of_rest_between(rest bigint, quantity bigint, cost numeric, price numeric) returns numeric[]
  language sql immutable parallel safe
  return case
    when rest >= quantity then array[cost, cost]
    when rest <= 0 then array[0.0, 0.0]
    when abs(cost - quantity * price) <= 0.005 then array[rest * price - 0.005, rest * price + 0.005]
    else array[
      least(rest * price, rest * cost / quantity) - 0.005,
      greatest(rest * price, rest * cost / quantity) + 0.005
    ]
  end;

-- The part of an amount that falls to units `from_unit` to `to_unit` of `units`: parts add up to the amount, to the cent.
create function ledger.share_of(amount numeric, from_unit bigint, to_unit bigint, units bigint) returns numeric
  language sql immutable parallel safe
  return round(amount * to_unit / nullif(units, 0), 2) - round(amount * from_unit / nullif(units, 0), 2);

-- First in, first out: where a purchase or a disposal begins or ends, a new piece begins, which belongs to the last purchase and
-- the last disposal that began before it.
create view ledger.lot_piece as
select
  p.entity_id, p.pocket_id, p.cusip, p.holding_key, p.lot_no, p.disposal_no, p.piece_from, p.piece_to
from (
  select
    b.entity_id, b.pocket_id, b.cusip, b.holding_key, b.taken_in_all, b.at_unit as piece_from,
    lead(b.at_unit) over ordered as piece_to,
    max(b.lot_no) over ordered as lot_no,
    max(b.disposal_no) over ordered as disposal_no
  from (
    select
      f.entity_id, f.pocket_id, f.cusip, f.holding_key, f.taken_in_all, u.at_unit, max(u.lot_no) as lot_no,
      max(u.disposal_no) as disposal_no
    from ledger.lot_flow f
    cross join lateral (
      values
        (case when f.is_disposal then f.taken_from else f.lot_to - f.quantity end,
          f.lot_no, case when f.is_disposal then f.number end),
        (case when f.is_disposal then f.taken_to else f.lot_to end, null, null)
    ) as u (at_unit, lot_no, disposal_no)
    where f.method <> 'specific'
      and not (f.is_disposal and f.taken_to = f.taken_from)
    group by f.entity_id, f.pocket_id, f.cusip, f.holding_key, f.taken_in_all, u.at_unit
  ) b
  window ordered as (
    partition by b.holding_key, b.cusip, b.pocket_id, b.entity_id
    order by b.at_unit
  )
) p
where p.piece_from < p.taken_in_all;

-- Specific identification: the day of each sale or maturity, and the cost that has gone from the position summary with it.
create view ledger.specific_step as
select
  f.entity_id, f.pocket_id, f.cusip, f.holding_key, s.previous_date, s.business_date,
  coalesce(sum(f.taken_to - f.taken_from) filter (where f.kind = 'SELL'), 0)::bigint as sold,
  sum(f.taken_to - f.taken_from) filter (where f.is_disposal)::bigint as disposed,
  coalesce((
    select sum(p.cost_value) from ledger.position p where p.version_id = s.previous_version and p.holding_key = f.holding_key
  ), 0) + coalesce(sum(f.amount) filter (where not f.is_disposal), 0) - coalesce((
    select sum(p.cost_value) from ledger.position p where p.version_id = s.version_id and p.holding_key = f.holding_key
  ), 0) as cost_gone
from ledger.lot_flow f
join (
  select
    u.entity_id, u.pocket_key, u.business_date, u.version_id,
    lag(u.business_date) over by_day as previous_date,
    lag(u.version_id) over by_day as previous_version
  from ledger.current_unit u
  where u.report_type = 'POSITION_SUMMARY_REPORT'
  window by_day as (partition by u.pocket_key order by u.business_date)
) s
  on s.entity_id = f.entity_id
  and s.pocket_key = f.pocket_key
  and f.moved_on > s.previous_date
  and f.moved_on <= s.business_date
where f.method = 'specific'
group by
  f.entity_id, f.pocket_id, f.cusip, f.holding_key, s.previous_date, s.business_date, s.previous_version,
  s.version_id
having bool_or(f.is_disposal and f.taken_to > f.taken_from);

-- Which lot a sale took: the only one whose price gives the cost that has gone, and that has as many units left. A cent is the
-- rounding of the cost before and after. Where none or several would do the lot is not known; what a maturity takes is known
-- where all sales before it are.
create view ledger.specific_piece as
with singled_out as (
  select k.holding_key, k.business_date, min(l.lot_no) as lot_no
  from ledger.specific_step k
  join ledger.lot l using (entity_id, pocket_id, cusip, holding_key)
  where not l.is_opening
    and k.disposed = k.sold
    and l.moved_on <= k.business_date
    and l.quantity >= k.sold
    and abs(k.sold * l.unit_cost - k.cost_gone) <= 0.01
  group by k.holding_key, k.business_date
  having count(*) = 1
),
sale as (
  select
    f.entity_id, f.pocket_id, f.cusip, f.holding_key, f.number as disposal_no,
    f.taken_to - f.taken_from as quantity, l.lot_no, l.quantity as lot_quantity,
    sum(f.taken_to - f.taken_from) over (partition by f.holding_key, l.lot_no order by f.number) as taken_to,
    ledger.share_of(
      k.cost_gone,
      sum(f.taken_to - f.taken_from) over by_step::bigint - (f.taken_to - f.taken_from),
      sum(f.taken_to - f.taken_from) over by_step::bigint,
      k.disposed
    ) as cost_gone,
    f.kind
  from ledger.lot_flow f
  join ledger.specific_step k using (entity_id, pocket_id, cusip, holding_key)
  left join singled_out o on o.holding_key = k.holding_key and o.business_date = k.business_date and f.kind = 'SELL'
  left join ledger.lot l on l.holding_key = o.holding_key and l.lot_no = o.lot_no
  where f.is_disposal
    and f.taken_to > f.taken_from
    and f.moved_on > k.previous_date
    and f.moved_on <= k.business_date
  window by_step as (partition by f.holding_key, k.business_date order by f.number)
),
holding as (
  select holding_key, bool_and(kind = 'MATURITY' or lot_no is not null and taken_to <= lot_quantity) as is_known
  from sale
  group by holding_key
),
rest as (
  select l.holding_key, l.lot_no, l.quantity - coalesce(sum(s.quantity), 0)::bigint as quantity, l.quantity as lot_quantity
  from ledger.lot l
  join holding h on h.holding_key = l.holding_key and h.is_known
  left join sale s on s.holding_key = l.holding_key and s.lot_no = l.lot_no
  where l.method = 'specific'
  group by l.holding_key, l.lot_no, l.quantity
)
select
  s.entity_id, s.pocket_id, s.cusip, s.holding_key, s.disposal_no,
  case when s.taken_to <= s.lot_quantity then s.lot_no end as lot_no, s.quantity,
  (s.taken_to - s.quantity)::bigint as lot_offset, 0::bigint as disposal_offset, s.cost_gone
from sale s
join holding h using (holding_key)
where s.kind = 'SELL'
  or not h.is_known
union all
select
  s.entity_id, s.pocket_id, s.cusip, s.holding_key, s.disposal_no, r.lot_no, r.quantity, r.lot_quantity - r.quantity,
  (sum(r.quantity) over (partition by s.holding_key order by r.lot_no) - r.quantity)::bigint, s.cost_gone
from sale s
join rest r using (holding_key)
where s.kind = 'MATURITY'
  and r.quantity > 0;

create view books.fct_lot as
select
  l.entity_id, l.pocket_id, l.cusip, l.lot_id, l.trade_id, l.reference, l.is_opening,
  case when not l.is_opening then l.moved_on end as acquired_on, l.trade_date, l.settlement_date, c.maturity_date,
  l.price, l.quantity, l.remaining, l.cost, l.remaining_cost, l.method, l.report_file_id, l.locator
from (
  select
    l.*, r.remaining,
    case
      when r.remaining = 0 then 0.00
      when l.method = 'average' then ledger.share_of(
        l.pool_in_all,
        greatest(l.lot_from, l.taken_in_all) - l.taken_in_all,
        l.lot_to - l.taken_in_all,
        l.bought_in_all - l.taken_in_all
      )
      else ledger.cost_of_rest(r.remaining, l.quantity, l.cost, l.price)
    end as remaining_cost
  from ledger.lot l
  cross join lateral (
    select greatest(least(l.quantity, l.lot_to - l.taken_in_all), 0) as remaining
  ) r
  where l.method <> 'specific'
  union all
  select l.*, r.remaining, ledger.cost_of_rest(r.remaining, l.quantity, l.cost, l.price)
  from ledger.lot l
  left join (
    select holding_key, bool_or(lot_no is null) as has_unknown
    from ledger.specific_piece
    group by holding_key
  ) h using (holding_key)
  left join (
    select holding_key, lot_no, sum(quantity)::bigint as quantity
    from ledger.specific_piece
    where lot_no is not null
    group by holding_key, lot_no
  ) p using (holding_key, lot_no)
  cross join lateral (
    select
      case
        when l.taken_in_all = l.bought_in_all then 0
        when h.has_unknown then null
        else l.quantity - coalesce(p.quantity, 0)
      end as remaining
  ) r
  where l.method = 'specific'
) l
left join (
  select security_key, max(maturity_date) as maturity_date
  from ledger.trade_context
  where known_at <= ledger.known_at()
  group by security_key
) c using (security_key);

create view books.fct_lot_disposal as
select
  d.entity_id, d.pocket_id, d.cusip, d.lot_id, d.moved_on as disposed_on, d.kind, d.trade_id, d.reference, d.trade_date,
  d.settlement_date, d.quantity, d.proceeds, d.cost, d.proceeds - d.cost as gain, d.acquired_on,
  d.moved_on - d.acquired_on as days_held, d.method, d.locator is null as is_assumed, d.report_file_id, d.locator
from (
  -- what is known of the lots of each disposal
  select
    f.entity_id, f.pocket_id, f.cusip, f.moved_on, f.kind, f.trade_id, f.reference, f.trade_date, f.settlement_date, f.method,
    f.report_file_id, f.locator, l.lot_id, case when not l.is_opening then l.moved_on end as acquired_on,
    p.piece_to - p.piece_from as quantity,
    ledger.share_of(
      case when f.amount is null then 100 * (f.taken_to - f.taken_from) else f.amount end,
      p.piece_from - f.taken_from,
      p.piece_to - f.taken_from,
      case when f.amount is null then f.taken_to - f.taken_from else f.quantity end
    ) as proceeds,
    case
      when f.method = 'average' then ledger.share_of(
        f.pool_taken, p.piece_from - f.taken_from, p.piece_to - f.taken_from, f.taken_to - f.taken_from
      )
      else ledger.cost_of_rest(l.lot_to - p.piece_from, l.quantity, l.cost, l.price)
        - ledger.cost_of_rest(l.lot_to - p.piece_to, l.quantity, l.cost, l.price)
    end as cost
  from ledger.lot_piece p
  join ledger.lot_flow f
    on f.entity_id = p.entity_id
    and f.pocket_id = p.pocket_id
    and f.cusip = p.cusip
    and f.holding_key = p.holding_key
    and f.number = p.disposal_no
  join ledger.lot l
    on l.entity_id = p.entity_id
    and l.pocket_id = p.pocket_id
    and l.cusip = p.cusip
    and l.holding_key = p.holding_key
    and l.lot_no = p.lot_no
  union all
  select
    f.entity_id, f.pocket_id, f.cusip, f.moved_on, f.kind, f.trade_id, f.reference, f.trade_date, f.settlement_date, f.method,
    f.report_file_id, f.locator, l.lot_id, case when not l.is_opening then l.moved_on end, p.quantity,
    ledger.share_of(
      case when f.amount is null then 100 * (f.taken_to - f.taken_from) else f.amount end,
      p.disposal_offset,
      p.disposal_offset + p.quantity,
      case when f.amount is null then f.taken_to - f.taken_from else f.quantity end
    ),
    case
      when l.lot_id is null then p.cost_gone
      else ledger.cost_of_rest(l.quantity - p.lot_offset, l.quantity, l.cost, l.price)
        - ledger.cost_of_rest(l.quantity - p.lot_offset - p.quantity, l.quantity, l.cost, l.price)
    end
  from ledger.specific_piece p
  join ledger.lot_flow f
    on f.entity_id = p.entity_id
    and f.pocket_id = p.pocket_id
    and f.cusip = p.cusip
    and f.holding_key = p.holding_key
    and f.number = p.disposal_no
  left join ledger.lot l
    on l.entity_id = p.entity_id
    and l.pocket_id = p.pocket_id
    and l.cusip = p.cusip
    and l.holding_key = p.holding_key
    and l.lot_no = p.lot_no
  union all
  -- what was disposed of and had never been bought
  select
    f.entity_id, f.pocket_id, f.cusip, f.moved_on, f.kind, f.trade_id, f.reference, f.trade_date, f.settlement_date, f.method,
    f.report_file_id, f.locator, null, null, f.shortage - f.shortage_before,
    ledger.share_of(f.amount, f.taken_to - f.taken_from, f.quantity, f.quantity), null
  from ledger.lot_flow f
  where f.is_disposal
    and f.shortage > f.shortage_before
    and f.amount is not null
) d;

-- Day by day, for the rules: what holdings should cost under each method, beside what was reported. A day is that of a position
-- summary in which the holding stands, that it has left, or before which it was traded; it has all that moved since the one before.
-- In plpgsql, as only there is a query planned for the holdings at hand, be they one or all.
-- `as_listed`: purchases stand in line by the trade dates of the trade listing, where that tells them, and not by those of the report;
-- those of one day may then be of several units, and stand as their lines in the file do.
create function recon.lot_step(of_entity text, of_holdings int[], as_listed boolean default false) returns table (
  holding_key int, pocket_key int, security_key int, business_date date, is_first boolean, quantity bigint, cost numeric,
  cost_before numeric, bought_cost numeric, sold bigint, held bigint, fifo_low numeric, fifo_high numeric,
  is_fifo_known boolean, average numeric
)
language plpgsql stable parallel safe as $$
#variable_conflict use_column
begin
if cardinality(of_holdings) = 0 then
  return;
end if;
return query
with basis as materialized (
  select
    recon.current_reading(of_entity, 'position_basis') = 'settlement_date' as is_settlement,
    recon.current_reading(of_entity, 'lot_method') = 'average' as is_average
),
summary as materialized (
  select
    u.pocket_key, u.business_date, u.version_id,
    lag(u.business_date) over by_day as previous_date,
    lead(u.business_date) over by_day as next_date
  from ledger.current_unit u
  where u.entity_id = of_entity
    and u.report_type = 'POSITION_SUMMARY_REPORT'
    and u.pocket_key in (select pocket_key from ledger.holding where holding_key = any (of_holdings))
  window by_day as (partition by u.pocket_key order by u.business_date)
),
step_day as materialized (
  select s.pocket_key, s.business_date, day::date as day
  from summary s
  cross join generate_series(s.previous_date + 1, s.business_date, interval '1 day') as day
),
listed as materialized (
  select t.holding_key, t.reference, min(t.trade_date) as trade_date
  from ledger.listed_trade t
  join ledger.current_unit u using (version_id)
  where as_listed
    and t.holding_key = any (of_holdings)
    and u.report_type = 'TRADE_LIST'
  group by t.holding_key, t.reference
),
dealt as materialized (
  select
    t.holding_key, d.business_date, t.side, t.quantity, t.amount::numeric as amount, t.price::numeric as price,
    coalesce(l.trade_date, t.trade_date) as trade_date,
    case when as_listed then u.report_file_id else 0 end as file_no,
    case when as_listed then coalesce(substring(t.locator from '^line (\d+)$')::int, t.ordinal) else t.ordinal end as ordinal
  from ledger.trade t
  join ledger.current_unit u using (version_id)
  left join listed l using (holding_key, reference)
  join step_day d
    on d.pocket_key = u.pocket_key
    and d.day = case
      when (select is_settlement from basis) or t.side = 'MATURITY' then coalesce(t.settlement_date, t.trade_date)
      else t.trade_date
    end
  where t.holding_key = any (of_holdings)
    and t.quantity > 0
    and u.report_type in ('TRADE_REPORT', 'TRADE_LIST')
),
reported as materialized (
  select p.holding_key, s.business_date, s.next_date, s.previous_date is null as is_first, p.quantity, p.cost_value as cost
  from ledger.position p
  join summary s using (version_id)
  where p.holding_key = any (of_holdings)
),
lot as (
  select
    b.holding_key, b.quantity, b.amount, b.price, b.is_opening,
    row_number() over ordered as lot_no,
    sum(b.quantity) over ordered - b.quantity as lot_from,
    sum(b.quantity) over ordered as lot_to,
    sum(b.amount) over ordered as cost_to
  from (
    select
      r.holding_key, sum(r.quantity)::bigint as quantity, sum(r.cost) as amount, null::numeric as price, true as is_opening,
      null::date as trade_date, 0 as file_no, 0 as ordinal
    from reported r
    where r.is_first
    group by r.holding_key
    having sum(r.quantity) > 0
    union all
    select d.holding_key, d.quantity, d.amount, d.price, false, d.trade_date, d.file_no, d.ordinal
    from dealt d
    where d.side = 'BUY'
  ) b
  window ordered as (
    partition by b.holding_key
    order by b.trade_date nulls first, b.file_no, b.ordinal
    rows between unbounded preceding and current row
  )
),
-- side by side without a join: what was reported, that nothing is held any more, and what was traded
day as (
  select
    m.holding_key, m.business_date, bool_or(m.is_first) as is_first, sum(m.quantity) as quantity, sum(m.cost) as cost,
    sum(m.bought) as bought, sum(m.bought_cost) as bought_cost, sum(m.sold) as sold
  from (
    select r.holding_key, r.business_date, r.is_first, r.quantity, r.cost, 0 as bought, 0 as bought_cost, 0 as sold
    from reported r
    union all
    select r.holding_key, r.next_date, false, 0, 0, 0, 0, 0
    from reported r
    where r.next_date is not null
    union all
    select
      d.holding_key, d.business_date, false, 0, 0, case d.side when 'BUY' then d.quantity else 0 end,
      case d.side when 'BUY' then d.amount else 0 end, case d.side when 'BUY' then 0 else d.quantity end
    from dealt d
  ) m
  group by m.holding_key, m.business_date
),
step as (
  select
    d.*,
    lag(d.cost, 1, 0::numeric) over ordered as cost_before,
    sum(d.bought + case when d.is_first then d.quantity else 0 end) over ordered as bought_so_far,
    sum(d.bought_cost + case when d.is_first then d.cost else 0 end) over ordered as cost_so_far,
    sum(d.sold) over ordered as sold_so_far,
    (ledger.average_cost(
      (d.bought + case when d.is_first then d.quantity else 0 end)::bigint,
      d.bought_cost + case when d.is_first then d.cost else 0 end,
      d.sold::bigint
    ) filter (where (select is_average from basis)) over ordered)[2] as average
  from day d
  window ordered as (partition by d.holding_key order by d.business_date)
),
-- Lots and days in the order of units: the lot in which the units taken end is the last that begins before or there. What was sold and
-- not there is taken from no later purchase.
reached as (
  select b.*, max(b.lot_no) over (partition by b.holding_key order by b.taken) as reached_no
  from (
    select
      s.*, null::bigint as lot_no,
      s.sold_so_far - greatest(max(s.sold_so_far - s.bought_so_far) over (
        partition by s.holding_key
        order by s.business_date
      ), 0) as taken
    from step s
    union all
    select
      l.holding_key, null, null, null, null, null, null, null, null, null, null, null, null, l.lot_no, l.lot_from
    from lot l
  ) b
)
select
  t.holding_key, h.pocket_key, h.security_key, t.business_date, t.is_first, t.quantity::bigint, t.cost, t.cost_before,
  t.bought_cost, t.sold::bigint, (t.bought_so_far - t.taken)::bigint,
  t.cost_so_far - coalesce(l.cost_to - r.rest[1], 0),
  t.cost_so_far - coalesce(l.cost_to - r.rest[2], 0),
  coalesce(not l.is_opening or t.taken in (l.lot_from, l.lot_to), true),
  t.average
from reached t
join ledger.holding h using (holding_key)
left join lot l on l.holding_key = t.holding_key and l.lot_no = t.reached_no
cross join lateral (
  select ledger.cost_of_rest_between((l.lot_to - t.taken)::bigint, l.quantity, l.amount, l.price) as rest
) r
where t.business_date is not null;
end;
$$;

-- The holdings that were sold from in a range, without those whose sales are all covered by what they began with.
create function recon.sold_holdings(of_entity text, from_date date, to_date date, with_opening boolean)
  returns table (holding_key int)
language plpgsql stable parallel safe as $$
#variable_conflict use_column
declare
  is_settlement boolean := recon.current_reading(of_entity, 'position_basis') = 'settlement_date';
  -- The range begins where the last summary before it stands.
  after_date date;
begin
  select coalesce(min(before.business_date), from_date)
  into after_date
  from ledger.pocket p
  cross join lateral (
    select u.business_date
    from ledger.current_unit u
    where u.entity_id = of_entity
      and u.report_type = 'POSITION_SUMMARY_REPORT'
      and u.pocket_key = p.pocket_key
      and u.business_date < from_date
    order by u.business_date desc
    limit 1
  ) before
  where p.entity_id = of_entity;
  return query
    -- Of all versions: that a sale was told once is enough to look at its holding, and the indexes of disposals alone know it.
    with candidate as materialized (
      select distinct t.holding_key
      from ledger.trade t
      where t.side <> 'BUY'
        and t.side = 'SELL'
        -- no bill settles later than this after its trade
        and t.trade_date between after_date - case when is_settlement then 31 else 0 end and to_date
        and case when is_settlement then coalesce(t.settlement_date, t.trade_date) else t.trade_date end
          between after_date and to_date
    ),
    sold as materialized (
      select t.holding_key, sum(t.quantity) as quantity
      from candidate
      join ledger.trade t using (holding_key)
      where t.side <> 'BUY'
        and t.side = 'SELL'
      group by t.holding_key
    ),
    pocket as materialized (
      select distinct p.pocket_key
      from sold
      join ledger.holding h using (holding_key)
      join ledger.pocket p using (pocket_key)
      where p.entity_id = of_entity
    ),
    opening as (
      select p.holding_key, sum(p.quantity) as quantity
      from pocket s
      cross join lateral (
        select u.version_id
        from ledger.current_unit u
        where u.entity_id = of_entity
          and u.report_type = 'POSITION_SUMMARY_REPORT'
          and u.pocket_key = s.pocket_key
        order by u.business_date
        limit 1
      ) first
      join ledger.position p using (version_id)
      group by p.holding_key
    )
    select s.holding_key
    from sold s
    join ledger.holding h using (holding_key)
    join pocket p using (pocket_key)
    left join opening o using (holding_key)
    where with_opening
      or coalesce(o.quantity, 0) < s.quantity;
end
$$;

-- Sales of a part of a holding: which method the cost that is left fits, be it what all lots left cost, or the cost before less what
-- the method takes, so that what was wrong before does not count. `fits_lot`: it is the cost before less one lot's. Where two
-- methods give the same but for two cents the sale tells nothing of them, and a cent that is wrong must not look like a method.
create function recon.partial_sale(of_entity text, from_date date, to_date date, of_holdings int[]) returns table (
  holding_key int, pocket_key int, security_key int, business_date date, cost numeric, fifo numeric, average numeric,
  fits_fifo boolean, fits_average boolean, fits_lot boolean
)
language sql stable parallel safe as $$
with step as (
  select
    s.*,
    lag(s.fifo_low) over by_day as before_low,
    lag(s.fifo_high) over by_day as before_high,
    lag(s.is_fifo_known) over by_day as was_fifo_known,
    s.cost_before + s.bought_cost as cost_there,
    (s.cost_before + s.bought_cost) * s.held / nullif(s.held + s.sold, 0) as average_left
  from recon.lot_step(of_entity, of_holdings) s
  window by_day as (partition by s.holding_key order by s.business_date)
),
sale as (
  select
    s.*,
    -- what is left of the cost before, first in, first out
    case
      when s.was_fifo_known then s.cost_before + (s.fifo_low + s.fifo_high - s.before_low - s.before_high) / 2
      else (s.fifo_low + s.fifo_high) / 2
    end as fifo_left,
    s.cost between s.fifo_low and s.fifo_high
      or s.was_fifo_known
        and s.cost - s.cost_before between s.fifo_low - s.before_high and s.fifo_high - s.before_low as fits_fifo,
    abs(s.cost - s.average_left) <= 0.01 or abs(s.cost - s.average) <= 0.01 as is_average
  from step s
  where s.sold > 0
    and s.is_fifo_known
    and s.quantity > 0
    -- where quantities do not tie, the lots do not
    and s.quantity = s.held
    and s.business_date between from_date and to_date
),
compared as (
  select s.*, s.is_average and (s.fits_fifo or abs(s.average_left - s.fifo_left) > 0.02) as fits_average
  from sale s
)
select
  s.holding_key, s.pocket_key, s.security_key, s.business_date, s.cost, round((s.fifo_low + s.fifo_high) / 2, 2),
  round(coalesce(s.average, s.average_left), 2), s.fits_fifo, s.fits_average,
  not s.fits_fifo and not s.is_average and exists (
    select
    from ledger.trade t
    join ledger.current_version v using (version_id)
    where t.holding_key = s.holding_key
      and t.side = 'BUY'
      and t.trade_date <= s.business_date
      and t.quantity >= s.sold
      and abs(s.cost_there - s.sold * t.price - s.cost) <= 0.01
      and abs(s.cost_there - s.sold * t.price - s.fifo_left) > 0.02
      and abs(s.cost_there - s.sold * t.price - s.average_left) > 0.02
  )
from compared s
$$;

comment on function recon.lot_step(text, int[], boolean) is
  'For holdings of an entity and each position summary: reported cost, and what it should be under first in, first out (an interval of rounding) and at average cost';
comment on function recon.sold_holdings(text, date, date, boolean) is
  'Holdings of an entity that were sold from in a range of days; unless with_opening only those that have sold more than they began with';
comment on function recon.partial_sale(text, date, date, int[]) is
  'Sales of a part of holdings in a range of days, and the lot methods that the cost left fits';

grant select on books.fct_lot, books.fct_lot_disposal to pocketbook_reader, pocketbook_clerk, pocketbook_writer;
grant select on
  ledger.lot_reading, ledger.lot_movement, ledger.lot_flow, ledger.lot, ledger.lot_piece, ledger.specific_step, ledger.specific_piece
  to pocketbook_writer;

comment on view ledger.lot_reading is
  'What arithmetic last said of each entity, as of pocketbook.known_at: the date on which positions move, and which lots a sale takes';
comment on view ledger.lot_movement is
  'Everything that adds to a holding or takes from it: what was held at first, trades, maturities that the listing tells or that must have been';
comment on view ledger.lot_flow is
  'The movements of each holding in the order in which they count, with what was bought and taken so far';
comment on view ledger.lot is
  'Purchases, with the place of their units in all that a holding ever bought: books.fct_lot before what remains is worked out';
comment on view ledger.lot_piece is
  'First in, first out: which units of which purchase each disposal took. Units count from the first that the holding bought';
comment on view ledger.specific_step is
  'Where an entity sells specific lots: the cost that went from the position summary with the disposals of a day';
comment on view ledger.specific_piece is
  'Where an entity sells specific lots: which lot each disposal took, as far as the cost that went with it singles it out';
comment on view books.fct_lot is
  'Lots: each purchase of a bill, how many units of it are held still, and at what cost. What was held when the books begin is a lot without a date';
comment on view books.fct_lot_disposal is
  'Disposals by lot: which lot each sale and maturity took, at what cost, and the gain. Worked out by the lot method that position summaries show';
comment on function ledger.average_cost_step(numeric[], bigint, numeric, bigint) is
  'Units and cost of a pool at average cost after a purchase and a disposal';
comment on aggregate ledger.average_cost(bigint, numeric, bigint) is
  'Units left and their cost, of units bought, their cost, and units disposed of, in order, at average cost: to the cent after each disposal';
comment on function ledger.cost_of_rest(bigint, bigint, numeric, numeric) is
  'What the remaining units of a lot cost, in dollars: what was paid where all remain, else units times the price where it gives the cost, else their part of it, rounded half up to the cent';
comment on function ledger.cost_of_rest_between(bigint, bigint, numeric, numeric) is
  'The same at least and at most: within half a cent where a part is left';
comment on function ledger.share_of(numeric, bigint, bigint, bigint) is
  'The part of an amount that falls to units from, to out of so many, to the cent: the parts of all units add up to the amount';

do $$
declare
  named record;
begin
  for named in
    select n.nspname, c.relname, a.attname, word.meaning
    from (values
      ('entity_id', 'The Jiko customer (a legal entity) whose books these are; main is the default one'),
      ('pocket_id', 'The pocket, by the id that Jiko gave it'),
      ('pocket_key', 'The pocket, by the number it has in this warehouse'),
      ('cusip', 'CUSIP of the Treasury bill: nine characters, the last one a check digit'),
      ('security_key', 'The security, by the number it has in this warehouse'),
      ('holding_key', 'The holding (a pocket and a security), by the number it has in this warehouse'),
      ('lot_id', 'The lot, made of what it is: pocket, bill, trade date and trade id. Null for a disposal whose lot is not known'),
      ('trade_id', 'The trade that bought the lot, or that disposed of it; null for what was held at first and for a maturity that no listing tells'),
      ('reference', 'Jiko''s reference of that trade; null if it has none'),
      ('is_opening', 'Whether it was held on the first position summary already: of one purchase or several, not known when. '
        'Its cost is the cost value of that summary, and parts of it are taken at its average'),
      ('acquired_on', 'Day on which the lot came into the position: trade date or settlement date, whichever moves positions (recon.reading, position_basis); '
        'null for what was held at first'),
      ('trade_date', 'Day on which the trade was agreed; null for what was held at first'),
      ('settlement_date', 'Day on which securities and cash change hands; null if the report does not say'),
      ('maturity_date', 'Day on which the security pays its face and ends; null if no trade file has told it'),
      ('price', 'Price at which the lot was bought, in dollars per 100 of face; null for what was held at first'),
      ('quantity', 'Units of 100 of face; of a lot as bought, of a disposal those that it took from this lot'),
      ('remaining', 'Units of the lot that are held still; null where it is not known which lots were sold'),
      ('cost', 'Dollars paid for the lot, or for the units of it that were disposed of; null if the lot is not known'),
      ('remaining_cost', 'What the remaining units cost, in dollars. Under first in, first out each lot is rounded half up to the cent; '
        'under average cost it is the share of what all cost'),
      ('method', 'Which lots a sale takes: fifo (the oldest), average (the oldest, at the average cost of all) or specific (recon.reading, lot_method)'),
      ('disposed_on', 'Day on which the units left the position: a sale as acquired_on counts, a maturity on the day on which it pays'),
      ('kind', 'SELL or MATURITY; of a movement also OPENING (held at first) and BUY'),
      ('proceeds', 'Dollars received for these units: their share of the cash of the sale, or their face at maturity'),
      ('gain', 'Proceeds minus cost, in dollars; a loss is negative. Null if the cost is not known'),
      ('days_held', 'Calendar days from acquired_on to disposed_on; null if the lot is not known or was held at first'),
      ('is_assumed', 'Whether no listing told the maturity: it was due, and counts as paid at face'),
      ('report_file_id', 'The file of the trade, or of the first position summary; null for a maturity that no listing tells'),
      ('locator', 'Where it stands in its file, such as line 17; null for a maturity that no listing tells'),
      ('moved_on', 'Day on which it counts for the position'),
      ('amount', 'Cash of the trade in dollars, positive; cost value of what was held at first; null for a maturity that no listing tells'),
      ('ordinal', 'Number of the row in its file, which orders the trades of a day'),
      ('is_disposal', 'Whether it takes units from the holding'),
      ('number', 'Number of the movement within its holding, from 1, in the order in which they count'),
      ('bought', 'Units bought so far, this movement included'),
      ('disposed', 'Units asked for by disposals so far, this one included'),
      ('shortage', 'Units that disposals have asked for so far and that were not there'),
      ('shortage_before', 'The same before this movement'),
      ('pool_now', 'Cost of all that is held after it, at average cost; 0 under another method'),
      ('pool', 'Cost of all that is held after it, at average cost; 0 under another method'),
      ('pool_before', 'The same before it'),
      ('pool_taken', 'Cost that a disposal took, at average cost'),
      ('pool_in_all', 'Cost of all that is held after the last movement, at average cost'),
      ('taken_to', 'Where the units that a disposal took end, counted from the first that the holding bought'),
      ('taken_from', 'Where they begin'),
      ('taken_in_all', 'Units taken by all disposals of the holding'),
      ('bought_in_all', 'Units bought by all purchases of the holding'),
      ('lot_no', 'Number of the purchase within its holding, from 1, in the order in which they were dealt'),
      ('lot_from', 'Where the units of the lot begin, counted from the first that the holding bought'),
      ('lot_to', 'Where the units of the lot end, counted from the first that the holding bought'),
      ('unit_cost', 'What a unit cost: the price where it gives the amount, else amount by quantity'),
      ('disposal_no', 'Number of the disposal among the movements of its holding'),
      ('piece_from', 'Where the units of the piece begin, counted from the first that the holding bought'),
      ('piece_to', 'Where they end'),
      ('lot_offset', 'How many units of the lot had been taken before'),
      ('disposal_offset', 'How many units of the disposal other lots had given before'),
      ('cost_gone', 'Cost that went from the position summary with it, in dollars'),
      ('sold', 'Units sold'),
      ('previous_date', 'Day of the position summary before'),
      ('business_date', 'Day of the position summary in which it shows'),
      ('position_basis', 'The date on which positions move: trade_date or settlement_date'),
      ('lot_method', 'Which lots a sale takes: fifo, average or specific')
    ) as word (column_name, meaning)
    join pg_class c on c.relname in (
      'lot_reading', 'lot_movement', 'lot_flow', 'lot', 'lot_piece', 'specific_step', 'specific_piece', 'fct_lot',
      'fct_lot_disposal'
    )
    join pg_namespace n on n.oid = c.relnamespace and n.nspname in ('ledger', 'books')
    join pg_attribute a on a.attrelid = c.oid and a.attname = word.column_name and not a.attisdropped
    where col_description(c.oid, a.attnum) is null
  loop
    execute format('comment on column %I.%I.%I is %L', named.nspname, named.relname, named.attname, named.meaning);
  end loop;
end
$$;
