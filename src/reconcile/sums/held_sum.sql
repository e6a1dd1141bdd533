-- What the position summaries of a range hold, each summed under pseudo-random weights, a weight for each holding: one wrong holding
-- always shows in such a sum. Bills under two weights: two wrong holdings would have to hide one another under both, which has odds
-- of one in 2^60. Quantities too large for a weight are said to be there. Beside the cost of all, that of the holdings sold from
-- on that day and on the next business day: they are left out of what a step has left, and of what the next begins with. And
-- what all bills are worth.
-- $1 entity, $2 first day, $3 last day
with disposed as not materialized (
  select distinct
    t.holding_key,
    case
      when (select recon.current_reading($1, 'position_basis')) = 'settlement_date' or t.side = 'MATURITY'
        then coalesce(t.settlement_date, t.trade_date)
      else t.trade_date
    end as moved_on
  from ledger.current_unit u
  join ledger.trade t using (version_id)
  where u.entity_id = $1
    and u.report_type in ('TRADE_REPORT', 'TRADE_LIST')
    -- no bill settles later than this after its trade
    and u.business_date between $2::date - 31 and $3
    and (
      u.business_date >= $2::date - 7
      or (select recon.current_reading($1, 'position_basis')) = 'settlement_date'
    )
    and t.side <> 'BUY'
)
select
  p.version_id,
  sum(p.quantity * ((hashint4extended(p.holding_key, 1) >> 33) | 1))
    filter (where p.quantity between -4294967296 and 4294967296) as bills_1,
  sum(p.quantity * ((hashint4extended(p.holding_key, 2) >> 33) | 1))
    filter (where p.quantity between -4294967296 and 4294967296) as bills_2,
  bool_or(p.quantity not between -4294967296 and 4294967296) as has_large,
  sum(p.market_value) as value,
  sum(p.cost_value * (hashint4extended(p.holding_key, 3) >> 2)) as cost,
  coalesce(sum(p.cost_value * (hashint4extended(p.holding_key, 3) >> 2)) filter (where now.holding_key is not null), 0)
    as cost_sold_from,
  coalesce(sum(p.cost_value * (hashint4extended(p.holding_key, 3) >> 2)) filter (where later.holding_key is not null), 0)
    as cost_sold_from_next
from ledger.current_unit u
join ledger.calendar_day d using (business_date)
join ledger.position p using (version_id)
left join disposed now on now.holding_key = p.holding_key and now.moved_on = u.business_date
left join disposed later on later.holding_key = p.holding_key and later.moved_on = d.next_business_date
where u.entity_id = $1
  and u.report_type = 'POSITION_SUMMARY_REPORT'
  and u.business_date between $2 and $3
group by p.version_id
