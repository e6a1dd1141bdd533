-- A row that is dated otherwise in one source than in the other breaks a rule on both days, by opposite amounts. The two are one:
-- the earlier is the root, and what the later explains follows it there.
create temporary table misdated on commit drop as
select distinct on (later.break_id) later.break_id, coalesce(earlier.root_break_id, earlier.break_id) as root_break_id
from seen_break later
join seen_break earlier
  on earlier.rule = later.rule
  and earlier.pocket_key = later.pocket_key
  and earlier.account is not distinct from later.account
  and earlier.security_key is not distinct from later.security_key
  and earlier.difference = -later.difference
  and earlier.business_date between later.business_date - 9 and later.business_date - 1
  and earlier.cause = later.cause
  and earlier.explained_by @> later.explained_by
  and later.explained_by @> earlier.explained_by
where later.cause = 'dated k days off'
  and later.rule in ('transaction_listing', 'trade_listing')
  and later.root_break_id is null
order by later.break_id, earlier.business_date desc, earlier.break_id;

update seen_break b
set root_break_id = m.root_break_id
from misdated m
where m.break_id = b.break_id;

update seen_break b
set root_break_id = m.root_break_id
from misdated m
where m.break_id = b.root_break_id;
