-- Proves: the transactions that an entry gathers, and the charges it tells, add up to the entry.
-- severity: warning
-- shows: fct_cash_entry, detail_amount or amount
-- The entry is the booked truth and its details are a split of it: where they differ, cash is right and the split is not.
select
  u.pocket_key,
  case u.report_type when 'BANK_STATEMENT_REPORT' then 'BANK' else 'BROKERAGE' end as account,
  null::int as security_key,
  -- some banks give all entries the same reference
  case
    when count(*) over (partition by u.version_id, e.reference) = 1 then coalesce(e.reference, e.locator)
    else e.locator
  end as item,
  u.business_date, e.amount::numeric as expected, (e.amount - e.residual)::numeric as actual,
  'the details, with the charges told, do not add up to the entry' as detail
from ledger.current_unit u
join ledger.cash_entry e using (version_id)
where u.entity_id = $1
  and u.report_type in ('BANK_STATEMENT_REPORT', 'BROKERAGE_STATEMENT_REPORT')
  and u.business_date between $2 and $3
  and e.residual <> 0
