-- Proves: what a pocket holds of a bill is what it held on the first position summary plus every purchase since,
-- less every sale and every maturity. The first summary is the start; what was before it is not asked for.
-- Trades count on the date on which positions move (trade date or settlement date, reading `position_basis`).
--
-- A maturity is no trade: whatever is held of a bill ends on the day on which it pays, whether the trade listing tells so or
-- not. What the listing tells counts only for a bill whose maturity no file names, on the day on which it pays: the instant
-- it is booked at may lie on the day before. How much it tells is held against what was held by maturity_listing.
--
-- First the step from one position summary to the next is held against the trades of that step, a whole pocket and day
-- at a time, by their sums (sums/held_sum.sql, sums/dealt_sum.sql). Only the steps that
-- do not tie are looked at row by row, or that have a quantity too large for a weight, and only the holdings found
-- there, or found off just before, are followed from the start.
--
-- What differs by what is traded and not settled yet is reported by the other date: that is its cause. The evidence is the
-- bridge from the summary before.
-- severity: error
-- figures: bills
-- shows: fct_position_daily, quantity, of the day before
-- shows: fct_trade, quantity or amount
-- shows: fct_position_daily, quantity
-- A pocket that tells all its bills by the other date, and a bill that did not pay, are one break each.
-- root: position_basis_flip, while it lasts
-- root: maturity_missed, same security, while it lasts
-- A quantity is derived from cash and price: only an error of dollars can make it a wrong one. A trade that only the listing
-- knows names what the position has moved by.
-- root: trade_price, same security, within 5 days, as traded
-- root: trade_dates, same security, within 5 days, as traded
-- root: listing_terms, same security, within 5 days, as traded
-- root: trade_cash, same security, within 5 days, as traded, at least 1.00
-- root: trade_listing, same security, within 5 days, as traded, same size
with basis as materialized (
  select
    recon.current_reading($1, 'position_basis') = 'settlement_date' as is_settlement,
    -- no bill settles later than this after its trade
    case recon.current_reading($1, 'position_basis') when 'settlement_date' then 31 else 0 end as days_back
),
step_day as materialized (
  -- every calendar day, and the position summary in which a trade of that day must show
  select s.*, day::date as day
  from summary_step s
  cross join generate_series(s.previous_date + 1, s.business_date, interval '1 day') as day
),
maturing as materialized (
  -- in which step what is held of a bill ends
  select
    h.holding_key, d.pocket_key, d.business_date, d.previous_date, d.previous_version
  from ledger.bill_maturity m
  join ledger.holding h using (security_key)
  join step_day d on d.pocket_key = h.pocket_key and d.day = m.pays_on
  where m.entity_id = $1
),
ended_holding as (
  select m.holding_key, m.pocket_key, m.business_date, p.quantity
  from maturing m
  join ledger.position p on p.version_id = m.previous_version and p.holding_key = m.holding_key
  union all
  select m.holding_key, m.pocket_key, m.business_date, case t.side when 'BUY' then t.quantity else -t.quantity end
  from maturing m
  join ledger.trade t
    on t.holding_key = m.holding_key
    and t.trade_date between m.previous_date - 31 and m.business_date
  join ledger.current_version v using (version_id)
  where case
      when (select is_settlement from basis) or t.side = 'MATURITY' then coalesce(t.settlement_date, t.trade_date)
      else t.trade_date
    end between m.previous_date + 1 and m.business_date
),
-- what ends in a step: what was held before it and what was dealt in it, so that nothing is left of it
ended_in_step as (
  select
    pocket_key, business_date,
    sum(quantity * ((hashint4extended(holding_key, 1) >> 33) | 1))
      filter (where quantity between -4294967296 and 4294967296) as bills_1,
    sum(quantity * ((hashint4extended(holding_key, 2) >> 33) | 1))
      filter (where quantity between -4294967296 and 4294967296) as bills_2
  from ended_holding
  group by pocket_key, business_date
),
off_step as materialized (
  select s.pocket_key, s.business_date, s.previous_date, s.version_id, s.previous_version
  from summary_step s
  left join held_sum now on now.version_id = s.version_id
  left join held_sum before on before.version_id = s.previous_version
  left join dealt_sum t on t.pocket_key = s.pocket_key and t.business_date = s.business_date
  left join ended_in_step e on e.pocket_key = s.pocket_key and e.business_date = s.business_date
  where s.previous_date is not null
    and (
      coalesce(now.bills_1, 0) - coalesce(before.bills_1, 0) <> coalesce(t.bills_1, 0) - coalesce(e.bills_1, 0)
      or coalesce(now.bills_2, 0) - coalesce(before.bills_2, 0) <> coalesce(t.bills_2, 0) - coalesce(e.bills_2, 0)
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
  select d.holding_key, d.business_date, d.quantity
  from (
    select p.holding_key, s.business_date, -p.quantity as quantity
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
  ) d
  left join maturing m using (holding_key, business_date)
  where m.holding_key is null
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
-- from the first summary on
summary as materialized (
  select
    u.pocket_key, u.business_date, u.version_id, lag(u.business_date) over by_day as previous_date
  from ledger.current_unit u
  where u.entity_id = $1
    and u.report_type = 'POSITION_SUMMARY_REPORT'
    and u.pocket_key in (select pocket_key from suspect)
  window by_day as (partition by u.pocket_key order by u.business_date)
),
every_step_day as materialized (
  select s.pocket_key, s.business_date, day::date as day
  from summary s
  cross join generate_series(s.previous_date + 1, s.business_date, interval '1 day') as day
),
reported as (
  select
    u.holding_key, s.business_date, s.previous_date, coalesce(sum(p.quantity), 0) as quantity
  from suspect u
  join summary s using (pocket_key)
  left join ledger.position p using (version_id, holding_key)
  group by u.holding_key, s.business_date, s.previous_date
),
dealing as materialized (
  select
    t.holding_key, u.pocket_key, t.side, t.quantity, t.trade_date, t.settlement_date,
    case
      when (select is_settlement from basis) or t.side = 'MATURITY' then coalesce(t.settlement_date, t.trade_date)
      else t.trade_date
    end as moved_on
  from suspect u
  join ledger.trade t using (holding_key)
  join ledger.current_version v using (version_id)
),
traded as (
  select
    t.holding_key, d.business_date,
    sum(t.quantity) filter (where t.side = 'BUY') as bought,
    sum(t.quantity) filter (where t.side = 'SELL') as sold,
    sum(t.quantity) filter (where t.side = 'MATURITY') as told_matured
  from dealing t
  join every_step_day d on d.pocket_key = t.pocket_key and d.day = t.moved_on
  group by t.holding_key, d.business_date
),
ending as (
  select u.holding_key, d.business_date, m.maturity_date, m.pays_on
  from suspect u
  join ledger.bill_maturity m using (security_key)
  join every_step_day d on d.pocket_key = u.pocket_key and d.day = m.pays_on
),
step as (
  select
    r.holding_key, r.business_date, r.previous_date, r.quantity as actual,
    first_value(r.quantity) over by_day as start,
    coalesce(t.bought, 0) as bought, coalesce(t.sold, 0) as sold, coalesce(t.told_matured, 0) as told_matured,
    e.holding_key is not null as is_end,
    count(e.holding_key) over by_day as ends
  from reported r
  left join traded t using (holding_key, business_date)
  left join ending e using (holding_key, business_date)
  window by_day as (partition by r.holding_key order by r.business_date)
),
followed as (
  select
    s.*,
    case s.ends when 0 then s.start else 0 end
      + sum(
        case
          when s.is_end then 0
          when s.ends = 0 then s.bought - s.sold - s.told_matured
          -- what is told late of a maturity has moved with it
          else s.bought - s.sold
        end
      ) over (partition by s.holding_key, s.ends order by s.business_date) as expected
  from step s
),
bridge as (
  select
    f.*, lag(f.expected) over by_day as before, lag(f.actual - f.expected) over by_day as off_before
  from followed f
  window by_day as (partition by f.holding_key order by f.business_date)
),
found as materialized (
  select
    b.*,
    case when b.is_end then b.before + b.bought - b.sold when b.ends = 0 then b.told_matured else 0 end as matured
  from bridge b
  where b.actual <> b.expected
    and b.business_date between $2 and $3
),
unsettled as (
  -- what is traded by the end of a day and settles after it
  select
    t.holding_key, day::date as business_date,
    coalesce(sum(t.quantity) filter (where t.side = 'BUY'), 0) as buys,
    coalesce(sum(t.quantity) filter (where t.side = 'SELL'), 0) as sells,
    min(t.settlement_date) as first_settles_on,
    max(t.settlement_date) as last_settles_on
  from dealing t
  cross join generate_series(t.trade_date, least(t.settlement_date - 1, t.trade_date + 31), interval '1 day') as day
  where t.side <> 'MATURITY'
    and t.settlement_date > t.trade_date
    and t.holding_key in (select holding_key from found)
  group by t.holding_key, day::date
),
shown as (
  select
    f.*, u.buys, u.sells, u.last_settles_on,
    -- by trade date what is not settled is in it, by settlement date it is not; by the other date it is the other way round
    coalesce(
      u.buys <> u.sells
        and case when (select is_settlement from basis) then u.buys - u.sells else u.sells - u.buys end
          -- or this on top of what has been off before
          in (f.actual - f.expected, f.actual - f.expected - f.off_before),
      false
    ) as is_unsettled,
    case
      when u.first_settles_on < u.last_settles_on then u.first_settles_on || ' to ' || u.last_settles_on
      else u.last_settles_on::text
    end as settles
  from found f
  left join unsettled u using (holding_key, business_date)
)
select
  u.pocket_key, null::text as account, u.security_key, '' as item, f.business_date,
  f.expected::numeric as expected, f.actual::numeric as actual,
  case
    when f.actual > 0 and f.business_date >= m.pays_on then 'still held after its maturity'
    when f.is_unsettled and (select is_settlement from basis)
      then 'reported by trade date: what is traded and not settled yet is in it'
    when f.is_unsettled then 'reported by settlement date: what is traded and not settled yet is not in it'
    when f.actual > f.expected then 'a purchase is missing, or a sale or maturity is counted twice'
    else 'a sale or maturity is missing, or a purchase is counted twice'
  end as detail,
  f.last_settles_on as due_on,
  case when f.is_unsettled then 'unsettled' end as cause,
  format(
    'held %s on %s + bought %s - sold %s - matured %s = %s; reported %s',
    f.before, f.previous_date, f.bought, f.sold, f.matured, f.expected, f.actual
  )
    || case when f.buys > 0 then format('; unsettled buys %s (settle %s)', f.buys, f.settles) else '' end
    || case when f.sells > 0 then format('; unsettled sells %s (settle %s)', f.sells, f.settles) else '' end
    as evidence
from shown f
join suspect u using (holding_key)
left join ledger.bill_maturity m using (security_key)
