-- The trades of the holding of each break: what its quantity and its cost follow, and what the listing tells beside that.
with told as (
  select
    a.break_id, a.business_date as began_on, u.report_type, u.unit_id, v.version, v.report_file_id,
    true as is_booked, t.locator, t.side, t.quantity, t.price, t.amount, t.trade_id, t.reference, t.trade_date,
    t.settlement_date
  from cause_asked a
  join ledger.holding h using (pocket_key, security_key)
  join ledger.trade t
    on t.holding_key = h.holding_key
    and t.trade_date between
      a.business_date - case a.rule when 'position_value' then 400 else 31 end and a.last_seen_on + 10
  join ledger.unit_version v using (version_id)
  join ledger.unit u using (unit_id)
  where u.report_type in ('TRADE_REPORT', 'TRADE_LIST')
  union all
  select
    a.break_id, a.business_date, u.report_type, u.unit_id, v.version, v.report_file_id, false, t.locator, t.side, t.quantity, t.price, t.amount, t.trade_id, t.reference, t.trade_date,
    t.settlement_date
  from cause_asked a
  join ledger.holding h using (pocket_key, security_key)
  join ledger.unit u
    on u.entity_id = $1
    and u.report_type = 'TRADE_LIST'
    and u.pocket_key = a.pocket_key
    -- A value may be that of lots bought long ago. Where many are off, what the report tells of those must do.
    and u.business_date between
      a.business_date - case
        when a.rule = 'position_value' and (select count(*) from cause_asked where rule = 'position_value') <= 100 then 400
        else 9
      end
      and a.last_seen_on + 16
  join ledger.unit_version v using (unit_id)
  join ledger.listed_trade t
    on t.version_id = v.version_id
    and t.holding_key = h.holding_key
),
moved as (
  select
    t.*,
    case
      when t.side = 'MATURITY' or recon.current_reading($1, 'position_basis') = 'settlement_date'
        then coalesce(t.settlement_date, t.trade_date)
      else t.trade_date
    end as moved_on,
    row_number() over (
      partition by t.break_id
      order by abs(t.trade_date - t.began_on), t.is_booked desc, t.report_file_id, t.locator
    ) as place
  from told t
)
select
  t.break_id, t.is_booked as "isBooked", t.report_type, t.version,
  not exists (
    select
    from ledger.unit_version newer
    where newer.unit_id = t.unit_id
      and newer.version > t.version
  ) as "isCurrent",
  t.report_file_id::text as "reportFileId", t.locator, t.side, t.quantity::text as quantity,
  t.price::text as price, t.amount::text as amount, t.trade_id as "tradeId", t.reference,
  t.trade_date as "tradeDate", t.settlement_date as "settlementDate", t.moved_on as "movedOn"
from moved t
where t.place <= 1000
