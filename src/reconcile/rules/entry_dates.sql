-- Proves: a statement tells the entries that were booked on its own business date, or on a day without business just before it, and
-- what an entry is worth from lies near the day on which it is booked.
-- severity: error
-- figures: days
-- setting: value_days = 7, calendar days between booking and value date at most
select
  u.pocket_key,
  case u.report_type when 'BANK_STATEMENT_REPORT' then 'BANK' else 'BROKERAGE' end as account,
  null::int as security_key, coalesce(e.reference || ' at ', '') || e.locator as item, u.business_date,
  0::numeric as expected, (off.dated - off.meant)::numeric as actual,
  off.what || ' ' || off.dated || ' in the statement of ' || u.business_date || ': '
    || coalesce(e.description, e.category) || ' of ' || e.amount as detail,
  'dated k days off' as cause,
  'k = ' || off.dated - off.meant || ': ' || off.what || ' ' || off.dated || ', expected ' || off.meant as evidence
from ledger.current_unit u
join ledger.calendar_day d using (business_date)
join ledger.cash_entry e using (version_id)
cross join lateral (
  select
    case
      when e.booked_on > u.business_date or e.booked_on <= d.previous_business_date then 'booked on'
      else 'value date'
    end as what,
    case
      when e.booked_on > u.business_date or e.booked_on <= d.previous_business_date then e.booked_on
      else e.value_on
    end as dated,
    case
      when e.booked_on > u.business_date or e.booked_on <= d.previous_business_date then u.business_date
      else coalesce(e.booked_on, u.business_date)
    end as meant
) off
where u.entity_id = $1
  and u.report_type in ('BANK_STATEMENT_REPORT', 'BROKERAGE_STATEMENT_REPORT')
  and u.business_date between $2 and $3
  and (
    e.booked_on > u.business_date
    or e.booked_on <= d.previous_business_date
    or abs(e.value_on - coalesce(e.booked_on, u.business_date)) > :value_days
  )
