-- Proves: every monthly statement and tax form that is due has landed as a PDF, as long as the list of them is read: turned off or
-- forbidden, nothing of it is owed.
-- The last business day stands for today, and what was not listed yesterday may be today, so all of them are looked at each time.
-- severity: warning
-- figures: counts
-- shows: nothing
-- range: all
select
  d.pocket_key, case when d.kind in ('BANK', 'BROKERAGE') then d.kind end as account, null::int as security_key,
  'document ' || d.kind || ' ' || d.period as item, d.ends_on as business_date,
  1::numeric as expected, 0::numeric as actual,
  case
    when c.statement_id is null then 'Jiko does not list it, and it was due on ' || d.due_on
    when c.error is not null then 'it is listed, but its PDF was refused: ' || c.error
    else 'it is listed, and its PDF has not been fetched'
  end as detail,
  d.due_on
from ledger.due_document($1, $2, $3) d
left join lateral (
  select l.statement_id, l.error, l.report_file_id
  from ledger.current_document l
  where l.entity_id = $1
    and l.pocket_id = d.pocket_id
    and l.kind = d.kind
    and l.period = d.period
  order by l.report_file_id is null, l.created_at desc
  limit 1
) c on true
where c.report_file_id is null
