-- Statements tell more than balances and amounts: who paid whom, what an entry gathers, what the bank says of its own sums,
-- and what is not booked yet. All of it is kept, apart from the figures that are summed.

-- Amounts in the currency of the other side, which may have other than two decimals. ISO 20022 allows five, and banks write more
-- than that; a rate of zero stands where a bank had none to tell.
create domain ledger.foreign_amount as numeric
  constraint foreign_amount_is_exact check (value <> 'NaN' and scale(value) <= 18 and abs(value) < 1e18);
create domain ledger.exchange_rate as numeric
  constraint exchange_rate_is_exact check (value <> 'NaN' and scale(value) <= 18 and value >= 0 and value < 1e18);

alter table ledger.statement
  add column sequence_number text,
  add column summary_entries bigint,
  add column summary_net ledger.amount,
  add column summary_credit_entries bigint,
  add column summary_credits ledger.amount,
  add column summary_debit_entries bigint,
  add column summary_debits ledger.amount;

alter table ledger.cash_entry
  add column bank_code text,
  add column is_reversal boolean not null default false,
  add column batch_transactions bigint,
  add column charges ledger.amount,
  add column detail_amount ledger.amount,
  add column residual ledger.amount,
  add column details int not null default 0;

-- One row for each transaction that an entry gathers. Found by the entry's own key, so it needs no index but that.
create table ledger.cash_entry_detail (
  version_id bigint not null,
  entry_ordinal int not null,
  ordinal int not null,
  amount ledger.amount,
  instructed_amount ledger.foreign_amount,
  instructed_currency text,
  counter_amount ledger.foreign_amount,
  counter_currency text,
  exchange_rate ledger.exchange_rate,
  charges ledger.amount,
  end_to_end_id text,
  transaction_id text,
  instruction_id text,
  servicer_reference text,
  uetr text,
  mandate_id text,
  debtor_name text,
  debtor_account text,
  debtor_agent text,
  creditor_name text,
  creditor_account text,
  creditor_agent text,
  ultimate_debtor_name text,
  ultimate_creditor_name text,
  remittance text,
  creditor_reference text,
  purpose text,
  return_reason text,
  additional_information text,
  locator text not null,
  primary key (version_id, entry_ordinal, ordinal)
);

-- Pending and information entries: in no sum, and gone or booked on a later day.
create table ledger.unbooked_entry (
  version_id bigint not null,
  ordinal int not null,
  status text not null,
  booked_on date,
  value_on date,
  amount ledger.amount not null,
  currency text not null,
  category text not null,
  description text,
  reference text,
  end_to_end_id text,
  bank_code text,
  is_reversal boolean not null,
  locator text not null,
  primary key (version_id, ordinal),
  constraint unbooked_entry_status check (status <> 'BOOK')
);

-- Columns of a CSV file that mean nothing to us, as they came.
alter table ledger.trade add column extra jsonb;
alter table ledger.position add column extra jsonb;
alter table ledger.price_quote add column extra jsonb;

create trigger cash_entry_detail_append_only before update or delete or truncate on ledger.cash_entry_detail
  for each statement execute function ledger.refuse_change();
create trigger unbooked_entry_append_only before update or delete or truncate on ledger.unbooked_entry
  for each statement execute function ledger.refuse_change();

create or replace view books.fct_statement as
select
  u.entity_id, u.pocket_id,
  case u.report_type when 'BANK_STATEMENT_REPORT' then 'BANK' else 'BROKERAGE' end as account,
  u.business_date, s.opening_balance, s.closing_balance, s.currency, s.entries, u.provisional,
  s.statement_id, u.report_file_id, s.locator, s.sequence_number, s.summary_entries, s.summary_net,
  s.summary_credit_entries, s.summary_credits, s.summary_debit_entries, s.summary_debits
from ledger.statement s
join ledger.current_unit u using (version_id);

create or replace view books.fct_cash_entry as
select
  u.entity_id, u.pocket_id,
  case u.report_type when 'BANK_STATEMENT_REPORT' then 'BANK' else 'BROKERAGE' end as account,
  u.business_date, e.booked_on, e.value_on, e.amount, e.currency, e.category, e.description,
  e.reference, e.end_to_end_id, u.report_file_id, e.locator, e.bank_code, e.is_reversal,
  e.batch_transactions, e.charges, e.detail_amount, e.residual, e.details
