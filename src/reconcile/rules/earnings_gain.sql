-- Proves: what a pocket says it earned in a calendar month is what the gains and losses of its brokerage statements add
-- up to, with fees or without (reading `earnings_basis`, which says which of the two ties; while nothing decides, either does). A
-- month counts once all brokerage statements of its business days have landed; while it goes on, as far as it was told. The
-- break stands on the first business day of the month, since nothing says on which day the two part.
-- Looks at every month each time: earnings are no unit, and what they are held against may be any day of the month.
-- severity: error
-- shows: fct_earning, earnings, of the month
-- shows: fct_cash_entry, amount, where category is gain or loss or fee, of the month
-- range: all
-- root: statement_balance, no security, same month, same size
-- root: unclassified_entry, no security, same month, same size
-- root: statement_chain, no security, same month, same size
-- root: brokerage_gain, no security, same month, same size
with basis as materialized (
  select value
  from (
    select value, fits
    from recon.reading
    where entity_id = $1
      and name = 'earnings_basis'
    order by reading_id desc
    limit 1
  ) last
  where fits > 0
),
month as (
  select
    pocket_key, first_day, last_day, earnings, gains, fees,
    (select value from basis) is distinct from 'after_fees' as may_be_before,
    (select value from basis) is distinct from 'before_fees' as may_be_after
  from recon.earnings_month
  where entity_id = $1
)
select
  pocket_key, 'BROKERAGE' as account, null::int as security_key, '' as item, first_day as business_date,
  (gains + case when may_be_before then 0 else fees end)::numeric as expected, earnings::numeric as actual,
  'the earnings of the month, told up to ' || last_day || ', differ from the gains and losses of its brokerage statements: '
    || gains || ', and fees of ' || -fees as detail,
  -- what is told of a month goes on until then
  last_day as due_on
from month
where first_day between $2 and $3
  and not (may_be_before and earnings = gains)
  and not (may_be_after and earnings = gains + fees)
