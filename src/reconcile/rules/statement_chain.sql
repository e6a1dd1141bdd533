-- Proves: an account opens with what it closed with on the business day before.
-- Where the statement of the day before has not landed there is nothing to compare, and `completeness` says so; where
-- a statement gives no balance, `statement_balance` does.
-- severity: error
-- shows: fct_statement, closing_balance, of the day before
-- shows: fct_statement, opening_balance
-- root: statement_duplicate, within 1 day
-- root: bank_zero_close, within 1 day, same size
-- root: statement_balance, within 1 day, same size
select
  u.pocket_key,
  case u.report_type when 'BANK_STATEMENT_REPORT' then 'BANK' else 'BROKERAGE' end as account,
  null::int as security_key, '' as item, u.business_date,
  b.closing_balance::numeric as expected, s.opening_balance::numeric as actual,
  'opening balance differs from the closing balance of ' || before.business_date as detail
from ledger.current_unit u
join ledger.statement s using (version_id)
join ledger.calendar_day d using (business_date)
join ledger.current_unit before
  on before.entity_id = u.entity_id
  and before.report_type = u.report_type
  and before.pocket_key = u.pocket_key
  and before.business_date = d.previous_business_date
  -- business is never closed for as long; said so that only the days in question are read
  and before.business_date between $2::date - 14 and $3
  and before.report_type in ('BANK_STATEMENT_REPORT', 'BROKERAGE_STATEMENT_REPORT')
join ledger.statement b on b.version_id = before.version_id
where u.entity_id = $1
  and u.report_type in ('BANK_STATEMENT_REPORT', 'BROKERAGE_STATEMENT_REPORT')
  and u.business_date between $2 and $3
  and s.opening_balance <> b.closing_balance
