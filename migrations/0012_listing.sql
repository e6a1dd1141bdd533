-- The two listings of money that moved, each a second source beside the reports: trades beside the trade report, transactions
-- beside the bank statement. Each is also fetched once more as CSV, under a report type of its own, and only compared.
alter table ledger.unit
  drop constraint unit_report_type,
  add constraint unit_report_type check (report_type in (
    'BANK_STATEMENT_REPORT', 'BROKERAGE_STATEMENT_REPORT', 'TRADE_REPORT', 'POSITION_SUMMARY_REPORT',
    'SECURITY_PRICE_REPORT', 'TRADE_LIST', 'TRANSACTION_LIST', 'TRADE_LIST_CSV', 'TRANSACTION_LIST_CSV'
  ));

-- Every trade of the listing, maturities included. Those of the listing proper stand in ledger.trade as well, because no report
-- tells them.
create table ledger.listed_trade (
  like ledger.trade including defaults including constraints including comments,
  primary key (version_id, ordinal)
);
comment on table ledger.listed_trade is
  'Trades as the trade listing tells them: a second source beside the trade report. One row a trade, in versions';

create table ledger.transaction (
  version_id bigint not null,
  ordinal int not null,
  activity_id text not null,
  transaction_id text,
  type text not null,
  direction text not null,
  -- what increases the account is positive
  amount ledger.amount not null,
  currency text not null,
  description text,
  title text,
  counterparty_name text,
  wire_id text,
  on_us_id text,
  trace_number text,
  reference text,
  time_booked timestamptz not null,
  booked_on date not null,
  time_settled timestamptz,
  status text not null,
  locator text not null,
  extra jsonb,
  primary key (version_id, ordinal),
  constraint transaction_direction check (direction in ('DEBIT', 'CREDIT')),
  constraint transaction_sign
    check (case direction when 'DEBIT' then amount <= 0 else amount >= 0 end)
);

create trigger listed_trade_append_only before update or delete or truncate on ledger.listed_trade
  for each statement execute function ledger.refuse_change();
create trigger transaction_append_only before update or delete or truncate on ledger.transaction
  for each statement execute function ledger.refuse_change();

do $$
declare
  listing record;
begin
  for listing in
    select *
    from (values
      ('fct_listed_trade', 'TRADE_LIST'), ('fct_listed_trade_csv', 'TRADE_LIST_CSV')
    ) as t (view_name, report_type)
  loop
    execute format($sql$
      create view books.%I as
      select
        u.entity_id, u.pocket_id, u.business_date, t.trade_id, t.reference, t.side, s.cusip, t.trade_date,
        t.settlement_date, t.book_date, t.quantity, t.face_amount, t.price, t.amount, c.maturity_date,
        u.report_file_id, t.locator, t.extra
      from ledger.listed_trade t
      join ledger.current_unit u using (version_id)
      join ledger.holding h using (holding_key)
      join ledger.security s using (security_key)
      join ledger.trade_context c using (context_key)
      where u.report_type = %L $sql$, listing.view_name, listing.report_type);
  end loop;
  for listing in
    select *
    from (values
      ('fct_transaction', 'TRANSACTION_LIST'), ('fct_transaction_csv', 'TRANSACTION_LIST_CSV')
    ) as t (view_name, report_type)
  loop
    execute format($sql$
      create view books.%I as
      select
        u.entity_id, u.pocket_id, u.business_date, t.activity_id, t.transaction_id, t.type, t.direction,
        t.amount, t.currency, t.description, t.title, t.counterparty_name, t.wire_id, t.on_us_id,
        t.trace_number, t.reference, t.time_booked, t.booked_on, t.time_settled, t.status,
        u.report_file_id, t.locator, t.extra
      from ledger.transaction t
      join ledger.current_unit u using (version_id)
      where u.report_type = %L $sql$, listing.view_name, listing.report_type);
  end loop;
end
$$;

-- A cross-check that cannot be had leaves nothing missing in the books.
create or replace view books.rpt_completeness as
select
  entity_id, report_type, pocket_id, date_trunc('month', business_date)::date as month,
  count(*)::int as owed,
  count(*) filter (where state in ('loaded', 'empty'))::int as landed,
  count(*) filter (where state = 'empty')::int as empty,
  count(*) filter (where state not in ('loaded', 'empty'))::int as missing,
  min(business_date) filter (where state not in ('loaded', 'empty')) as first_missing_on
from books.fct_unit
where report_type not in ('TRADE_LIST_CSV', 'TRANSACTION_LIST_CSV')
group by entity_id, report_type, pocket_id, date_trunc('month', business_date);

