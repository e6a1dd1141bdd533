-- Proves: the opening balance of a statement plus its booked entries is its closing balance.
-- severity: error
-- root: sweep_legs, same size
-- root: transaction_listing, same size
-- root: bank_zero_close, same size
with unit as materialized (
  select u.pocket_key, u.report_type, u.business_date, u.version_id
  from ledger.current_unit u
  where u.entity_id = $1
    and u.report_type in ('BANK_STATEMENT_REPORT', 'BROKERAGE_STATEMENT_REPORT')
    and u.business_date between $2 and $3
),
booked as (
  select version_id, sum(e.amount) as total
  from unit
  join ledger.cash_entry e using (version_id)
  group by version_id
)
select
  u.pocket_key,
  case u.report_type when 'BANK_STATEMENT_REPORT' then 'BANK' else 'BROKERAGE' end as account,
  null::int as security_key, '' as item, u.business_date,
  (s.opening_balance + coalesce(e.total, 0))::numeric as expected, s.closing_balance::numeric as actual,
  case
    when s.opening_balance is null then 'the statement has no opening balance'
    when s.closing_balance is null then 'the statement has no closing balance'
    else 'an entry is missing, doubled or wrong, or a balance is'
  end as detail
from unit u
join ledger.statement s using (version_id)
left join booked e using (version_id)
-- a balance that is missing cannot be proven, so it does not tie
where (s.closing_balance = s.opening_balance + coalesce(e.total, 0)) is not true
