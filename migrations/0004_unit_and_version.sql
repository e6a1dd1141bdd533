-- The heart of the warehouse. A unit is what a report says about one (entity, report type, pocket, business date);
-- a version is one content of a unit. The same content again is no new version, other content makes one and keeps the
-- old: rows are only ever inserted, and what is current is a view.
create table ledger.unit (
  unit_id bigint generated always as identity primary key,
  entity_id text not null references ledger.entity,
  report_type text not null,
  -- prices have no pocket
  pocket_key int references ledger.pocket,
  business_date date not null,
  owed_since timestamptz not null default clock_timestamp(),
  constraint unit_report_type check (report_type in (
    'BANK_STATEMENT_REPORT', 'BROKERAGE_STATEMENT_REPORT', 'TRADE_REPORT', 'POSITION_SUMMARY_REPORT',
    'SECURITY_PRICE_REPORT', 'TRADE_LIST'
  )),
  constraint unit_unique unique nulls not distinct (entity_id, report_type, pocket_key, business_date)
);
create index unit_date on ledger.unit (entity_id, report_type, business_date);
-- Of an index that begins with it the planner reads what the last day is now. By its statistics alone a day that is new since
-- they were made holds one unit, and a thousand of them are joined each with each.
create index unit_business_date on ledger.unit (business_date);

create table ledger.unit_version (
  version_id bigint generated always as identity primary key,
  unit_id bigint not null references ledger.unit,
  version int not null,
  content_hash bytea not null,
  row_count int not null,
  report_file_id bigint not null references ops.report_file,
  -- asked for before the business day had ended
  provisional boolean not null,
  accepted_at timestamptz not null default clock_timestamp(),
  constraint unit_version_unique unique (unit_id, version),
  constraint unit_version_counts_from_one check (version >= 1),
  constraint unit_version_hash_length check (length(content_hash) = 32)
);
create index unit_version_accepted on ledger.unit_version (accepted_at);
-- What may be newer than another version: few, so that what is current is not looked for among all.
create index unit_version_restated on ledger.unit_version (unit_id, version, accepted_at) where version > 1;

create index unit_version_provisional on ledger.unit_version (unit_id) where provisional;

create view ledger.current_version as
select v.*
from ledger.unit_version v
where v.accepted_at <= ledger.known_at()
  and not exists (
    select
    from ledger.unit_version newer
    where newer.unit_id = v.unit_id
      and newer.version > v.version
      -- follows from the line above, and names the index
      and newer.version > 1
      and newer.accepted_at <= ledger.known_at()
  );

-- Which units a request was sent for: a window of trades covers each pocket and business day in it.
create table ops.request_unit (
  request_id bigint not null references ops.report_request,
  unit_id bigint not null references ledger.unit,
  primary key (unit_id, request_id)
);

-- The row tables. `version_id` has no foreign key: a check per row would double the time of a load, and rows are
-- inserted by one function only, in the transaction that made their version.
create table ledger.statement (
  version_id bigint not null,
  ordinal int not null,
  statement_id text not null,
  opening_balance ledger.amount,
  closing_balance ledger.amount,
  currency text not null,
  entries int not null,
  locator text not null,
  primary key (version_id, ordinal)
);

create table ledger.cash_entry (
  version_id bigint not null,
  ordinal int not null,
  booked_on date,
  value_on date,
  amount ledger.amount not null,
  currency text not null,
  category text not null,
  description text,
  reference text,
  end_to_end_id text,
  locator text not null,
  primary key (version_id, ordinal),
  constraint cash_entry_category check (category in (
    'deposit', 'withdrawal', 'payment_in', 'payment_out', 'fee', 'sweep_in', 'sweep_out',
    'addition', 'subtraction', 'gain', 'loss', 'unclassified'
  ))
);

-- `quantity` in units of 100 of face, `price` per 100 of face, `amount` cash; all positive, `side` gives the direction.
create table ledger.trade (
  version_id bigint not null,
  ordinal int not null,
  holding_key int not null,
  context_key int not null,
  side text not null,
  trade_date date not null,
  settlement_date date,
  book_date date,
  quantity bigint not null,
  face_amount ledger.amount not null,
  price ledger.price not null,
  amount ledger.amount not null,
  trade_id text not null,
  reference text,
  locator text not null,
  primary key (version_id, ordinal),
  constraint trade_side check (side in ('BUY', 'SELL', 'MATURITY')),
  constraint trade_not_negative check (quantity >= 0 and amount >= 0)
);
create index trade_holding on ledger.trade (holding_key, trade_date);
-- Sales and maturities are few beside purchases, and are looked for by themselves.
create index trade_disposal on ledger.trade (holding_key)
  include (side, quantity)
  where side <> 'BUY';
create index trade_disposal_date on ledger.trade (trade_date)
  include (version_id, side, holding_key, settlement_date)
  where side <> 'BUY';
-- That a version has few days of trading, whatever the number of its trades: without it the planner takes each trade for a group of
-- its own, and sums them in one process.
create statistics ledger.trade_day (ndistinct) on version_id, trade_date, settlement_date from ledger.trade;
create statistics ledger.trade_terms (ndistinct) on context_key, trade_date, settlement_date from ledger.trade;
-- The rows that break a law of their own row: the rule that proves it asks in the same words, and reads these alone.
create index trade_off_cash on ledger.trade (version_id) where abs(amount - quantity * price) > 0.005;

create table ledger.position (
  version_id bigint not null,
  ordinal int not null,
  holding_key int not null,
  quantity bigint not null,
  market_price ledger.price not null,
  market_value ledger.amount not null,
  cost_value ledger.amount not null,
  locator text not null,
  primary key (version_id, ordinal)
);
create index position_holding on ledger.position (holding_key);
create index position_off_value on ledger.position (version_id)
  where market_value <> round(quantity * market_price, 2);
create index position_below_zero on ledger.position (version_id)
  where quantity < 0 or market_value < 0 or cost_value < 0;

create table ledger.cash_position (
  version_id bigint not null,
  ordinal int not null,
  amount ledger.amount not null,
  locator text not null,
  primary key (version_id, ordinal)
);

create table ledger.price_quote (
  version_id bigint not null,
  ordinal int not null,
  security_key int not null,
  price ledger.price not null,
  provider text not null,
  locator text not null,
  primary key (version_id, ordinal)
);

-- A line that the bank sent twice: the second is kept out of the ledger and listed here, where a rule finds it.
create table ledger.doubled_row (
  version_id bigint not null,
  ordinal int not null,
  holding_key int,
  reference text not null,
  locator text not null,
  first_locator text not null,
  primary key (version_id, ordinal)
);

do $$
declare
  kept text;
begin
  foreach kept in array array[
    'entity', 'pocket', 'pocket_state', 'security', 'holding', 'trade_context', 'unit', 'unit_version',
    'statement', 'cash_entry', 'trade', 'position', 'cash_position', 'price_quote', 'doubled_row'
  ] loop
    execute format(
      'create trigger %I before update or delete or truncate on ledger.%I
       for each statement execute function ledger.refuse_change()',
      kept || '_append_only', kept
    );
  end loop;
end
$$;
