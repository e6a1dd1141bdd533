-- The breaks that are looked into, the first by date: the table cause_asked.
create temporary table cause_asked on commit drop as
select
  row_number() over (order by b.business_date, b.rule, b.break_id)::int as place, b.break_id, b.rule, b.pocket_key, b.account, b.security_key, b.item, b.business_date, b.last_seen_on,
  b.expected, b.actual, b.difference, b.detail
from seen_break b
where b.cause is null
