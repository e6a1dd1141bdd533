-- Proves: a month that was closed has not changed since: no unit of it got a version after the close. Where one did, the closed figures
-- stand in the version of then, and the difference is for an adjustment. A listing as CSV is only compared, and closes nothing.
-- Looks at every closed month each time: there are few, and a close changes no unit.
-- severity: error
-- figures: other
-- shows: rpt_restatement_row
-- range: all
with changed as (
  select
    u.pocket_key, u.report_type, u.business_date, c.closed_at,
    max(v.version) filter (where v.accepted_at <= c.closed_at) as version_then,
    max(v.version) as version_now,
    min(v.accepted_at) filter (where v.accepted_at > c.closed_at) as changed_at
  from ledger.current_close c
  join ledger.unit u
    on u.entity_id = c.entity_id
    and u.business_date >= c.month
    and u.business_date < c.month + interval '1 month'
  join ledger.unit_version v using (unit_id)
  where c.entity_id = $1
    and u.report_type not in ('TRADE_LIST_CSV', 'TRANSACTION_LIST_CSV')
    and u.business_date between $2 and $3
    and v.accepted_at <= ledger.known_at()
  group by u.pocket_key, u.report_type, u.business_date, c.closed_at
)
select
  pocket_key,
  case report_type when 'BANK_STATEMENT_REPORT' then 'BANK' when 'BROKERAGE_STATEMENT_REPORT' then 'BROKERAGE' end
    as account,
  null::int as security_key, report_type as item, business_date,
  coalesce(version_then, 0)::numeric as expected, version_now::numeric as actual,
  'the month was closed with '
    || coalesce('version ' || version_then, 'nothing') || ' of this unit, and version ' || version_now || ' has come since'
    as detail,
  'restated' as cause,
  'closed ' || to_char(closed_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC, changed '
    || to_char(changed_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC' as evidence
from changed
where version_now > coalesce(version_then, 0)