from ledger.cash_entry e
join ledger.current_unit u using (version_id);

create view books.fct_cash_entry_detail as
select
  u.entity_id, u.pocket_id,
  case u.report_type when 'BANK_STATEMENT_REPORT' then 'BANK' else 'BROKERAGE' end as account,
  u.business_date, e.locator as entry_locator, d.amount, e.currency, d.instructed_amount,
  d.instructed_currency, d.counter_amount, d.counter_currency, d.exchange_rate, d.charges,
  d.end_to_end_id, d.transaction_id, d.instruction_id, d.servicer_reference, d.uetr, d.mandate_id,
  d.debtor_name, d.debtor_account, d.debtor_agent, d.creditor_name, d.creditor_account,
  d.creditor_agent, d.ultimate_debtor_name, d.ultimate_creditor_name, d.remittance,
  d.creditor_reference, d.purpose, d.return_reason, d.additional_information, u.report_file_id,
  d.locator
from ledger.cash_entry_detail d
join ledger.cash_entry e on e.version_id = d.version_id and e.ordinal = d.entry_ordinal
join ledger.current_unit u on u.version_id = d.version_id;

create view books.fct_unbooked_entry as
select
  u.entity_id, u.pocket_id,
  case u.report_type when 'BANK_STATEMENT_REPORT' then 'BANK' else 'BROKERAGE' end as account,
  u.business_date, e.status, e.booked_on, e.value_on, e.amount, e.currency, e.category,
  e.description, e.reference, e.end_to_end_id, e.bank_code, e.is_reversal, u.report_file_id, e.locator
from ledger.unbooked_entry e
join ledger.current_unit u using (version_id);

create or replace view books.fct_trade as
select
  u.entity_id, u.pocket_id, t.trade_id, t.reference, t.side, s.cusip, t.trade_date, t.settlement_date,
  t.book_date, t.quantity, t.face_amount, t.price, t.amount, c.transaction_code, c.custodian,
  c.custodian_account, u.report_file_id, t.locator, t.extra
from ledger.trade t
join ledger.current_unit u using (version_id)
join ledger.holding h using (holding_key)
join ledger.security s using (security_key)
join ledger.trade_context c using (context_key);

create or replace view books.fct_position_daily as
select
  u.entity_id, u.pocket_id, u.business_date, s.cusip, p.quantity, p.market_price, p.market_value,
  p.cost_value, u.report_file_id, p.locator, p.extra
from ledger.position p
join ledger.current_unit u using (version_id)
join ledger.holding h using (holding_key)
join ledger.security s using (security_key);

create or replace view books.fct_price_daily as
select
  u.entity_id, s.cusip, u.business_date, q.price, q.provider, u.report_file_id, q.locator, q.extra
from ledger.price_quote q
join ledger.current_unit u using (version_id)
join ledger.security s using (security_key);

grant select, insert on ledger.cash_entry_detail, ledger.unbooked_entry to pocketbook_writer;
grant select on books.fct_cash_entry_detail, books.fct_unbooked_entry
  to pocketbook_reader, pocketbook_clerk, pocketbook_writer;

comment on domain ledger.foreign_amount is
  'Money in a currency that is not the account''s. Exact decimal: up to eighteen places, never rounded on the way in, never NaN';
comment on domain ledger.exchange_rate is
  'Units of one currency for a unit of another, as the bank wrote it. Exact decimal, up to eighteen places';

comment on table ledger.cash_entry_detail is
  'The transactions that booked entries gather: a split of the entry, which is the booked truth';
comment on table ledger.unbooked_entry is
  'Pending and information entries of statements: kept apart from what is booked, and in no sum';
comment on view books.fct_cash_entry_detail is
  'The transactions that booked entries gather: who paid whom, with which references. They split an entry and never change it';
comment on view books.fct_unbooked_entry is
  'Pending and information entries of statements: not booked, and in no sum';

