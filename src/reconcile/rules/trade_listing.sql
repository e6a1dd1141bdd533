-- Proves: the trade report and the trade listing tell the same purchases and sales, by pocket, security, side and trade date.
-- The report is asked for by trade date, the listing by settlement date: a trade is compared once both its days have landed, so
-- that one that has not settled yet is not missed. Quantities are compared first, then cash. Maturities are in no report.
-- range: a month before
-- severity: error
-- shows: fct_trade, quantity or amount or trade_date
-- shows: fct_listed_trade, quantity or amount or trade_date
-- setting: rounding = 0.01, dollars for each trade whose cash was computed, as its file tells face values
-- root: trade_price, same security
-- root: trade_cash, same security, same size
-- root: trade_cash, same security, at least 1.00
with listing_unit as materialized (
  select u.pocket_key, u.business_date, u.version_id
  from ledger.current_unit u
  where u.entity_id = $1
    and u.report_type = 'TRADE_LIST'
    and u.business_date between $2 and $3::date + 31
),
report_unit as materialized (
  select
    u.pocket_key, u.business_date, u.version_id,
    -- where the report tells face values, its cash was computed, and may be rounded otherwise by a cent
    exists (
      select
      from ops.file_load l
      where l.report_file_id = u.report_file_id
        and l.outcome = 'accepted'
        and l.amount_meaning = 'face'
    ) as is_computed
  from ledger.current_unit u
  where u.entity_id = $1
    and u.report_type = 'TRADE_REPORT'
    and u.business_date between $2 and $3
    -- where no listing of the pocket has landed nothing is compared
    and u.pocket_key in (select pocket_key from listing_unit)
),
listed as materialized (
  select
    l.pocket_key, t.holding_key, t.side, t.trade_date, t.quantity, t.amount, t.reference,
    t.settlement_date
  from listing_unit l
  join ledger.listed_trade t using (version_id)
  join report_unit r on r.pocket_key = l.pocket_key and r.business_date = t.trade_date
  where t.side <> 'MATURITY'
),
reported as materialized (
  select
    r.pocket_key, t.holding_key, t.side, t.trade_date, t.quantity, t.amount, t.reference, r.is_computed,
    t.settlement_date
  from report_unit r
  join ledger.trade t using (version_id)
  left join listing_unit l on l.pocket_key = r.pocket_key and l.business_date = t.settlement_date
  where t.side <> 'MATURITY'
    and (
      l.version_id is not null
      -- the listing may know another day of settlement
      or exists (
        select
        from listed o
        where o.holding_key = t.holding_key
          and o.trade_date = t.trade_date
          and o.reference = t.reference
      )
      -- a report without days of settlement: no bill settles later than within a week
      or t.settlement_date is null and not exists (
        select
        from ledger.calendar_day d
        where d.is_business_day
          and d.business_date between t.trade_date and t.trade_date + 7
          and not exists (
            select
            from listing_unit o
            where o.pocket_key = r.pocket_key
              and o.business_date = d.business_date
          )
      )
    )
),
told as (
  select
    holding_key, side, trade_date,
    coalesce(r.trades, 0) as reported, coalesce(r.quantity, 0) as reported_quantity,
    coalesce(r.amount, 0) as reported_amount, coalesce(r.rounding, 0) as rounding,
    coalesce(r.names, '{}') as reported_names,
    coalesce(l.trades, 0) as listed, coalesce(l.quantity, 0) as listed_quantity,
    coalesce(l.amount, 0) as listed_amount, coalesce(l.names, '{}') as listed_names,
    greatest(r.settles_on, l.settles_on) as settles_on
  from (
    select
      holding_key, side, trade_date, count(*) as trades, sum(quantity) as quantity, sum(amount) as amount,
      max(settlement_date) as settles_on,
      count(*) filter (where is_computed) * :rounding as rounding,
      array_agg(reference) filter (where reference is not null) as names
    from reported
    group by holding_key, side, trade_date
  ) r
  full join (
    select
      holding_key, side, trade_date, count(*) as trades, sum(quantity) as quantity, sum(amount) as amount,
      max(settlement_date) as settles_on,
      array_agg(reference) filter (where reference is not null) as names
    from listed
    group by holding_key, side, trade_date
  ) l using (holding_key, side, trade_date)
)
select
  h.pocket_key, null::text as account, h.security_key, t.side || ' ' || t.trade_date as item,
  t.trade_date as business_date,
  case when t.reported_quantity <> t.listed_quantity then t.reported_quantity else t.reported_amount end::numeric
    as expected,
  case when t.reported_quantity <> t.listed_quantity then t.listed_quantity else t.listed_amount end::numeric
    as actual,
  'the trade report tells ' || t.reported || ' for ' || round(t.reported_amount, 2) || ', the trade listing ' || t.listed
    || ' for ' || round(t.listed_amount, 2)
    || coalesce('; only in the report: ' || missing.reported, '')
    || coalesce('; only in the listing: ' || missing.listed, '') as detail,
  -- the listing is asked for by the day of settlement: until then it may still come
  t.settles_on as due_on,
  case when t.reported_quantity <> t.listed_quantity then 'bills' else 'dollars' end as figures
from told t
join ledger.holding h using (holding_key)
cross join lateral (
  select
    (
      select string_agg(reference, ', ' order by reference)
      from unnest(t.reported_names) as reference
      where reference <> all (t.listed_names)
    ) as reported,
    (
      select string_agg(reference, ', ' order by reference)
      from unnest(t.listed_names) as reference
      where reference <> all (t.reported_names)
    ) as listed
) missing
where t.reported_quantity <> t.listed_quantity
  or abs(t.reported_amount - t.listed_amount) > t.rounding
