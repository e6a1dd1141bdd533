-- What rules calculate with, each written down once: the arithmetic of bills, what a brokerage account did in a day, and the
-- months that a person has closed.

-- 31 CFR 356, Appendix B, VI. `days` from settlement to maturity, `year_days` the days of the year after the issue date,
-- `price` per 100 of face; a rate of 0.05 is five percent.
create function recon.bill_price(discount_rate numeric, days int) returns numeric
  language sql immutable parallel safe
  return 100 * (1 - discount_rate * days / 360);

create function recon.bill_discount_rate(price numeric, days int) returns numeric
  language sql immutable parallel safe
  return (100 - price) / 100 * 360 / nullif(days, 0);

-- Not 365 for every bill: it is 366 where a 29 February lies within the twelve months after the issue, however short the bill.
create function recon.bill_year_days(issue_date date) returns int
  language sql immutable parallel safe
  return (issue_date + interval '1 year')::date - issue_date;

-- Up to half a year simple interest; beyond it the positive root of price [1 + (days - y/2) i/y] (1 + i/2) = 100.
create function recon.bill_investment_rate(price numeric, days int, year_days int) returns numeric
  language sql immutable parallel safe
  return case
    when days <= 0 or price <= 0 then null
    when days * 2 <= year_days then (100 - price) / price * year_days / days
    else (
      -days::numeric / year_days + sqrt(
        (days::numeric / year_days) ^ 2
          - 4 * (days::numeric / (2 * year_days) - 0.25) * ((price - 100) / price)
      )
    ) / (2 * (days::numeric / (2 * year_days) - 0.25))
  end;

-- Modulus 10, double-add-double; letters count as their place in the alphabet plus 9 (CUSIP Global Services).
create function recon.cusip_check_digit(first_eight text) returns int
  language sql immutable parallel safe
  return (
    select (10 - sum(doubled.value / 10 + doubled.value % 10) % 10) % 10
    from generate_series(1, 8) as place
    cross join lateral (
      select
        (strpos('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*@#', substr(first_eight, place, 1)) - 1)
          * (2 - place % 2) as value
    ) doubled
  );

-- What each brokerage account did on a day that begins and ends with a position summary and whose trades have landed. Cash of
-- trades counts on the date on which positions move (reading `position_basis`), a maturity on the day on which it pays, and what
-- falls on a day without business on the next.
create function recon.brokerage_day(entity text, from_day date, to_day date)
  returns table (
    pocket_key int, business_date date, gains numeric, additions numeric, subtractions numeric, fees numeric,
    bought numeric, received numeric, computed_trades bigint,
    value_before numeric, value_after numeric, cash_before numeric, cash_after numeric
  )
  language sql stable parallel safe
  as $$