grant select, insert on ledger.listed_trade, ledger.transaction to pocketbook_writer;
grant select on books.fct_listed_trade, books.fct_listed_trade_csv, books.fct_transaction, books.fct_transaction_csv
  to pocketbook_reader, pocketbook_clerk, pocketbook_writer;

comment on table ledger.transaction is
  'Transactions as the transaction listing tells them: a second source beside the bank statement. One row a transaction and pocket, in versions';
comment on view books.fct_listed_trade is
  'Trades of the trade listing, maturities included, cut by the day on which they settle: compared with the trade report by the rule trade_listing';
comment on view books.fct_listed_trade_csv is
  'The same trades as Jiko''s trades.csv tells them, cut by trade date: compared with the listing by the rule listing_csv';
comment on view books.fct_transaction is
  'Transactions of the transaction listing, sweeps not among them: compared with the bank statement by the rule transaction_listing';
comment on view books.fct_transaction_csv is
  'The same transactions as Jiko''s transactions.csv tells them: compared with the listing by the rule listing_csv';

select ledger.comment_column('{transaction, fct_listed_trade, fct_listed_trade_csv, fct_transaction, fct_transaction_csv}', word.column_name, word.meaning)
from (values
  ('version_id', 'The version of the unit that the row belongs to'),
  ('ordinal', 'Number of the row within its version, from 1, in the order of the file'),
  ('entity_id', 'The Jiko customer (a legal entity) whose books these are; main is the default one'),
  ('pocket_id', 'The pocket, by the id that Jiko gave it'),
  ('business_date', 'The unit: of the trade listing the day on which it settles, of trades.csv the trade date, of transactions the day on which it was booked; a day without business counts to the next business day'),
  ('trade_id', 'The id that the listing gives to the trade'),
  ('side', 'BUY, SELL or MATURITY'),
  ('cusip', 'CUSIP of the Treasury bill: nine characters, the last one a check digit'),
  ('trade_date', 'The day in New York on which it was traded'),
  ('settlement_date', 'Day on which it settles; null if it is not told'),
  ('book_date', 'Day on which it is booked; null if it is not told'),
  ('quantity', 'Units of 100 of face; positive, side gives the direction'),
  ('face_amount', 'Face value in dollars: 100 for each unit'),
  ('price', 'Price in dollars per 100 of face'),
  ('maturity_date', 'Day on which the security pays its face and ends; null if it is not told'),
  ('activity_id', 'The id of the transaction as this pocket sees it'),
  ('transaction_id', 'The id of the transaction itself, which two pockets of a customer may share; null if it is not told'),
  ('type', 'ACH, WIRE, CARD, ON_US, FEE, CREDIT or GENERIC; another word as Jiko wrote it'),
  ('direction', 'DEBIT takes from the account, CREDIT adds to it'),
  ('currency', 'ISO 4217 code of the currency of the amount'),
  ('description', 'What Jiko says of it'),
  ('title', 'How Jiko heads it'),
  ('counterparty_name', 'Who paid or was paid; null if it is not told'),
  ('wire_id', 'The id of the wire; null for what is none'),
  ('on_us_id', 'The id of a transfer within Jiko; null for what is none'),
  ('trace_number', 'Trace number of an ACH transfer; null for what is none'),
  ('time_booked', 'When it was booked'),
  ('booked_on', 'The calendar day of time_booked in the zone of the business day'),
  ('time_settled', 'When it settled; null until it has'),
  ('status', 'BOOKED, SETTLED, or another word of Jiko''s'),
  ('report_file_id', 'The file that it came from'),
  ('locator', 'Where it stands in its file, such as page[1].items[3] or line 17'),
  ('extra', 'Fields of the file that mean nothing to us, as they came; null if there are none')
) as word (column_name, meaning);

select ledger.comment_column(word.relations::text[], word.column_name, word.meaning)
from (values
  ('{transaction, fct_transaction, fct_transaction_csv}', 'amount', 'Dollars, signed: what increases the account is positive'),
  ('{transaction, fct_transaction, fct_transaction_csv}', 'reference', 'The bank''s reference; null if there is none'),
  ('{fct_listed_trade, fct_listed_trade_csv}', 'amount', 'Cash in dollars; positive, side gives the direction'),
  ('{fct_listed_trade, fct_listed_trade_csv}', 'reference', 'Jiko''s reference of the trade; null if there is none')
) as word (relations, column_name, meaning);
