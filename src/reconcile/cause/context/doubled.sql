-- The lines that a trade report has more than once.
select
  a.break_id, v.report_file_id::text as "reportFileId", d.locator, d.first_locator as "firstLocator",
  t.amount::text as amount
from cause_asked a
join ledger.current_unit v
  on v.entity_id = $1
  and v.report_type = 'TRADE_REPORT'
  and v.pocket_key = a.pocket_key
  and v.business_date = a.business_date
join ledger.doubled_row d
  on d.version_id = v.version_id
  and d.reference = a.item
left join ledger.trade t
  on t.version_id = v.version_id
  and t.locator = d.first_locator
where a.rule = 'trade_duplicate'
order by a.break_id, d.ordinal