with basis as materialized (
  select
    recon.current_reading(entity, 'position_basis') = 'settlement_date' as is_settlement,
    -- no bill settles later than this after its trade
    case recon.current_reading(entity, 'position_basis') when 'settlement_date' then 31 else 0 end as days_back
),
unit as materialized (
  select u.report_type, u.pocket_key, u.business_date, u.version_id, u.row_count, u.report_file_id
  from ledger.current_unit u
  where u.entity_id = entity
    and u.report_type in (
      'BROKERAGE_STATEMENT_REPORT', 'POSITION_SUMMARY_REPORT', 'TRADE_REPORT', 'TRADE_LIST'
    )
    and u.business_date between from_day - 31 and to_day
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
    and s.business_date between from_day and to_day
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
-- The listing tells the cash of a trade whose own file tells only its face, where they agree on what was traded.
listed as (
  select
    t.holding_key, t.side, t.trade_date, sum(t.quantity) as quantity, sum(t.amount)::numeric as amount
  from ledger.current_unit u
  join ledger.listed_trade t using (version_id)
  where u.entity_id = entity
    and u.report_type = 'TRADE_LIST'
    -- a trade is listed on the day on which it settles
    and u.business_date between from_day - 31 and to_day + 7
    and exists (select from computed_file)
  group by t.holding_key, t.side, t.trade_date
),
told as (
  select
    u.pocket_key, t.holding_key, t.side, t.trade_date, f.report_file_id is not null as is_computed,
    case
      when (select is_settlement from basis) or t.side = 'MATURITY' then coalesce(t.settlement_date, t.trade_date)
      else t.trade_date
    end as moved_on,
    sum(t.quantity) as quantity, sum(t.amount) as amount, count(*) as trades
  from unit u
  join ledger.trade t using (version_id)
  left join computed_file f using (report_file_id)
  where u.report_type in ('TRADE_REPORT', 'TRADE_LIST')
    and u.business_date >= from_day - (select days_back from basis)
    and exists (select from day)
  group by 1, 2, 3, 4, 5, 6
),
dealt as (
  select
    t.pocket_key, t.moved_on,
    sum(coalesce(l.amount, t.amount)) filter (where t.side = 'BUY') as bought,
    sum(coalesce(l.amount, t.amount)) filter (where t.side <> 'BUY') as received,
    sum(t.trades) filter (where t.is_computed and l.amount is null) as computed_trades
  from told t
  left join listed l
    on t.is_computed
    and l.holding_key = t.holding_key
    and l.side = t.side
    and l.trade_date = t.trade_date
    and l.quantity = t.quantity
    -- what differs by more than rounding is told by the rule trade_listing, and changes nothing here
    and abs(l.amount - t.amount) <= 0.01 * t.trades
  group by t.pocket_key, t.moved_on
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
  coalesce(b.gains, 0), coalesce(b.additions, 0), coalesce(b.subtractions, 0), coalesce(b.fees, 0),
  coalesce(t.bought, 0), coalesce(t.received, 0), coalesce(t.computed_trades, 0),
  coalesce(v.amount, 0), coalesce(w.amount, 0),
  c.amount, k.amount
from day
left join booked b on b.version_id = day.statement
left join traded t using (pocket_key, business_date)
left join value v on v.version_id = day.before
left join value w on w.version_id = day.after
left join cash c on c.version_id = day.before
left join cash k on k.version_id = day.after
$$;

-- A month that a person has closed. Whoever closes it again accepts what has come since.
create table ledger.period_close (
  entity_id text not null references ledger.entity,
  month date not null,
  closed_at timestamptz not null default clock_timestamp(),
  closed_by text not null default current_user,
  primary key (entity_id, month, closed_at),
  constraint period_close_first_of_month check (extract(day from month) = 1)
);
create trigger period_close_append_only before update or delete or truncate on ledger.period_close
  for each statement execute function ledger.refuse_change();

create view ledger.current_close as
select entity_id, month, max(closed_at) as closed_at
from ledger.period_close
where closed_at <= ledger.known_at()
group by entity_id, month;

-- Every month of which the warehouse owes or holds anything.
create view books.dim_period as
select
  m.entity_id, m.month, (m.month + interval '1 month - 1 day')::date as last_day,
  c.closed_at is not null as is_closed, c.closed_at, p.closed_by
from (
  select distinct entity_id, date_trunc('month', business_date)::date as month
  from ledger.unit
  where owed_since <= ledger.known_at()
) m
left join ledger.current_close c using (entity_id, month)
left join ledger.period_close p using (entity_id, month, closed_at);

grant select, insert on ledger.period_close to pocketbook_writer;
grant select on ledger.current_close to pocketbook_writer;
grant select on books.dim_period to pocketbook_reader, pocketbook_clerk, pocketbook_writer;

comment on function recon.bill_price(numeric, int) is
  'Price per 100 of face of a bill at a discount rate, so many days before maturity (31 CFR 356, App. B, VI)';
comment on function recon.bill_discount_rate(numeric, int) is
  'Discount rate that a price per 100 of face means so many days before maturity; 0.05 is five percent (31 CFR 356, App. B, VI)';
comment on function recon.bill_year_days(date) is
  'Days of the year that follows the issue date of a bill, by which its investment rate is told';
comment on function recon.bill_investment_rate(numeric, int, int) is
  'Investment rate (coupon equivalent) of a bill at a price per 100 of face: simple up to half a year, compounded once beyond (31 CFR 356, App. B, VI)';
comment on function recon.cusip_check_digit(text) is 'The ninth character that the first eight of a CUSIP ask for';
comment on function recon.brokerage_day(text, date, date) is
  'What each brokerage account did on a day: its booked entries by category, the cash of the trades, and the bills and the residual cash before and after';
comment on table ledger.period_close is 'Months that a person has closed: what comes later for them is a break of the rule period_restated';
comment on view ledger.current_close is 'When each closed month was closed last';
comment on view books.dim_period is 'Each calendar month of the warehouse, and whether and when it was closed';

do $$
declare
  named record;
begin
  for named in
    select n.nspname, c.relname, a.attname, word.meaning
    from (values
      ('entity_id', 'The Jiko customer (a legal entity) whose books these are; main is the default one'),
      ('month', 'The calendar month, by its first day'),
      ('last_day', 'Last calendar day of the month'),
      ('is_closed', 'Whether somebody has closed the month'),
      ('closed_at', 'When it was closed; null while it is open'),
      ('closed_by', 'The database role that closed it')
    ) as word (column_name, meaning)
    join pg_class c on c.relname in ('period_close', 'current_close', 'dim_period')
    join pg_namespace n on n.oid = c.relnamespace and n.nspname in ('books', 'ledger')
    join pg_attribute a on a.attrelid = c.oid and a.attname = word.column_name and not a.attisdropped
  loop
    execute format('comment on column %I.%I.%I is %L', named.nspname, named.relname, named.attname, named.meaning);
  end loop;
end
$$;
