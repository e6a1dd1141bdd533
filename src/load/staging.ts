import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

/**
 * The staging tables: temporary, so without WAL, kept by the connection and emptied at each commit. Rows carry numbers
 * that count within the file (`unit_no`, `holding_no`, ...) instead of the ledger's keys, which are looked up once a file.
 */
const TABLES = {
  stage_unit: `
    unit_no int, pocket_id text, business_date date, content_hash text, row_count int, provisional boolean`,
  stage_security: 'security_no int, cusip text, cusip_check_ok boolean',
  stage_holding: 'holding_no int, pocket_id text, security_no int',
  stage_context: `
    context_no int, security_no int, issuer text, issue_date date, maturity_date date,
    transaction_code text, custodian text, custodian_account text`,
  stage_doubled: 'unit_no int, ordinal int, first_ordinal int',
  stage_statement: `
    unit_no int, ordinal int, statement_id text, opening_balance ledger.amount,
    closing_balance ledger.amount, currency text, entries int, locator text`,
  stage_cash_entry: `
    unit_no int, ordinal int, booked_on date, value_on date, amount ledger.amount, currency text,
    category text, description text, reference text, end_to_end_id text, locator text`,
  stage_trade: `
    unit_no int, ordinal int, holding_no int, context_no int, side text, trade_date date,
    settlement_date date, book_date date, quantity bigint, price ledger.price, amount ledger.amount,
    trade_id text, reference text, locator text`,
  stage_position: `
    unit_no int, ordinal int, holding_no int, quantity bigint, market_price ledger.price,
    market_value ledger.amount, cost_value ledger.amount, locator text`,
  stage_cash_position: 'unit_no int, ordinal int, amount ledger.amount, locator text',
  stage_price_quote: `
    unit_no int, ordinal int, security_no int, price ledger.price, provider text, locator text`,
  stage_version: 'unit_no int, version_id bigint',
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

/** Sends COPY text into a staging table. An error of `texts` ends the COPY and is thrown as it came. */
export async function copyInto(
  client: PoolClient,
  table: StagingTable,
  texts: AsyncIterable<string> | Iterable<string>,
): Promise<void> {
  const copy = client.query(copyFrom(`copy pg_temp.${table} from stdin`));
  await pipeline(Readable.from(inChunks(texts), { objectMode: false }), copy);
}

const CHUNK_LENGTH = 1 << 16;

/** A write costs about as much as encoding a hundred rows, so small texts are put together. */
async function* inChunks(texts: AsyncIterable<string> | Iterable<string>): AsyncGenerator<Buffer> {
  let chunk = '';
  for await (const text of texts) {
    chunk += text;
    if (chunk.length < CHUNK_LENGTH) continue;
    yield Buffer.from(chunk);
    chunk = '';
  }
  if (chunk !== '') yield Buffer.from(chunk);
}
