-- Proves: the bank account of a pocket is swept to zero at the end of every day.
-- severity: error
-- shows: fct_statement, closing_balance
-- shows: fct_cash_entry, amount
select
  u.pocket_key, 'BANK' as account, null::int as security_key, '' as item, u.business_date,
  0::numeric as expected, s.closing_balance::numeric as actual,
  'the bank account was not swept to zero' as detail
from ledger.current_unit u
join ledger.statement s using (version_id)
where u.entity_id = $1
  and u.report_type = 'BANK_STATEMENT_REPORT'
  and u.business_date between $2 and $3
  and s.closing_balance <> 0
