-- What each brokerage account did on a day that begins and ends with a position summary and whose trades have landed. Cash of
-- trades counts on the date on which positions move (reading `position_basis`), a maturity on the day on which it pays, and what
-- falls on a day without business on the next.
-- $1 entity, $2 first day, $3 last day
with basis as materialized (
  select
    recon.current_reading($1, 'position_basis') = 'settlement_date' as is_settlement,
    -- no bill settles later than this after its trade
    case recon.current_reading($1, 'position_basis') when 'settlement_date' then 31 else 0 end as days_back
),
unit as materialized (
  select u.report_type, u.pocket_key, u.business_date, u.version_id, u.row_count, u.report_file_id
  from ledger.current_unit u
  where u.entity_id = $1
    and u.report_type in (
      'BROKERAGE_STATEMENT_REPORT', 'POSITION_SUMMARY_REPORT', 'TRADE_REPORT', 'TRADE_LIST'
    )
    and u.business_date between $2::date - 31 and $3
    -- the day before lies within a long weekend
    and u.business_date >= $2::date - greatest((select days_back from basis), 6)
),
day as materialized (
  select
    s.pocket_key, s.business_date, s.version_id as statement,
    before.version_id as before, after.version_id as after,
    before.row_count = 0 as is_empty_before, after.row_count = 0 as is_empty_after
  from unit s
  join ledger.calendar_day d using (business_date)
  join unit after
    on after.report_type = 'POSITION_SUMMARY_REPORT'
    and after.pocket_key = s.pocket_key
    and after.business_date = s.business_date
  join unit before
    on before.report_type = 'POSITION_SUMMARY_REPORT'
    and before.pocket_key = s.pocket_key
    and before.business_date = d.previous_business_date
  join unit listing
    on listing.report_type = 'TRADE_LIST'
    and listing.pocket_key = s.pocket_key
    and listing.business_date = s.business_date
  join unit dealt
    on dealt.report_type = 'TRADE_REPORT'
    and dealt.pocket_key = s.pocket_key
    and dealt.business_date = s.business_date
  left join unit dealt_before
    on dealt_before.report_type = 'TRADE_REPORT'
    and dealt_before.pocket_key = s.pocket_key
    and dealt_before.business_date = d.previous_business_date
  where s.report_type = 'BROKERAGE_STATEMENT_REPORT'
    and s.business_date between $2 and $3
    and (dealt_before.version_id is not null or not (select is_settlement from basis))
),
summary as materialized (
  select pocket_key, business_date, after as version_id, is_empty_after as is_empty
  from day
  union
  select day.pocket_key, d.previous_business_date, day.before, day.is_empty_before
  from day
  join ledger.calendar_day d using (business_date)
),
value as (
  select p.version_id, sum(p.market_value) as amount
  from summary
  join ledger.position p using (version_id)
  group by p.version_id
),
cash as (
  select
    s.version_id,
    -- A summary without any row is that of a pocket with nothing in it. One with bills and without cash does not tell the cash,
    -- unless the summary before did: then there is none.
    coalesce(
      c.amount,
      case
        when s.is_empty or lag(c.amount) over (partition by s.pocket_key order by s.business_date) is not null then 0
      end
    ) as amount
  from summary s
  left join (
    select c.version_id, sum(c.amount) as amount
    from summary
    join ledger.cash_position c using (version_id)
    group by c.version_id
  ) c using (version_id)
),
booked as (
  select
    e.version_id,
    sum(e.amount) filter (where e.category in ('gain', 'loss')) as gains,
    sum(e.amount) filter (where e.category = 'addition') as additions,
    sum(e.amount) filter (where e.category = 'subtraction') as subtractions,
    sum(e.amount) filter (where e.category = 'fee') as fees
  from day
  join ledger.cash_entry e on e.version_id = day.statement
  group by e.version_id
),
computed_file as (
  select distinct report_file_id
  from ops.file_load
  where outcome = 'accepted'
    and amount_meaning = 'face'
),
told as not materialized (
  select
    u.pocket_key, t.holding_key, t.side, t.trade_date, t.quantity, t.amount,
    f.report_file_id is not null as is_computed,
    case
      when (select is_settlement from basis) or t.side = 'MATURITY' then coalesce(t.settlement_date, t.trade_date)
      else t.trade_date
    end as moved_on
  from unit u
  join ledger.trade t using (version_id)
  left join computed_file f using (report_file_id)
  where u.report_type in ('TRADE_REPORT', 'TRADE_LIST')
    and u.business_date >= $2::date - (select days_back from basis)
    and exists (select from day)
),
-- The listing tells the cash of a trade whose own file tells only its face, where they agree on what was traded.
listed as (
  select t.holding_key, t.side, t.trade_date, sum(t.quantity) as quantity, sum(t.amount)::numeric as amount
  from ledger.current_unit u
  join ledger.listed_trade t using (version_id)
  where u.entity_id = $1
    and u.report_type = 'TRADE_LIST'
    -- a trade is listed on the day on which it settles
    and u.business_date between $2::date - 31 and $3::date + 7
    and exists (select from computed_file)
  group by t.holding_key, t.side, t.trade_date
),
computed as (
  select pocket_key, holding_key, side, trade_date, moved_on, sum(quantity) as quantity, sum(amount) as amount, count(*) as trades
  from told
  where is_computed
  group by pocket_key, holding_key, side, trade_date, moved_on
),
dealt as (
  select
    pocket_key, moved_on,
    sum(amount) filter (where side = 'BUY') as bought,
    sum(amount) filter (where side <> 'BUY') as received,
    0 as computed_trades
  from told
  where not is_computed
  group by pocket_key, moved_on
  union all
  select
    c.pocket_key, c.moved_on,
    sum(coalesce(l.amount, c.amount)) filter (where c.side = 'BUY'),
    sum(coalesce(l.amount, c.amount)) filter (where c.side <> 'BUY'),
    sum(c.trades) filter (where l.amount is null)
  from computed c
  left join listed l
    on l.holding_key = c.holding_key
    and l.side = c.side
    and l.trade_date = c.trade_date
    and l.quantity = c.quantity
    -- what differs by more than rounding is told by the rule trade_listing, and changes nothing here
    and abs(l.amount - c.amount) <= 0.01 * c.trades
  group by c.pocket_key, c.moved_on
),
traded as (
  select
    t.pocket_key, case when d.is_business_day then d.business_date else d.next_business_date end as business_date,
    sum(t.bought) as bought, sum(t.received) as received, sum(t.computed_trades)::bigint as computed_trades
  from dealt t
  join ledger.calendar_day d on d.business_date = t.moved_on
  group by 1, 2
)
select
  day.pocket_key, day.business_date,
  coalesce(b.gains, 0) as gains, coalesce(b.additions, 0) as additions,
  coalesce(b.subtractions, 0) as subtractions, coalesce(b.fees, 0) as fees,
  coalesce(t.bought, 0) as bought, coalesce(t.received, 0) as received,
  coalesce(t.computed_trades, 0) as computed_trades,
  coalesce(v.amount, 0) as value_before, coalesce(w.amount, 0) as value_after,
  c.amount as cash_before, k.amount as cash_after
from day
left join booked b on b.version_id = day.statement
left join traded t using (pocket_key, business_date)
left join value v on v.version_id = day.before
left join value w on w.version_id = day.after
left join cash c on c.version_id = day.before
left join cash k on k.version_id = day.after
