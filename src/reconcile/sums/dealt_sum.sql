-- What was dealt between one position summary and the next, summed under the weights of held_sum. Trades count on the date on which
-- positions move (reading `position_basis`), maturities on the day on which they pay. Cost is the cash of purchases, but for those of
-- holdings that were sold from on the same day.
-- $1 entity, $2 first day of trades, $3 last day, $4 disposals as of recon.disposed_days
-- Few groups a version, and statistics that say so: the sums are made in parallel.
with summed as (
  select
    t.version_id, t.trade_date, t.settlement_date, t.side = 'MATURITY' as is_maturity,
    sum(
      case t.side when 'BUY' then t.quantity else -t.quantity end * ((hashint4extended(t.holding_key, 1) >> 33) | 1)
    ) filter (where t.quantity <= 4294967296) as bills_1,
    sum(
      case t.side when 'BUY' then t.quantity else -t.quantity end * ((hashint4extended(t.holding_key, 2) >> 33) | 1)
    ) filter (where t.quantity <= 4294967296) as bills_2,
    bool_or(t.quantity > 4294967296) as has_large,
    sum(t.amount * (hashint4extended(t.holding_key, 3) >> 2)) filter (
      where t.side = 'BUY'
        and recon.holding_day(
          t.holding_key,
          case
            when (select recon.current_reading($1, 'position_basis')) = 'settlement_date'
              then coalesce(t.settlement_date, t.trade_date)
            else t.trade_date
          end
        ) <> all ($4)
    ) as cost
  from ledger.current_unit u
  join ledger.trade t using (version_id)
  where u.entity_id = $1
    and u.report_type in ('TRADE_REPORT', 'TRADE_LIST')
    and u.business_date between $2 and $3
  group by t.version_id, t.trade_date, t.settlement_date, t.side = 'MATURITY'
),
dealt as (
  select
    u.pocket_key, s.bills_1, s.bills_2, s.has_large, s.cost,
    case
      when (select recon.current_reading($1, 'position_basis')) = 'settlement_date' or s.is_maturity
        then coalesce(s.settlement_date, s.trade_date)
      else s.trade_date
    end as moved_on
  from summed s
  join ledger.unit_version v using (version_id)
  join ledger.unit u using (unit_id)
)
select
  s.pocket_key, s.business_date, sum(t.bills_1) as bills_1, sum(t.bills_2) as bills_2,
  bool_or(t.has_large) as has_large, sum(t.cost) as cost
from (
  -- every calendar day, and the position summary in which a trade of that day must show
  select pocket_key, business_date, day::date as moved_on
  from summary_step
  cross join generate_series(previous_date + 1, business_date, interval '1 day') as day
) s
join dealt t using (pocket_key, moved_on)
group by s.pocket_key, s.business_date
