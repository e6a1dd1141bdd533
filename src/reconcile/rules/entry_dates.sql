-- Proves: a statement tells the entries that were booked on its own business date, or on a day without business just before it, and
-- what an entry is worth from lies near the day on which it is booked: as many business days from it as the entries of its kind
-- do, which are those of its category, or of its account where the category is rare.
-- Entries of a kind have such a habit where one distance is ten times as frequent as that of the entry. A kind without a habit has
-- only the widest distance to keep to.
-- severity: error
-- figures: days
-- shows: fct_cash_entry, booked_on or value_on
-- setting: value_days = 7, calendar days between booking and value date at most
-- setting: alike = 10, entries of a kind at one distance from which on they have a habit
with dated as materialized (
  select
    u.report_type, e.category, coalesce(e.booked_on, u.business_date) as booked_on, e.value_on, count(*) as entries
  from ledger.current_unit u
  join ledger.cash_entry e using (version_id)
  where u.entity_id = $1
    and u.report_type in ('BANK_STATEMENT_REPORT', 'BROKERAGE_STATEMENT_REPORT')
    -- a night of one day has too few entries to tell a habit by
    and u.business_date between $2::date - 14 and $3
    and e.value_on is not null
  group by 1, 2, 3, 4
),
distant as materialized (
  select
    e.*,
    case
      when e.value_on = e.booked_on then 0
      else sign(e.value_on - e.booked_on) * (
        select count(*)
        from ledger.calendar_day d
        where d.is_business_day
          and d.business_date > least(e.booked_on, e.value_on)
          and d.business_date <= greatest(e.booked_on, e.value_on)
      )
    end as distance
  from dated e
  join ledger.calendar_day b on b.business_date = e.booked_on
  -- days without business lie at one distance from one another, and at none
  where b.is_business_day
),
kind as materialized (
  select report_type, category, distance, sum(entries) as entries
  from distant
  group by grouping sets ((report_type, category, distance), (report_type, distance))
),
habit as materialized (
  select distinct on (report_type, category) report_type, category, distance, entries
  from kind
  order by report_type, category, entries desc, distance
),
unusual as materialized (
  select e.report_type, e.category, e.booked_on, e.value_on, h.distance as usual, h.entries as alike
  from distant e
  cross join lateral (
    select h.*
    from habit h
    where h.report_type = e.report_type
      and (h.category = e.category or h.category is null)
      and h.entries >= :alike
    order by h.category nulls last
    limit 1
  ) h
  join kind k
    on k.report_type = h.report_type
    and k.category is not distinct from h.category
    and k.distance = e.distance
  where e.distance <> h.distance
    and k.entries * :alike <= h.entries
)
select
  u.pocket_key,
  case u.report_type when 'BANK_STATEMENT_REPORT' then 'BANK' else 'BROKERAGE' end as account,
  null::int as security_key, coalesce(e.reference || ' at ', '') || e.locator as item, u.business_date,
  0::numeric as expected, (off.dated - off.meant)::numeric as actual,
  off.what || ' ' || off.dated || ' in the statement of ' || u.business_date || ': '
    || coalesce(e.description, e.category) || ' of ' || e.amount
    || case
      when off.what = 'value date' and o.alike is not null then
        '; of its kind ' || o.alike || ' have it ' || abs(o.usual) || ' business days '
          || case when o.usual < 0 then 'before' else 'after' end || ' their booking'
      else ''
    end as detail,
  'dated k days off' as cause,
  'k = ' || off.dated - off.meant || ': ' || off.what || ' ' || off.dated || ', expected ' || off.meant as evidence
from ledger.current_unit u
join ledger.calendar_day d using (business_date)
join ledger.cash_entry e using (version_id)
left join unusual o
  on o.report_type = u.report_type
  and o.category = e.category
  and o.booked_on = coalesce(e.booked_on, u.business_date)
  and o.value_on = e.value_on
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
      when o.usual <> 0 then (
        select day.business_date
        from ledger.calendar_day day
        where day.is_business_day
          and day.business_date between o.booked_on - 31 and o.booked_on + 31
          and sign(day.business_date - o.booked_on) = sign(o.usual)
        order by abs(day.business_date - o.booked_on)
        offset abs(o.usual) - 1
        limit 1
      )
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
    or o.alike is not null
  )
