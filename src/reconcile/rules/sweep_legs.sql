-- Proves: what leaves the bank account of a pocket in a sweep arrives in its brokerage account on the same day, and
-- the other way round. Compared where both statements have landed.
-- severity: error
-- The listing names the line that the statement lacks, or has too many.
-- root: unclassified_entry, same size
-- root: transaction_listing, same size
with swept as (
  select
    u.pocket_key, u.business_date, u.report_type,
    coalesce((
      select sum(amount)
      from ledger.cash_entry e
      where e.version_id = u.version_id
        and e.category in ('sweep_in', 'sweep_out', 'addition', 'subtraction')
    ), 0) as total
  from ledger.current_unit u
  where u.entity_id = $1
    and u.report_type in ('BANK_STATEMENT_REPORT', 'BROKERAGE_STATEMENT_REPORT')
    and u.business_date between $2 and $3
)
select
  bank.pocket_key, null::text as account, null::int as security_key, '' as item, bank.business_date,
  (-bank.total)::numeric as expected, brokerage.total::numeric as actual,
  'one leg of a sweep is missing or differs' as detail
from swept bank
join swept brokerage using (pocket_key, business_date)
where bank.report_type = 'BANK_STATEMENT_REPORT'
  and brokerage.report_type = 'BROKERAGE_STATEMENT_REPORT'
  and brokerage.total <> -bank.total
