-- Proves: the trade listing and the transaction listing tell the same in JSON and in CSV, item by item, in what moves money.
-- Compared where both have landed. The two are read one after the other: an item that comes in between is there on the next night.
-- range: a month before
-- severity: error
-- shows: fct_listed_trade, amount or quantity
-- shows: fct_listed_trade_csv, amount or quantity
-- shows: fct_transaction, amount
-- shows: fct_transaction_csv, amount
with unit as materialized (
  select u.report_type, u.pocket_key, u.business_date, u.version_id
  from ledger.current_unit u
  where u.entity_id = $1
    and u.report_type in ('TRADE_LIST', 'TRADE_LIST_CSV', 'TRANSACTION_LIST', 'TRANSACTION_LIST_CSV')
    and u.business_date between $2 and $3::date + 31
),
-- the CSV of trades is asked for by trade date, which counts to the next business day
traded as materialized (
  select
    u.report_type, u.pocket_key, t.trade_id as item, h.security_key,
    case when d.is_business_day then d.business_date else d.next_business_date end as business_date,
    coalesce(t.settlement_date, t.trade_date) as settles_on,
    round(t.amount, 2) as amount, t.quantity,
    row(t.side, t.trade_date, t.settlement_date, t.quantity, t.price::numeric, t.amount::numeric, t.holding_key) as told
  from unit u
  join ledger.listed_trade t using (version_id)
  join ledger.holding h using (holding_key)
  join ledger.calendar_day d on d.business_date = t.trade_date
),
trade as (
  select
    pocket_key, item, coalesce(j.security_key, c.security_key) as security_key,
    coalesce(j.business_date, c.business_date) as business_date, 'trade' as what,
    j.amount as in_json, c.amount as in_csv, j.told is distinct from c.told as differs
  from (
    select t.*
    from traded t
    where t.report_type = 'TRADE_LIST'
      and exists (
        select
        from unit u
        where u.report_type = 'TRADE_LIST_CSV'
          and u.pocket_key = t.pocket_key
          and u.business_date = t.business_date
      )
  ) j
  full join (
    select t.*
    from traded t
    where t.report_type = 'TRADE_LIST_CSV'
      and exists (
        select
        from unit u
        where u.report_type = 'TRADE_LIST'
          and u.pocket_key = t.pocket_key
          and u.business_date = t.settles_on
      )
  ) c using (pocket_key, item)
),
booked as materialized (
  select
    u.report_type, u.pocket_key, u.business_date, t.activity_id as item, round(t.amount, 2) as amount,
    row(t.amount::numeric, t.currency, t.direction, t.type, t.time_booked) as told
  from unit u
  join ledger.transaction t using (version_id)
  where exists (
    select
    from unit other
    where other.pocket_key = u.pocket_key
      and other.business_date = u.business_date
      and other.report_type
        = case u.report_type when 'TRANSACTION_LIST' then 'TRANSACTION_LIST_CSV' else 'TRANSACTION_LIST' end
  )
),
transaction as (
  select
    pocket_key, item, null::int as security_key, business_date, 'transaction' as what, j.amount as in_json,
    c.amount as in_csv, j.told is distinct from c.told as differs
  from (select * from booked where report_type = 'TRANSACTION_LIST') j
  full join (select * from booked where report_type = 'TRANSACTION_LIST_CSV') c
    using (pocket_key, business_date, item)
)
select
  pocket_key, null::text as account, security_key, item, business_date,
  coalesce(in_json, 0) as expected, coalesce(in_csv, 0) as actual,
  case
    when in_csv is null then 'the ' || what || ' listing has a ' || what || ' that its CSV does not have'
    when in_json is null then 'the CSV of the ' || what || ' listing has a ' || what || ' that the listing does not have'
    else 'the ' || what || ' listing and its CSV tell one ' || what || ' differently'
  end as detail
from (
  select * from trade
  union all
  select * from transaction
) compared
where differs
  and business_date between $2 and $3
