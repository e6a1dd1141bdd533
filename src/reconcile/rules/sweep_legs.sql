-- Proves: what leaves the bank account of a pocket in a sweep arrives in its brokerage account on the same day, and
-- the other way round. Compared where both statements have landed.
-- severity: error
-- shows: fct_cash_entry, amount, where category is sweep_in or sweep_out or addition or subtraction
-- The listing names the line that the statement lacks, or has too many.
-- root: statement_duplicate
-- root: unclassified_entry, same size
-- root: transaction_listing, same size
with unit as materialized (
  select u.pocket_key, u.business_date, u.report_type, u.version_id
  from ledger.current_unit u
  where u.entity_id = $1
    and u.report_type in ('BANK_STATEMENT_REPORT', 'BROKERAGE_STATEMENT_REPORT')
    and u.business_date between $2 and $3
),
moved as (
  select version_id, sum(e.amount) as total
  from unit
  join ledger.cash_entry e using (version_id)
  where e.category in ('sweep_in', 'sweep_out', 'addition', 'subtraction')
  group by version_id
),
swept as materialized (
  select u.pocket_key, u.business_date, u.report_type, coalesce(m.total, 0) as total
  from unit u
  left join moved m using (version_id)
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
