-- Proves: the same trade or transaction is told with the same price and the same dates wherever it is told: in the trade report,
-- in the listing and in the listing's CSV. Lines of the report and of the listing are the same trade where one pocket and security
-- has their reference once on each side; those of the listing and its CSV, where they share an id. What one of them leaves
-- out is not compared, and what `trade_listing` and `listing_csv` compare is left to them.
-- range: a month before
-- severity: error
-- figures: prices
-- shows: fct_trade, price or settlement_date or book_date or trade_date
-- shows: fct_listed_trade, price or settlement_date or book_date or trade_date
-- shows: fct_listed_trade_csv, price or settlement_date or book_date or trade_date
-- shows: fct_transaction, time_settled
-- shows: fct_transaction_csv, time_settled
-- setting: price_step = 0.0000005, dollars per 100 of face; half of the last digit that prices are told with
-- A price or a day of settlement that is wrong enough to move cash or the listing is told by these.
-- root: trade_price, same security
-- root: trade_cash, same security
-- root: trade_listing, same security
-- root: listing_csv, same security
with unit as materialized (
  select u.report_type, u.pocket_key, u.business_date, u.version_id
  from ledger.current_unit u
  where u.entity_id = $1
    and u.report_type in (
      'TRADE_REPORT', 'TRADE_LIST', 'TRADE_LIST_CSV', 'TRANSACTION_LIST', 'TRANSACTION_LIST_CSV'
    )
    and u.business_date between $2 and $3::date + 31
),
reported as (
  select
    u.pocket_key, u.business_date, t.holding_key, t.reference, t.price::numeric as price, t.settlement_date, t.book_date
  from unit u
  join ledger.trade t using (version_id)
  where u.report_type = 'TRADE_REPORT'
    and t.reference is not null
    and u.pocket_key in (select pocket_key from unit where report_type = 'TRADE_LIST')
),
listed as (
  select
    u.report_type, u.business_date, t.holding_key, t.trade_id, t.reference, t.price::numeric as price,
    t.settlement_date, t.book_date, t.side
  from unit u
  join ledger.listed_trade t using (version_id)
),
in_report as (
  select
    h.pocket_key, h.security_key, r.business_date, r.reference as item, told.what, told.is_price, told.expected, told.actual,
    'the trade report' as one, 'the trade listing' as other
  from reported r
  join listed l using (holding_key, reference)
  join ledger.holding h using (holding_key)
  cross join lateral (
    values
      ('price', true, r.price, l.price),
      ('settlement', false, r.settlement_date - date '2000-01-01', l.settlement_date - date '2000-01-01'),
      ('booking', false, r.book_date - date '2000-01-01', l.book_date - date '2000-01-01')
  ) as told (what, is_price, expected, actual)
  where l.report_type = 'TRADE_LIST'
    and l.side <> 'MATURITY'
    and case when told.is_price then abs(told.expected - told.actual) > :price_step else told.expected <> told.actual end
    -- one reference for many is told by `trade_duplicate`, and says nothing about which is which
    and (select count(*) from reported o where (o.holding_key, o.reference) = (r.holding_key, r.reference)) = 1
    and (
      select count(*)
      from listed o
      where (o.holding_key, o.reference) = (r.holding_key, r.reference)
        and o.report_type = 'TRADE_LIST'
    ) = 1
),
in_csv as (
  select
    h.pocket_key, h.security_key, c.business_date, c.trade_id as item, 'booking' as what, false as is_price,
    (j.book_date - date '2000-01-01')::numeric as expected, (c.book_date - date '2000-01-01')::numeric as actual,
    'the trade listing' as one, 'its CSV' as other
  from listed j
  join listed c using (holding_key, trade_id)
  join ledger.holding h using (holding_key)
  where j.report_type = 'TRADE_LIST'
    and c.report_type = 'TRADE_LIST_CSV'
    and j.book_date <> c.book_date
),
settled as (
  select
    j.pocket_key, null::int as security_key, j.business_date, a.activity_id as item, 'settlement' as what,
    false as is_price,
    extract(epoch from a.time_settled) / 86400 as expected, extract(epoch from b.time_settled) / 86400 as actual,
    'the transaction listing' as one, 'its CSV' as other
  from unit j
  join unit c using (pocket_key, business_date)
  join ledger.transaction a on a.version_id = j.version_id
  join ledger.transaction b on b.version_id = c.version_id and b.activity_id = a.activity_id
  where j.report_type = 'TRANSACTION_LIST'
    and c.report_type = 'TRANSACTION_LIST_CSV'
    and a.time_settled <> b.time_settled
)
-- Of a date the difference is told: so many days later.
select
  pocket_key, null::text as account, security_key, item || ' ' || what as item, business_date,
  case when is_price then expected else 0 end as expected,
  case when is_price then actual else trim_scale(round(actual - expected, 4)) end as actual,
  case
    when is_price then
      one || ' tells the price ' || trim_scale(expected) || ', ' || other || ' ' || trim_scale(actual)
    else
      'by ' || other || ' the ' || what || ' is ' || trim_scale(abs(round(actual - expected, 4)))
        || case when abs(round(actual - expected, 4)) = 1 then ' day ' else ' days ' end
        || case when actual > expected then 'later' else 'earlier' end || ' than by ' || one
  end as detail,
  case when is_price then null else 'dated k days off' end as cause,
  case when is_price then null else 'k = ' || trim_scale(round(actual - expected, 4)) end as evidence,
  case when is_price then 'prices' else 'days' end as figures
from (
  select * from in_report
  union all
  select * from in_csv
  union all
  select * from settled
) differing
where business_date between $2 and $3
