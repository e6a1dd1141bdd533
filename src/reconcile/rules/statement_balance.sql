-- Proves: the opening balance of a statement plus its booked entries is its closing balance.
-- severity: error
-- shows: fct_statement, closing_balance
-- shows: fct_cash_entry, amount
-- root: sweep_legs, same size
-- root: transaction_listing, same size
-- root: bank_zero_close, same size
select
  u.pocket_key,
  case u.report_type when 'BANK_STATEMENT_REPORT' then 'BANK' else 'BROKERAGE' end as account,
  null::int as security_key, '' as item, u.business_date,
  (s.opening_balance + e.total)::numeric as expected, s.closing_balance::numeric as actual,
  case
    when s.opening_balance is null then 'the statement has no opening balance'
    when s.closing_balance is null then 'the statement has no closing balance'
    else
      'an entry is missing, doubled or wrong, or a balance is: opened with ' || s.opening_balance || ', entries of ' || e.total
      || ' in all'
  end as detail
from ledger.current_unit u
join ledger.statement s using (version_id)
cross join lateral (
  select coalesce(sum(amount), 0) as total
  from ledger.cash_entry
  where version_id = u.version_id
) e
where u.entity_id = $1
  and u.report_type in ('BANK_STATEMENT_REPORT', 'BROKERAGE_STATEMENT_REPORT')
  and u.business_date between $2 and $3
  -- a balance that is missing cannot be proven, so it does not tie
  and (s.closing_balance = s.opening_balance + e.total) is not true
