import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

/**
 * The staging tables: temporary, so without WAL, kept by the connection and emptied at each commit. Rows carry numbers
 * that count within their file (`unit_no`, `holding_no`, ...) instead of the ledger's keys, which are looked up once a file.
 * `file_no` tells the files of one transaction apart.
 */
const TABLES = {
  stage_file: `
    file_no int, report_file_id bigint, meaning text, unit_base int, holding_base int, context_base int`,
  stage_unit: `
    file_no int, unit_no int, pocket_id text, business_date date, content_hash text, row_count int,
    provisional boolean`,
  stage_security: 'file_no int, security_no int, cusip text, cusip_check_ok boolean',
  stage_holding: 'file_no int, holding_no int, pocket_id text, security_no int',
  stage_context: `
    file_no int, context_no int, security_no int, issuer text, issue_date date, maturity_date date,
    transaction_code text, custodian text, custodian_account text`,
  stage_doubled: 'file_no int, unit_no int, ordinal int, first_ordinal int',
  stage_statement: `
    file_no int, unit_no int, ordinal int, statement_id text, sequence_number text,
    opening_balance ledger.amount, closing_balance ledger.amount, currency text, entries int,
    summary_entries bigint, summary_net ledger.amount, summary_credit_entries bigint,
    summary_credits ledger.amount, summary_debit_entries bigint, summary_debits ledger.amount,
    locator text`,
  stage_cash_entry: `
    file_no int, unit_no int, ordinal int, booked_on date, value_on date, amount ledger.amount,
    currency text, category text, description text, reference text, end_to_end_id text,
    bank_code text, is_reversal boolean, batch_transactions bigint, charges ledger.amount,
    detail_amount ledger.amount, residual ledger.amount, details int, locator text`,
  stage_cash_entry_detail: `
    file_no int, unit_no int, entry_ordinal int, ordinal int, amount ledger.amount,
    instructed_amount ledger.foreign_amount, instructed_currency text,
    counter_amount ledger.foreign_amount, counter_currency text, exchange_rate ledger.exchange_rate,
    charges ledger.amount, end_to_end_id text, transaction_id text, instruction_id text,
    servicer_reference text, uetr text, mandate_id text, debtor_name text, debtor_account text,
    debtor_agent text, creditor_name text, creditor_account text, creditor_agent text,
    ultimate_debtor_name text, ultimate_creditor_name text, remittance text, creditor_reference text,
    purpose text, return_reason text, additional_information text, locator text`,
  stage_unbooked_entry: `
    file_no int, unit_no int, ordinal int, status text, booked_on date, value_on date,
    amount ledger.amount, currency text, category text, description text, reference text,
    end_to_end_id text, bank_code text, is_reversal boolean, locator text`,
  stage_trade: `
    file_no int, unit_no int, ordinal int, holding_no int, context_no int, side text, trade_date date,
    settlement_date date, book_date date, quantity bigint, price ledger.price, amount ledger.amount,
    trade_id text, reference text, locator text, extra jsonb`,
  stage_transaction: `
    file_no int, unit_no int, ordinal int, activity_id text, transaction_id text, type text,
    direction text, amount ledger.amount, currency text, description text, title text,
    counterparty_name text, wire_id text, on_us_id text, trace_number text, reference text,
    time_booked timestamptz, booked_on date, time_settled timestamptz, status text, locator text,
    extra jsonb`,
  stage_position: `
    file_no int, unit_no int, ordinal int, holding_no int, quantity bigint, market_price ledger.price,
    market_value ledger.amount, cost_value ledger.amount, locator text, extra jsonb`,
  stage_cash_position: 'file_no int, unit_no int, ordinal int, amount ledger.amount, locator text',
  stage_price_quote: `
    file_no int, unit_no int, ordinal int, security_no int, price ledger.price, provider text,
    locator text, extra jsonb`,
  stage_version: 'file_no int, unit_no int, version_id bigint',
} as const;

export type StagingTable = keyof typeof TABLES;

const CREATE_ALL = Object.entries(TABLES)
  .map(
    ([name, columns]) =>
      `create temporary table if not exists ${name} (${columns}) on commit delete rows`,
  )
  .join(';\n');

/** Must run inside the transaction that is going to use the tables: they may be new to this connection. */
export async function openStaging(client: PoolClient): Promise<void> {
  await client.query(`
    set local client_min_messages = warning;
    set local jit = off;
    ${CREATE_ALL}`);
}

/** Sends COPY text, which ends with a whole line, into a staging table. */
export async function copyInto(
  client: PoolClient,
  table: StagingTable,
  bytes: readonly Uint8Array[],
): Promise<void> {
  const copy = client.query(copyFrom(`copy pg_temp.${table} from stdin`));
  await pipeline(Readable.from(bytes, { objectMode: false }), copy);
}
