-- What the calendar says must exist of the days up to each break, and has not landed.
select a.break_id, u.report_type as "reportType", u.business_date as "on"
from cause_asked a
join ledger.unit u
  on u.entity_id = $1
  and u.pocket_key = a.pocket_key
  and u.business_date between a.business_date - 5 and a.business_date
where a.rule in ('position_quantity', 'position_cost')
  and not exists (select from ledger.unit_version v where v.unit_id = u.unit_id)
