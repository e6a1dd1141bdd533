-- Proves: everything that the calendar says must exist has landed.
-- Looks at every day each time: what is late today may be refused tomorrow.
-- A listing as CSV is only compared: where it cannot be had, nothing is missing.
-- severity: error
-- figures: counts
-- shows: nothing
-- range: all
select
  u.pocket_key, null::text as account, null::int as security_key, u.report_type as item, u.business_date,
  1::numeric as expected, 0::numeric as actual,
  case r.state
    when 'late' then 'the report was not ready in time'
    when 'failed' then 'Jiko could not build the report: ' || coalesce(r.error, 'no reason given')
    when 'quarantined' then 'the file was refused: ' || coalesce(r.error, 'no reason given')
    else 'not asked for, or not answered yet'
  end as detail
from ledger.unit u
left join lateral (
  select q.state, q.error
  from ops.request_unit
  join ops.report_request q using (request_id)
  where unit_id = u.unit_id
  order by request_id desc
  limit 1
) r on true
where u.entity_id = $1
  and u.business_date between $2 and $3
  and u.report_type not in ('TRADE_LIST_CSV', 'TRANSACTION_LIST_CSV')
  -- Two indexes are read side by side in their order: hashing all units of all days takes five times as long every night.
  and u.unit_id = any (array(
    select unit_id
    from ledger.unit
    except
    select unit_id
    from ledger.unit_version
  ))
