-- What must come of a purchase: cash out when it settles, cash in and nothing left when the bill matures. No report announces
-- either, so they are derived from trades and positions, each time they are asked for.

-- When each bill pays: on the day it matures, or on the next business day where that one is closed. Files that contradict each
-- other are told apart by their values alone, so that the answer does not depend on the order in which they came.
create view ledger.bill_maturity as
select
  s.entity_id, s.security_key, c.maturity_date,
  case
    when d.is_business_day is false then coalesce(d.next_business_date, c.maturity_date)
    else c.maturity_date
  end as pays_on
from (
  select security_key, max(maturity_date) as maturity_date
  from ledger.trade_context
  where maturity_date is not null
    and known_at <= ledger.known_at()
  group by security_key
) c
join ledger.security s using (security_key)
left join ledger.calendar_day d on d.business_date = c.maturity_date;

-- By which date positions moved as it was known then; by trade date where nothing tells the two apart.
create view ledger.position_basis as
select
  e.entity_id,
  coalesce((
    select value
    from recon.reading r
    where r.entity_id = e.entity_id
      and r.name = 'position_basis'
      and r.decided_at <= ledger.known_at()
    order by r.reading_id desc
    limit 1
  ), 'trade_date') as basis
from ledger.entity e;

-- Three clocks side by side: what was traded, what had settled, and what was reported, for every bill of a pocket on every day of
-- its position summaries. What is rolled forward begins with the first summary, as in the rule position_quantity.
create view books.rpt_position_bridge as
with summary as (
  select
    u.entity_id, u.pocket_key, u.pocket_id, u.business_date, u.version_id,
    lag(u.business_date) over (partition by u.pocket_key order by u.business_date) as previous_date,
    b.basis
  from ledger.current_unit u
  join ledger.position_basis b using (entity_id)
  where u.report_type = 'POSITION_SUMMARY_REPORT'
),
step_day as (
  select s.pocket_key, s.business_date, day::date as day
  from summary s
  cross join generate_series(s.previous_date + 1, s.business_date, interval '1 day') as day
),
held as (
  select s.pocket_key, s.business_date, p.holding_key, sum(p.quantity) as quantity
  from summary s
  join ledger.position p using (version_id)
  group by s.pocket_key, s.business_date, p.holding_key
),
dealing as (
  select
    u.pocket_key, t.holding_key, t.side, t.quantity, t.trade_date, t.settlement_date,
    case
      when b.basis = 'settlement_date' or t.side = 'MATURITY' then coalesce(t.settlement_date, t.trade_date)
      else t.trade_date
    end as moved_on
  from ledger.trade t
  join ledger.current_unit u using (version_id)
  join ledger.position_basis b using (entity_id)
),
traded as (
  select
    t.holding_key, d.business_date,
    sum(t.quantity) filter (where t.side = 'BUY') as bought,
    sum(t.quantity) filter (where t.side = 'SELL') as sold,
    sum(t.quantity) filter (where t.side = 'MATURITY') as told_matured
  from dealing t
  join step_day d on d.pocket_key = t.pocket_key and d.day = t.moved_on
  group by t.holding_key, d.business_date
),
unsettled as (
  select
    t.holding_key, day::date as business_date,
    sum(t.quantity) filter (where t.side = 'BUY') as bought,
    sum(t.quantity) filter (where t.side = 'SELL') as sold,
    max(t.settlement_date) as settles_on
  from dealing t
  -- no bill settles later than this after its trade
  cross join generate_series(t.trade_date, least(t.settlement_date - 1, t.trade_date + 31), interval '1 day') as day
  where t.side <> 'MATURITY'
  group by t.holding_key, day::date
),
ending as (
  select h.holding_key, d.business_date
  from ledger.bill_maturity m
  join ledger.holding h using (security_key)
  join step_day d on d.pocket_key = h.pocket_key and d.day = m.pays_on
),
step as (
  select
    s.entity_id, s.pocket_id, h.security_key, h.holding_key, s.business_date, s.basis,
    coalesce(p.quantity, 0) as reported,
    first_value(coalesce(p.quantity, 0)) over by_day as start,
    coalesce(t.bought, 0) as bought, coalesce(t.sold, 0) as sold, coalesce(t.told_matured, 0) as told_matured,
    coalesce(u.bought, 0) as unsettled_bought, coalesce(u.sold, 0) as unsettled_sold, u.settles_on,
    e.holding_key is not null as is_end,
    count(e.holding_key) over by_day as ends
  from summary s
  join ledger.holding h using (pocket_key)
  left join held p using (holding_key, business_date)
  left join traded t using (holding_key, business_date)
  left join unsettled u using (holding_key, business_date)
  left join ending e using (holding_key, business_date)
  window by_day as (partition by h.holding_key order by s.business_date)
),
followed as (
  select
    s.*,
    case s.ends when 0 then s.start else 0 end
      + sum(
        case
          when s.is_end then 0
          when s.ends = 0 then s.bought - s.sold - s.told_matured
          else s.bought - s.sold
        end
      ) over (partition by s.holding_key, s.ends order by s.business_date) as expected
  from step s
),
ended as (
  select
    f.*,
    case
      when f.is_end
        then lag(f.expected, 1, 0) over (partition by f.holding_key order by f.business_date) + f.bought - f.sold
      when f.ends = 0 then f.told_matured
      else 0
    end as maturing
  from followed f
),
bridge as (
  select
    e.*,
    e.expected + e.maturing
      - case e.basis when 'trade_date' then e.unsettled_bought - e.unsettled_sold else 0 end as settled
  from ended e
)
select
  b.entity_id, b.pocket_id, c.cusip, b.business_date, b.basis,
  b.settled::bigint as settled_quantity,
  b.unsettled_bought::bigint as unsettled_buys,
  b.unsettled_sold::bigint as unsettled_sells,
  b.settles_on,
  b.maturing::bigint as maturing_quantity,
  (b.settled + b.unsettled_bought - b.unsettled_sold - b.maturing)::bigint as trade_date_quantity,
  (b.settled - b.maturing)::bigint as settlement_date_quantity,
  b.expected::bigint as expected_quantity,
  b.reported::bigint as reported_quantity,
  (b.reported - b.expected)::bigint as difference,
  b.reported = b.expected as ties