select ledger.comment_column(word.relations::text[], word.column_name, word.meaning)
from (values
  ('{statement,fct_statement}', 'sequence_number', 'The bank''s running number of the statements of this account; null if it tells none'),
  ('{statement,fct_statement}', 'summary_entries', 'How many entries the statement says it has; null if it does not say'),
  ('{statement,fct_statement}', 'summary_net', 'Credits less debits as the statement itself sums them, in dollars; null if it does not say'),
  ('{statement,fct_statement}', 'summary_credit_entries', 'How many credit entries the statement says it has; null if it does not say'),
  ('{statement,fct_statement}', 'summary_credits', 'Sum of the credit entries as the statement says, in dollars, positive; null if it does not say'),
  ('{statement,fct_statement}', 'summary_debit_entries', 'How many debit entries the statement says it has; null if it does not say'),
  ('{statement,fct_statement}', 'summary_debits', 'Sum of the debit entries as the statement says, in dollars, positive; null if it does not say'),
  ('{cash_entry,fct_cash_entry,unbooked_entry,fct_unbooked_entry}', 'bank_code',
    'The bank''s code of the transaction: its own, else ISO 20022 domain/family/subfamily; null if there is none'),
  ('{cash_entry,fct_cash_entry,unbooked_entry,fct_unbooked_entry}', 'is_reversal',
    'Does it undo an earlier entry? The sign of the amount is already that of the undoing'),
  ('{cash_entry,fct_cash_entry}', 'batch_transactions', 'How many transactions the bank says the entry gathers; null if it does not say'),
  ('{cash_entry,fct_cash_entry,cash_entry_detail,fct_cash_entry_detail}', 'charges',
    'Charges told, in dollars, signed as they moved the account: what was taken is negative; null if none are told'),
  ('{cash_entry,fct_cash_entry}', 'detail_amount',
    'Sum of the details in dollars, signed as the account sees it; null if there are none or one does not tell its amount'),
  ('{cash_entry,fct_cash_entry}', 'residual',
    'What neither details nor charges explain of the amount, in dollars; 0 when they tie, null if it cannot be told'),
  ('{cash_entry,fct_cash_entry}', 'details', 'How many details the entry has'),
  ('{cash_entry_detail}', 'entry_ordinal', 'The entry that it splits, by its ordinal in the same version'),
  ('{cash_entry_detail}', 'ordinal', 'Number of the detail within its entry, from 1, in the order of the file'),
  ('{fct_cash_entry_detail}', 'entry_locator', 'Where the entry that it splits stands in the file'),
  ('{cash_entry_detail,fct_cash_entry_detail}', 'amount', 'Dollars, signed as the account sees it; null if the file does not tell it in the currency of the account'),
  ('{cash_entry_detail,fct_cash_entry_detail}', 'instructed_amount', 'What was ordered, in the currency it was ordered in; positive'),
  ('{cash_entry_detail,fct_cash_entry_detail}', 'instructed_currency', 'ISO 4217 code of the currency it was ordered in'),
  ('{cash_entry_detail,fct_cash_entry_detail}', 'counter_amount', 'What the other side gave or got, in its currency; positive'),
  ('{cash_entry_detail,fct_cash_entry_detail}', 'counter_currency', 'ISO 4217 code of the other side''s currency'),
  ('{cash_entry_detail,fct_cash_entry_detail}', 'exchange_rate', 'The rate as the bank wrote it; null if none was needed or told'),
  ('{cash_entry_detail,fct_cash_entry_detail}', 'transaction_id', 'The transaction''s id in the interbank clearing'),
  ('{cash_entry_detail,fct_cash_entry_detail}', 'instruction_id', 'The id that the ordering party gave to its bank'),
  ('{cash_entry_detail,fct_cash_entry_detail}', 'servicer_reference', 'The bank''s own reference of the transaction'),
  ('{cash_entry_detail,fct_cash_entry_detail}', 'uetr', 'Unique end-to-end transaction reference (a UUID) of the payment'),
  ('{cash_entry_detail,fct_cash_entry_detail}', 'mandate_id', 'The direct debit mandate'),
  ('{cash_entry_detail,fct_cash_entry_detail}', 'debtor_name', 'Who paid'),
  ('{cash_entry_detail,fct_cash_entry_detail}', 'debtor_account', 'The account that was paid from'),
  ('{cash_entry_detail,fct_cash_entry_detail}', 'debtor_agent', 'The bank of who paid: BIC, else its clearing number, else its name'),
  ('{cash_entry_detail,fct_cash_entry_detail}', 'creditor_name', 'Who was paid'),
  ('{cash_entry_detail,fct_cash_entry_detail}', 'creditor_account', 'The account that was paid to'),
  ('{cash_entry_detail,fct_cash_entry_detail}', 'creditor_agent', 'The bank of who was paid: BIC, else its clearing number, else its name'),
  ('{cash_entry_detail,fct_cash_entry_detail}', 'ultimate_debtor_name', 'On whose behalf it was paid'),
  ('{cash_entry_detail,fct_cash_entry_detail}', 'ultimate_creditor_name', 'For whom it was meant'),
  ('{cash_entry_detail,fct_cash_entry_detail}', 'remittance', 'What the payment says it is for, its lines joined by a blank'),
  ('{cash_entry_detail,fct_cash_entry_detail}', 'creditor_reference', 'The creditor''s structured reference'),
  ('{cash_entry_detail,fct_cash_entry_detail}', 'purpose', 'Purpose code, else the bank''s own word for it'),
  ('{cash_entry_detail,fct_cash_entry_detail}', 'return_reason', 'Why it was returned: reason code, else the bank''s own word'),
  ('{cash_entry_detail,fct_cash_entry_detail}', 'additional_information', 'What else the bank says of the transaction'),
  ('{cash_entry_detail,fct_cash_entry_detail,unbooked_entry,fct_unbooked_entry}', 'end_to_end_id', 'The id that goes with a payment from end to end; null if there is none'),
  ('{unbooked_entry,fct_unbooked_entry}', 'status', 'PDNG pending, INFO for information, FUTR in the future, or the bank''s own word'),
  ('{unbooked_entry,fct_unbooked_entry}', 'amount', 'Dollars, signed as the account would see it'),
  ('{unbooked_entry,fct_unbooked_entry}', 'category', 'What kind of entry it is, by the profile''s codes and words'),
  ('{unbooked_entry,fct_unbooked_entry}', 'booked_on', 'Day on which it is to be booked; null if the file does not tell'),
  ('{unbooked_entry,fct_unbooked_entry}', 'value_on', 'Day from which it is to count for interest; null if the file does not tell'),
  ('{unbooked_entry,fct_unbooked_entry}', 'description', 'What the bank says of it'),
  ('{unbooked_entry,fct_unbooked_entry}', 'reference', 'The bank''s reference of the entry; null if there is none'),
  ('{unbooked_entry,fct_unbooked_entry,fct_cash_entry_detail}', 'entity_id', 'The Jiko customer (a legal entity) whose books these are; main is the default one'),
  ('{fct_unbooked_entry,fct_cash_entry_detail}', 'pocket_id', 'The pocket, by the id that Jiko gave it'),
  ('{fct_unbooked_entry,fct_cash_entry_detail}', 'account', 'The account of the pocket: BANK or BROKERAGE'),
  ('{fct_unbooked_entry,fct_cash_entry_detail}', 'business_date', 'The day that it speaks of, on the US government securities calendar; never the day of the run'),
  ('{fct_unbooked_entry,fct_cash_entry_detail}', 'report_file_id', 'The file that it came from'),
  ('{unbooked_entry,fct_unbooked_entry,fct_cash_entry_detail}', 'currency', 'ISO 4217 code of the currency of the amounts'),
  ('{unbooked_entry,cash_entry_detail}', 'version_id', 'The version of the unit that the row belongs to'),
  ('{unbooked_entry}', 'ordinal', 'Number of the row within its version, from 1, in the order of the file'),
  ('{unbooked_entry,cash_entry_detail,fct_unbooked_entry,fct_cash_entry_detail}', 'locator', 'Where it stands in its file, such as line 17 or Stmt[1]/Ntry[4]'),
  ('{trade,position,price_quote,fct_trade,fct_position_daily,fct_price_daily}', 'extra', 'Columns of the file that mean nothing to us, as they came; null if there are none')
) as word (relations, column_name, meaning);
