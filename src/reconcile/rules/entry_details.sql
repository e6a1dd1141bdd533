-- Proves: the transactions that an entry gathers, and the charges it tells, add up to the entry.
-- severity: warning
-- The entry is the booked truth and its details are a split of it: where they differ, cash is right and the split is not.
select
  u.pocket_key,
  case u.report_type when 'BANK_STATEMENT_REPORT' then 'BANK' else 'BROKERAGE' end as account,
  null::int as security_key, coalesce(e.reference, e.locator) as item, u.business_date,
  sum(e.amount)::numeric as expected, sum(e.amount - e.residual)::numeric as actual,
  'the details, with the charges told, do not add up to the entry' as cause
from ledger.current_unit u
join ledger.cash_entry e using (version_id)
where u.entity_id = $1
  and u.report_type in ('BANK_STATEMENT_REPORT', 'BROKERAGE_STATEMENT_REPORT')
  and u.business_date between $2 and $3
  and e.residual <> 0
group by u.pocket_key, u.report_type, coalesce(e.reference, e.locator), u.business_date