from bridge b
join ledger.security c using (security_key)
-- a bill that is not there tells nothing
where b.reported <> 0
  or b.expected <> 0
  or b.maturing <> 0
  or b.unsettled_bought <> 0
  or b.unsettled_sold <> 0;

-- What purchases, sales and maturities announce, and whether it has come. A purchase or a sale is met once the trade listing tells
-- it by its day of settlement, or once the position summary of that day shows no difference that was not there before the trade;
-- a maturity once nothing is held any more.
create view books.fct_expectation as
with bridge as materialized (
  select
    entity_id, pocket_id, cusip, business_date, maturing_quantity, trade_date_quantity, reported_quantity, difference
  from books.rpt_position_bridge
),
summary as materialized (
  select
    u.pocket_key, u.business_date,
    lag(u.business_date) over by_day as previous_date,
    lead(u.business_date) over by_day as next_date
  from ledger.current_unit u
  where u.report_type = 'POSITION_SUMMARY_REPORT'
  window by_day as (partition by u.pocket_key order by u.business_date)
),
step_day as materialized (
  -- the summary by which a day must show
  select s.pocket_key, s.business_date, s.previous_date, day::date as day
  from summary s
  -- what settled not long before the first summary shows in it
  cross join generate_series(coalesce(s.previous_date + 1, s.business_date - 31), s.business_date, interval '1 day') as day
),
listed as materialized (
  select
    t.holding_key, t.side, t.reference, coalesce(t.settlement_date, t.trade_date) as settles_on,
    min(t.trade_id) as trade_id
  from ledger.listed_trade t
  join ledger.current_unit u using (version_id)
  where u.report_type = 'TRADE_LIST'
  group by t.holding_key, t.side, t.reference, coalesce(t.settlement_date, t.trade_date)
),
settling as (
  select
    u.entity_id, u.pocket_id, u.pocket_key, c.cusip, t.holding_key, t.side, t.trade_date, t.reference, t.trade_id,
    t.quantity, t.amount, u.report_file_id, t.locator,
    -- regular way: a bill settles on the business day after its trade
    coalesce(t.settlement_date, d.next_business_date, t.trade_date) as expected_on
  from ledger.trade t
  join ledger.current_unit u using (version_id)
  join ledger.holding h using (holding_key)
  join ledger.security c using (security_key)
  left join ledger.calendar_day d on d.business_date = t.trade_date
  where t.side <> 'MATURITY'
),
first_purchase as materialized (
  select distinct on (holding_key) holding_key, coalesce(reference, trade_id) as born_of, report_file_id, locator
  from settling
  where side = 'BUY'
  order by holding_key, trade_date, reference, trade_id
),
told as materialized (
  select holding_key, max(trade_id) as trade_id
  from listed
  where side = 'MATURITY'
  group by holding_key
),
maturing as (
  select
    b.entity_id, b.pocket_id, b.cusip, h.holding_key, coalesce(m.pays_on, b.business_date) as expected_on,
    b.maturing_quantity as quantity, b.business_date as shown_on, b.reported_quantity = 0 as is_met
  from bridge b
  join ledger.pocket p using (entity_id, pocket_id)
  join ledger.security c using (entity_id, cusip)
  join ledger.holding h using (pocket_key, security_key)
  left join ledger.bill_maturity m using (security_key)
  where b.maturing_quantity <> 0
  union all
  -- what is held last, and what is bought and not settled yet
  select
    b.entity_id, b.pocket_id, b.cusip, h.holding_key, m.pays_on, b.trade_date_quantity, null, null
  from summary s
  join ledger.pocket p using (pocket_key)
  join bridge b using (entity_id, pocket_id, business_date)
  join ledger.security c using (entity_id, cusip)
  join ledger.holding h using (pocket_key, security_key)
  join ledger.bill_maturity m using (security_key)
  where s.next_date is null
    and m.pays_on > b.business_date
    and b.trade_date_quantity <> 0
)
select
  t.entity_id, t.pocket_id, t.cusip, case t.side when 'BUY' then 'settle_purchase' else 'settle_sale' end as kind,
  coalesce(t.reference, t.trade_id) as born_of, t.expected_on, t.quantity,
  case t.side when 'BUY' then -t.amount else t.amount end::numeric(20, 2) as amount,
  case
    when l.trade_id is not null then 'met'
    when s.business_date is null then 'expected'
    when coalesce(now.difference, 0) = coalesce(before.difference, 0) then 'met'
    else 'missed'
  end as state,
  case
    when l.trade_id is not null then 'trade listing: ' || l.trade_id
    when coalesce(now.difference, 0) = coalesce(before.difference, 0) then 'position summary of ' || s.business_date
  end as met_by,
  t.report_file_id, t.locator
