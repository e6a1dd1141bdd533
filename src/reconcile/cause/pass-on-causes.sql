-- A consequence in which nothing shows by itself has the cause of its root.
update seen_break b
set
  cause = r.cause,
  evidence = 'follows from ' || r.rule || ' of ' || r.business_date || coalesce(': ' || r.evidence, ''),
  explained_by = r.explained_by,
  is_unique = r.is_unique
from seen_break r
where r.break_id = b.root_break_id
  and b.cause = 'unknown'
  and r.cause <> 'unknown';
