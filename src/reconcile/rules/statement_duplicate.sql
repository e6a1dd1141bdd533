-- Proves: every statement is that of its own day: none carries the identification of another day's, and none with entries repeats the
-- balances and the entries, with their references, of a statement of the month before it.
-- severity: error
-- figures: counts
-- Where a bank gives many statements one identification, it tells nothing.
with told as materialized (
  select
    u.pocket_key, u.report_type, u.business_date, s.statement_id, s.opening_balance, s.closing_balance,
    c.digest, c.entries
  from ledger.current_unit u
  join ledger.statement s using (version_id)
  -- looked up statement by statement: a join with all sums is planned for far fewer statements than there are
  left join lateral (
    select md5(string_agg(e.reference || ' ' || e.amount, ',' order by e.reference, e.amount)) as digest, count(*) as entries
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
numbering as (
  select pocket_key, report_type, 2 * count(distinct statement_id) > count(*) as is_own
  from told
  group by pocket_key, report_type
),
followed as (
  select
    t.*, n.is_own,
    lag(t.business_date) over by_id as same_id_on,
    lag(t.business_date) over by_content as same_content_on
  from told t
  join numbering n using (pocket_key, report_type)
  window
    by_id as (partition by t.pocket_key, t.report_type, t.statement_id order by t.business_date),
    by_content as (
      partition by t.pocket_key, t.report_type, t.opening_balance, t.closing_balance, t.digest
      order by t.business_date
    )
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
    when f.digest is not null and f.same_content_on < f.business_date then 'k = ' || f.business_date - f.same_content_on
  end as evidence
from followed f
where f.business_date between $2 and $3
  and (
    f.is_own and f.same_id_on < f.business_date
    or f.digest is not null and f.same_content_on < f.business_date
  )