from settling t
left join listed l
  on l.holding_key = t.holding_key
  and l.side = t.side
  and l.reference = t.reference
  and l.settles_on = t.expected_on
left join step_day s on s.pocket_key = t.pocket_key and s.day = t.expected_on
left join bridge now
  on now.entity_id = t.entity_id
  and now.pocket_id = t.pocket_id
  and now.cusip = t.cusip
  and now.business_date = s.business_date
left join step_day d on d.pocket_key = t.pocket_key and d.day = t.trade_date
left join bridge before
  on before.entity_id = t.entity_id
  and before.pocket_id = t.pocket_id
  and before.cusip = t.cusip
  and before.business_date = d.previous_date
union all
select
  m.entity_id, m.pocket_id, m.cusip, 'maturity', f.born_of, m.expected_on, m.quantity,
  -- a unit pays 100
  (m.quantity * 100)::numeric(20, 2),
  case when m.shown_on is null then 'expected' when m.is_met then 'met' else 'missed' end,
  case when m.is_met then coalesce('trade listing: ' || l.trade_id, 'position summary of ' || m.shown_on) end,
  f.report_file_id, f.locator
from maturing m
left join first_purchase f using (holding_key)
left join told l using (holding_key);

grant select on books.rpt_position_bridge, books.fct_expectation
  to pocketbook_reader, pocketbook_clerk, pocketbook_writer;
