-- Proves: every statement is that of its own day: none carries the identification of another day's, and none with entries repeats the
-- balances and the entries, with their references, of a statement of the month before it.
-- severity: error
-- figures: counts
-- shows: fct_statement, closing_balance, of the days told
-- shows: fct_statement, closing_balance
-- Where a bank gives many statements one identification, it tells nothing.
with told as materialized (
  select
    u.pocket_key, u.report_type, u.business_date, s.statement_id, s.opening_balance, s.closing_balance,
    c.digest, c.entries
  from ledger.current_unit u
  join ledger.statement s using (version_id)
  -- looked up statement by statement: a join with all sums is planned for far fewer statements than there are
  left join lateral (
    select sum(hashtextextended(e.reference || ' ' || e.amount, 0)) as digest, count(*) as entries
    from ledger.cash_entry e
    where e.version_id = u.version_id
    -- days on which nothing moved may be alike, and where an entry has no reference nothing tells a repetition from two such days
    having bool_or(e.amount <> 0)
      and bool_and(e.reference is not null)
  ) c on true
  where u.entity_id = $1
    and u.report_type in ('BANK_STATEMENT_REPORT', 'BROKERAGE_STATEMENT_REPORT')
    and u.business_date between $2::date - 31 and $3
),
followed as (
  select
    t.*,
    lag(t.business_date) over by_id as same_id_on,
    lag(t.business_date) over by_content as same_content_on
  from told t
  window
    by_id as (partition by t.pocket_key, t.report_type, t.statement_id order by t.business_date),
    by_content as (
      partition by t.pocket_key, t.report_type, t.opening_balance, t.closing_balance, t.digest
      order by t.business_date
    )
),
judged as (
  select
    f.*,
    -- one that no other had before it, for every identification that there is
    2 * count(*) filter (where f.same_id_on is null) over by_account > count(*) over by_account as is_own
  from followed f
  window by_account as (partition by f.pocket_key, f.report_type)
)
select
  f.pocket_key,
  case f.report_type when 'BANK_STATEMENT_REPORT' then 'BANK' else 'BROKERAGE' end as account,
  null::int as security_key, '' as item, f.business_date,
  1::numeric as expected, 2::numeric as actual,
  case
    when f.digest is not null and f.same_content_on < f.business_date
      then 'the statement repeats the balances and the ' || f.entries || ' entries of that of ' || f.same_content_on
    else 'the statement carries the identification of that of ' || f.same_id_on || ': ' || f.statement_id
  end as detail,
  case when f.digest is not null and f.same_content_on < f.business_date then 'dated k days off' end as cause,
  case
    when f.digest is not null and f.same_content_on < f.business_date then 'k = ' || f.business_date - f.same_content_on || ': the statement of ' || f.same_content_on || ' again'
  end as evidence
from judged f
where f.business_date between $2 and $3
  and (
    f.is_own and f.same_id_on < f.business_date
    or f.digest is not null and f.same_content_on < f.business_date
  )
