-- Proves: a position summary tells the bills of a pocket by one date, day after day (reading `position_basis`). Where two bills or
-- more have something unsettled, and every one of them ties by the other date only, the pocket has changed over: one break for
-- the pocket and day, and not one a bill. One bill alone says nothing of its pocket, and where others of it begin not to tie at
-- all on that day each stands for itself.
-- severity: error
-- figures: counts
-- shows: fct_position_daily, quantity, with something unsettled
-- shows: fct_trade, quantity or amount
-- after: position_quantity
with off as materialized (
  select f.pocket_key, f.business_date, count(*) as bills, max(f.due_on) as due_on
  from recon.finding f
  where f.entity_id = $1
    and f.rule = 'position_quantity'
    and f.business_date between $2 and $3
    -- what has been off for days, by something else, tells nothing of today
    and not (
      f.cause is distinct from 'unsettled'
      and exists (
        select
        from recon.finding before
        where before.entity_id = f.entity_id
          and before.rule = f.rule
          and before.pocket_key = f.pocket_key
          and before.security_key = f.security_key
          and before.business_date between f.business_date - 7 and f.business_date - 1
          and before.actual - before.expected = f.actual - f.expected
      )
    )
  group by f.pocket_key, f.business_date
  having count(*) >= 2
    and bool_and(f.cause is not distinct from 'unsettled')
),
unsettled as (
  select o.pocket_key, o.business_date, t.holding_key
  from off o
  join ledger.current_unit u
    on u.entity_id = $1
    and u.report_type = 'TRADE_REPORT'
    and u.pocket_key = o.pocket_key
    -- no bill settles later than this after its trade
    and u.business_date between o.business_date - 31 and o.business_date
  join ledger.trade t using (version_id)
  where t.side <> 'MATURITY'
    and t.trade_date <= o.business_date
    and t.settlement_date > o.business_date
  group by o.pocket_key, o.business_date, t.holding_key
  having sum(case t.side when 'BUY' then t.quantity else -t.quantity end) <> 0
)
select
  o.pocket_key, null::text as account, null::int as security_key, '' as item, o.business_date,
  o.bills::numeric as expected, 0::numeric as actual,
  'of ' || o.bills || ' bills with something unsettled none ties by ' || d.in_force || ', all tie by ' || d.other
    as detail,
  o.due_on, 'unsettled' as cause,
  'expected by ' || d.in_force || ', reported by ' || d.other as evidence
from off o
cross join lateral (
  select
    case when b.is_settlement then 'settlement date' else 'trade date' end as in_force,
    case when b.is_settlement then 'trade date' else 'settlement date' end as other
  from (select recon.current_reading($1, 'position_basis') = 'settlement_date' as is_settlement) b
) d
where o.bills = (
  select count(*)
  from unsettled u
  where u.pocket_key = o.pocket_key
    and u.business_date = o.business_date
)