grant select on ledger.bill_maturity, ledger.position_basis to pocketbook_writer;

comment on view ledger.bill_maturity is
  'When each bill pays its face, by the trade files; on the next business day where the day it matures is closed';
comment on view ledger.position_basis is
  'By which date the positions of each entity move: what recon.reading last said of position_basis';
comment on view books.rpt_position_bridge is
  'What was traded, had settled and was reported of each bill on each day of the position summaries: reported = settled + unsettled buys - unsettled sells - maturing where positions move by trade date, settled - maturing where they move by settlement date';
comment on view books.fct_expectation is
  'What purchases, sales and maturities announce: cash on settlement, face and an end of the position at maturity, and whether it has come';

do $$
declare
  named record;
begin
  for named in
    select n.nspname, c.relname, a.attname, word.meaning
    from (values
      ('entity_id', 'The Jiko customer (a legal entity) whose books these are; main is the default one'),
      ('security_key', 'The security'),
      ('maturity_date', 'Day on which the security pays its face and ends, by its trade files'),
      ('pays_on', 'Business day on which it pays: maturity_date, or the next business day where that is closed'),
      ('basis', 'The date by which positions move: trade_date or settlement_date, as arithmetic says'),
      ('pocket_id', 'The pocket, by the id that Jiko gave it'),
      ('cusip', 'CUSIP of the Treasury bill: nine characters, the last one a check digit'),
      ('business_date', 'The business date of the position summary'),
      ('settled_quantity', 'Units of 100 of face that had settled by the end of the day, before what paid on it'),
      ('unsettled_buys', 'Units bought by the end of the day that settle after it'),
      ('unsettled_sells', 'Units sold by the end of the day that settle after it'),
      ('settles_on', 'Day on which the last of what is not settled yet settles; null where all is settled'),
      ('maturing_quantity', 'Units that paid their face since the summary before, up to and on this day'),
      ('trade_date_quantity', 'Units held by trade date: settled + unsettled buys - unsettled sells - maturing'),
      ('settlement_date_quantity', 'Units held by settlement date: settled - maturing'),
      ('expected_quantity', 'Units that the position summary should tell: one of the two, by basis'),
      ('reported_quantity', 'Units that the position summary tells'),
      ('difference', 'Reported less expected'),
      ('ties', 'Whether reported and expected are the same'),
      ('kind', 'settle_purchase, settle_sale or maturity'),
      ('born_of', 'Reference of the trade that announces it; of a maturity the first purchase of the bill, null where it was bought before the books begin'),
      ('expected_on', 'Business day on which it is due'),
      ('quantity', 'Units of 100 of face; of a maturity what is held when the bill matures, not what was once bought'),
      ('amount', 'Cash in dollars: what comes in is positive'),
      ('state', 'expected until a position summary of the day has landed, then met or missed'),
      ('met_by', 'What shows that it has come: the trade listing with its trade, or a position summary; null unless met'),
      ('report_file_id', 'The file of the trade that announces it'),
      ('locator', 'Where that trade stands in its file')
    ) as word (column_name, meaning)
    join pg_class c on c.relname in ('bill_maturity', 'position_basis', 'rpt_position_bridge', 'fct_expectation')
    join pg_namespace n on n.oid = c.relnamespace and n.nspname in ('ledger', 'books')
    join pg_attribute a on a.attrelid = c.oid and a.attname = word.column_name and not a.attisdropped
  loop
    execute format('comment on column %I.%I.%I is %L', named.nspname, named.relname, named.attname, named.meaning);
  end loop;
end
$$;
