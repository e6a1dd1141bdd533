-- Proves: what a pocket says it earned in a calendar month is what the gains and losses of its brokerage statements add
-- up to, with fees or without (reading `earnings_basis`, which says which of the two ties). A month counts once all brokerage
-- statements of its business days have landed; while it goes on, as far as it was told. The break stands on the first
-- business day of the month, since nothing says on which day the two part.
-- Looks at every month each time: earnings are no unit, and what they are held against may be any day of the month.
-- severity: error
-- range: all
-- root: statement_balance, no security, same month, same size
-- root: unclassified_entry, no security, same month, same size
-- root: statement_chain, no security, same month, same size
-- root: brokerage_gain, no security, same month, same size
with month as materialized (
  select
    pocket_key, first_day, earnings,
    gains + case recon.current_reading($1, 'earnings_basis') when 'after_fees' then fees else 0 end as expected
  from recon.earnings_month
  where entity_id = $1
)
select
  pocket_key, 'BROKERAGE' as account, null::int as security_key, '' as item, first_day as business_date,
  expected::numeric as expected, earnings::numeric as actual,
  'the earnings of the month differ from the gains and losses of its brokerage statements' as detail
from month
where first_day between $2 and $3
  and earnings <> expected
