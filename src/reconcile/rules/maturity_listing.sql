-- Proves: what the trade listing tells of a maturity is the face of what was held of the bill when it matured: the quantity of
-- the position summary before, with what moved since, and in cash 100 for each unit. A listing that tells of no maturity is no
-- break: the position itself shows that the bill has paid. Where the quantity differs nothing is said of the cash.
-- severity: error
-- shows: fct_trade, quantity or amount, where side is MATURITY
-- shows: fct_position_daily, quantity, of the day before
-- The cash may contradict the quantity that it stands beside, and what was held before may be wrong itself.
-- root: trade_cash, same security
-- root: trade_listing, same security, within 5 days, same size
-- root: position_quantity, same security, within 5 days, same size
with told as materialized (
  select
    u.pocket_key, t.holding_key, u.business_date, sum(t.quantity) as quantity, sum(t.amount)::numeric as amount
  from ledger.current_unit u
  join ledger.listed_trade t using (version_id)
  where u.entity_id = $1
    and u.report_type = 'TRADE_LIST'
    and u.business_date between $2 and $3
    and t.side = 'MATURITY'
  group by u.pocket_key, t.holding_key, u.business_date
),
basis as materialized (
  select recon.current_reading($1, 'position_basis') = 'settlement_date' as is_settlement
),
compared as (
  select
    t.*, s.business_date as held_on,
    coalesce((
      select sum(p.quantity)
      from ledger.position p
      where p.version_id = s.version_id
        and p.holding_key = t.holding_key
    ), 0) + coalesce((
      select sum(case r.side when 'BUY' then r.quantity else -r.quantity end)
      from ledger.trade r
      join ledger.current_version v using (version_id)
      where r.holding_key = t.holding_key
        and r.side <> 'MATURITY'
        and r.trade_date between s.business_date - 31 and t.business_date
        and case when (select is_settlement from basis) then coalesce(r.settlement_date, r.trade_date) else r.trade_date end
          between s.business_date + 1 and t.business_date
    ), 0) as held
  from told t
  cross join lateral (
    select u.business_date, u.version_id
    from ledger.current_unit u
    where u.entity_id = $1
      and u.report_type = 'POSITION_SUMMARY_REPORT'
      and u.pocket_key = t.pocket_key
      and u.business_date between t.business_date - 31 and t.business_date - 1
    order by u.business_date desc
    limit 1
  ) s
)
select
  c.pocket_key, null::text as account, h.security_key, d.item, c.business_date,
  d.expected::numeric as expected, d.actual::numeric as actual,
  'the trade listing tells of a maturity of ' || c.quantity || ' for ' || round(c.amount, 2)
    || '; held on ' || c.held_on || ', with what moved since, were ' || c.held as detail,
  case d.item when 'quantity' then 'bills' else 'dollars' end as figures
from compared c
join ledger.holding h using (holding_key)
cross join lateral (
  select 'quantity' as item, c.held as expected, c.quantity as actual
  where c.quantity <> c.held
  union all
  -- a unit is 100 of face
  select 'cash', c.held * 100, c.amount
  where c.quantity = c.held
    and c.amount <> c.held * 100
) d
