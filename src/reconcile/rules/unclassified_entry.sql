-- Proves: every statement entry is of a known kind. One that is not cannot be told from a sweep or a payment.
-- severity: warning
-- shows: fct_cash_entry, amount
select
  u.pocket_key,
  case u.report_type when 'BANK_STATEMENT_REPORT' then 'BANK' else 'BROKERAGE' end as account,
  null::int as security_key, coalesce(e.reference, e.locator) as item, u.business_date,
  0::numeric as expected, sum(e.amount)::numeric as actual,
  'the profile knows neither the code nor the text: ' || coalesce(min(e.description), 'no text') as detail
from ledger.current_unit u
join ledger.cash_entry e using (version_id)
where u.entity_id = $1
  and u.report_type in ('BANK_STATEMENT_REPORT', 'BROKERAGE_STATEMENT_REPORT')
  and u.business_date between $2 and $3
  and e.category = 'unclassified'
group by u.pocket_key, u.report_type, coalesce(e.reference, e.locator), u.business_date
