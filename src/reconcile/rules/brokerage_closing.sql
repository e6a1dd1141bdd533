-- Proves: the brokerage account closes with the market value of its bills, with the residual cash or without it
-- (reading `brokerage_balance`, which says which of the two ties). A statement that gives no closing balance is left
-- to `statement_balance`.
-- severity: error
-- shows: fct_statement, closing_balance
-- shows: fct_cash_position_daily, amount
-- shows: fct_position_daily, market_value
-- root: position_quantity
-- root: position_price
-- root: position_value
-- root: statement_duplicate
-- root: statement_balance, same size
-- root: residual_cash_roll, same size
with summary as materialized (
  select u.pocket_key, u.business_date, u.version_id
  from ledger.current_unit u
  where u.entity_id = $1
    and u.report_type = 'POSITION_SUMMARY_REPORT'
    and u.business_date between $2 and $3
),
cash as (
  select version_id, sum(c.amount) as total
  from summary
  join ledger.cash_position c using (version_id)
  group by version_id
),
holding_value as (
  select u.pocket_key, u.business_date, coalesce(b.value, 0) as bills, coalesce(c.total, 0) as cash
  from summary u
  left join held_sum b using (version_id)
  left join cash c using (version_id)
),
compared as (
  select
    u.pocket_key, u.business_date, s.closing_balance, v.bills, v.cash,
    case
      when (select recon.current_reading($1, 'brokerage_balance')) = 'without_residual_cash' then v.bills
      else v.bills + v.cash
    end as expected
  from ledger.current_unit u
  join ledger.statement s using (version_id)
  join holding_value v using (pocket_key, business_date)
  where u.entity_id = $1
    and u.report_type = 'BROKERAGE_STATEMENT_REPORT'
    and u.business_date between $2 and $3
)
select
  pocket_key, 'BROKERAGE' as account, null::int as security_key, '' as item, business_date,
  expected::numeric as expected, closing_balance::numeric as actual,
  'closing balance differs from the bills '
    || case
      when (select recon.current_reading($1, 'brokerage_balance')) = 'without_residual_cash'
        then 'held (without residual cash)'
      else 'and the residual cash held: ' || bills || ' + ' || cash
    end as detail
from compared
where closing_balance <> expected
