-- The lines of statements and of the transaction listing around each break of cash: all of its own day, and of a few days around it
-- those of the very amount. Of a day with more lines than a person could look through only those of the amount, or half of it.
select
  a.break_id, u.report_type, u.business_date as "on", v.version, v.version = newest.version as "isCurrent",
  v.report_file_id::text as "reportFileId", l.locator, l.amount::text as amount, l.what, l.name, l.names
from cause_asked a
join ledger.unit u
  on u.entity_id = $1
  and u.pocket_key = a.pocket_key
  and u.report_type in ('BANK_STATEMENT_REPORT', 'BROKERAGE_STATEMENT_REPORT', 'TRANSACTION_LIST')
  and u.business_date between a.business_date - 9 and a.business_date + 9
join ledger.unit_version v using (unit_id)
join lateral (
  select max(version) as version
  from ledger.unit_version
  where unit_id = u.unit_id
) newest on true
join lateral (
  select
    e.locator, e.amount, e.category as what, coalesce(e.reference, e.end_to_end_id) as name,
    array_remove(array[e.reference, e.end_to_end_id], null) as names
  from ledger.cash_entry e
  where e.version_id = v.version_id
  union all
  select
    t.locator, t.amount, t.type, coalesce(t.reference, t.wire_id, t.trace_number, t.on_us_id, t.activity_id),
    array_remove(
      array[t.reference, t.wire_id, t.trace_number, t.on_us_id, t.transaction_id, t.activity_id], null
    )
  from ledger.transaction t
  where t.version_id = v.version_id
) l on
  abs(l.amount) in (abs(a.difference), abs(a.difference) / 2)
  or (u.business_date = a.business_date and v.row_count <= 500)
where a.security_key is null
