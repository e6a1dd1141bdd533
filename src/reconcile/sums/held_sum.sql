-- What the position summaries of a range hold, each summed under pseudo-random weights, a weight for each holding: one wrong holding
-- always shows in such a sum. Bills under two weights: two wrong holdings would have to hide one another under both, which has odds
-- of one in 2^60. Quantities too large for a weight are said to be there. Beside the cost of all, that of the holdings sold from
-- on that day and on the next business day: they are left out of what a step has left, and of what the next begins with. And
-- what all bills are worth.
-- $1 entity, $2 first day, $3 last day, $4 disposals as of recon.disposed_days
select
  p.version_id,
  sum(p.quantity * ((hashint4extended(p.holding_key, 1) >> 33) | 1))
    filter (where p.quantity between -4294967296 and 4294967296) as bills_1,
  sum(p.quantity * ((hashint4extended(p.holding_key, 2) >> 33) | 1))
    filter (where p.quantity between -4294967296 and 4294967296) as bills_2,
  bool_or(p.quantity not between -4294967296 and 4294967296) as has_large,
  sum(p.market_value) as value,
  sum(p.cost_value * (hashint4extended(p.holding_key, 3) >> 2)) as cost,
  coalesce(sum(p.cost_value * (hashint4extended(p.holding_key, 3) >> 2)) filter (
    where recon.holding_day(p.holding_key, u.business_date) = any ($4)
  ), 0)
    as cost_sold_from,
  coalesce(sum(p.cost_value * (hashint4extended(p.holding_key, 3) >> 2)) filter (
    where recon.holding_day(p.holding_key, d.next_business_date) = any ($4)
  ), 0)
    as cost_sold_from_next
from ledger.current_unit u
join ledger.calendar_day d using (business_date)
join ledger.position p using (version_id)
where u.entity_id = $1
  and u.report_type = 'POSITION_SUMMARY_REPORT'
  and u.business_date between $2 and $3
group by p.version_id
