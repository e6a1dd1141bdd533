-- Proves: the bank statement, without its sweeps, and the transaction listing tell the same movements of a pocket and day.
-- Compared where both have landed, line by line: lines that share a reference are the same movement, and so are, of the others,
-- two of one amount. Where one line is left on each side, they are taken for one movement that is told differently.
-- severity: error
-- shows: fct_cash_entry, amount or booked_on
-- shows: fct_transaction, amount or booked_on
-- root: statement_duplicate
-- root: unclassified_entry, same size
with day as materialized (
  select
    s.pocket_key, s.business_date, s.version_id as statement_version, l.version_id as listing_version
  from ledger.current_unit s
  join ledger.current_unit l using (entity_id, pocket_key, business_date)
  where s.entity_id = $1
    and s.report_type = 'BANK_STATEMENT_REPORT'
    and l.report_type = 'TRANSACTION_LIST'
    and s.business_date between $2 and $3
),
told as materialized (
  select
    d.pocket_key, d.business_date, 1 as side, e.ordinal, round(e.amount, 2) as amount, e.currency,
    coalesce(e.reference, e.end_to_end_id) as name,
    array_remove(array[e.reference, e.end_to_end_id], null) as names
  from day d
  join ledger.cash_entry e on e.version_id = d.statement_version
  where e.category not in ('sweep_in', 'sweep_out')
  union all
  select
    d.pocket_key, d.business_date, 2, t.ordinal, round(t.amount, 2), t.currency,
    coalesce(t.reference, t.wire_id, t.trace_number, t.on_us_id, t.activity_id),
    array_remove(
      array[t.reference, t.wire_id, t.trace_number, t.on_us_id, t.transaction_id, t.activity_id], null
    )
  from day d
  join ledger.transaction t on t.version_id = d.listing_version
),
named as materialized (
  select distinct t.pocket_key, t.business_date, t.side, t.ordinal, every.name
  from told t
  cross join lateral unnest(t.names) as every (name)
),
shared as (
  select n.pocket_key, n.business_date, n.side, n.ordinal, min(n.name) as shared
  from named n
  where exists (
    select
    from named other
    where (other.pocket_key, other.business_date, other.name) = (n.pocket_key, n.business_date, n.name)
      and other.side <> n.side
  )
  group by n.pocket_key, n.business_date, n.side, n.ordinal
),
-- first those of one reference and one amount, then those of one reference
line_1 as materialized (
  select
    t.*, s.shared,
    row_number() over (
      partition by t.pocket_key, t.business_date, t.side, s.shared, t.amount, t.currency order by t.ordinal
    ) as place
  from told t
  left join shared s using (pocket_key, business_date, side, ordinal)
),
line_2 as materialized (
  select
    l.*,
    row_number() over (
      partition by l.pocket_key, l.business_date, l.side, l.shared order by l.ordinal
    ) as place_2
  from line_1 l
  where l.shared is null
    or not exists (
      select
      from line_1 o
      where (o.pocket_key, o.business_date, o.shared, o.amount, o.currency, o.place)
          = (l.pocket_key, l.business_date, l.shared, l.amount, l.currency, l.place)
        and o.side <> l.side
    )
),
pair_by_name as (
  select
    b.pocket_key, b.business_date, b.ordinal as booked, l.ordinal as listed, b.shared as item,
    b.amount as expected, l.amount as actual
  from line_2 b
  join line_2 l using (pocket_key, business_date, shared, place_2)
  where b.side = 1
    and l.side = 2
),
line_3 as materialized (
  select
    l.pocket_key, l.business_date, l.side, l.ordinal, l.amount, l.currency, l.name,
    row_number() over (
      partition by l.pocket_key, l.business_date, l.side, l.amount, l.currency order by l.ordinal
    ) as place
  from line_2 l
  where not exists (
    select
    from pair_by_name p
    where (p.pocket_key, p.business_date) = (l.pocket_key, l.business_date)
      and l.ordinal = case l.side when 1 then p.booked else p.listed end
  )
),
line_4 as (
  select
    l.*,
    count(*) over (partition by l.pocket_key, l.business_date, l.side, l.currency) as left_over,
    (
      select count(*)
      from line_3 o
      where (o.pocket_key, o.business_date, o.currency) = (l.pocket_key, l.business_date, l.currency)
        and o.side <> l.side
        and not exists (
          select
          from line_3 m
          where (m.pocket_key, m.business_date, m.amount, m.currency, m.place)
              = (o.pocket_key, o.business_date, o.amount, o.currency, o.place)
            and m.side <> o.side
        )
    ) as left_over_there
  from line_3 l
  where not exists (
    select
    from line_3 o
    where (o.pocket_key, o.business_date, o.amount, o.currency, o.place)
        = (l.pocket_key, l.business_date, l.amount, l.currency, l.place)
      and o.side <> l.side
  )
),
differing as (
  select
    pocket_key, business_date, item, expected, actual,
    'the bank statement tells ' || expected || ', the transaction listing ' || actual as detail
  from pair_by_name
  union all
  select
    b.pocket_key, b.business_date, b.name, b.amount, l.amount,
    'the bank statement tells ' || b.amount || ', the transaction listing ' || l.amount || ' (' || l.name || ')'
  from line_4 b
  join line_4 l using (pocket_key, business_date, currency)
  where b.side = 1
    and l.side = 2
    and b.left_over = 1
    and l.left_over = 1
    and sign(b.amount) = sign(l.amount)
  union all
  select
    pocket_key, business_date, name,
    case side when 1 then amount else 0 end,
    case side when 1 then 0 else amount end,
    case side
      when 1 then 'the bank statement tells ' || amount || ', which the transaction listing does not have'
      else 'the transaction listing tells ' || amount || ', which the bank statement does not have'
    end
  from line_4 l
  where not (
    l.left_over = 1
    and l.left_over_there = 1
    and exists (
      select
      from line_4 o
      where (o.pocket_key, o.business_date, o.currency) = (l.pocket_key, l.business_date, l.currency)
        and o.side <> l.side
        and sign(o.amount) = sign(l.amount)
    )
  )
)
-- Without a reference the amount names the line, and the day tells it from one of the same amount on another day.
select
  d.pocket_key, 'BANK' as account, null::int as security_key,
  coalesce(d.item, (d.expected + d.actual) || ' on ' || d.business_date) as item, d.business_date,
  sum(d.expected) as expected, sum(d.actual) as actual, min(d.detail) as detail
from differing d
group by 1, 2, 3, 4, 5
