import type { Pool } from 'pg';

import type { Truth } from '../../../sandbox/start.ts';

/** The fact tables as sorted lines of text, figures without trailing zeros. */
export type FactRows = Readonly<Record<FactTable, readonly string[]>>;

const FACT_TABLES = [
  'fct_statement',
  'fct_cash_entry',
  'fct_trade',
  'fct_listed_trade',
  'fct_listed_trade_csv',
  'fct_transaction',
  'fct_transaction_csv',
  'fct_position_daily',
  'fct_cash_position_daily',
  'fct_price_daily',
  'dim_pocket',
] as const;

type FactTable = (typeof FACT_TABLES)[number];

type Fields = readonly (string | number | boolean | null)[];

/** What the warehouse must hold once it has asked for the whole range of the simulated treasury. */
export function rowsOfTruth(truth: Truth): FactRows {
  return {
    fct_statement: lines(truth.statements, (one) => [
      one.pocket_id,
      one.account,
      one.business_date,
      decimal(one.opening),
      decimal(one.closing),
      'USD',
      one.entries.length,
      false,
    ]),
    fct_cash_entry: truth.statements
      .flatMap((statement) => lines(statement.entries, (one) => entryFields(statement, one)))
      .sort(),
    fct_trade: lines(truth.trades.filter(isReported(truth)), (one) => [
      one.pocket_id,
      // The trade report tells a reference and no id; the listing, where maturities stand, tells both.
      one.activity === 'MATURITY' ? one.id : one.reference,
      one.reference,
      one.activity,
      one.cusip,
      one.trade_date,
      one.settlement_date,
      one.book_date,
      decimal(one.quantity),
      decimal(String(BigInt(one.quantity) * 100n)),
      decimal(one.price),
      decimal(one.cash),
    ]),
    fct_listed_trade: lines(truth.trades.filter(isWithin(truth, 'settlement_date')), listedFields),
    fct_listed_trade_csv: lines(truth.trades.filter(isWithin(truth, 'trade_date')), listedFields),
    fct_transaction: lines(truth.transactions, transactionFields),
    fct_transaction_csv: lines(truth.transactions, transactionFields),
    fct_position_daily: lines(truth.positions, (one) => [
      one.pocket_id,
      one.business_date,
      one.cusip,
      decimal(one.quantity),
      decimal(one.market_price),
      decimal(one.market_value),
      decimal(one.cost_value),
    ]),
    fct_cash_position_daily: lines(truth.cash, (one) => [
      one.pocket_id,
      one.business_date,
      decimal(one.amount),
    ]),
    fct_price_daily: lines(truth.prices, (one) => [
      one.cusip,
      one.business_date,
      decimal(one.price),
      'JIKO',
    ]),
    dim_pocket: lines(truth.pockets, (one) => [one.id, one.name]),
  };
}

function entryFields(
  { pocket_id, account, business_date }: Truth['statements'][number],
  one: Truth['statements'][number]['entries'][number],
): Fields {
  return [
    pocket_id,
    account,
    business_date,
    business_date,
    business_date,
    decimal(one.amount),
    'USD',
    one.category,
    one.text,
    one.reference,
    // What ISO 20022 says where there is none.
    one.end_to_end_id === 'NOTPROVIDED' ? null : one.end_to_end_id,
  ];
}

function listedFields(one: Truth['trades'][number]): Fields {
  return [
    one.pocket_id,
    one.id,
    one.reference,
    one.activity,
    one.cusip,
    one.trade_date,
    one.settlement_date,
    decimal(one.quantity),
    decimal(one.price),
    decimal(one.cash),
  ];
}

function transactionFields(one: Truth['transactions'][number]): Fields {
  return [
    one.pocket_id,
    one.business_date,
    one.id,
    one.transaction_id,
    one.type,
    decimal(one.amount),
    one.description,
  ];
}

function isWithin(
  { from, to }: Truth,
  by: 'trade_date' | 'settlement_date',
): (trade: Truth['trades'][number]) => boolean {
  return (trade) => from <= trade[by] && trade[by] <= to;
}

/** Buys and sells are reported by the day they were dealt, maturities by the day they pay. */
function isReported({ from, to }: Truth): (trade: Truth['trades'][number]) => boolean {
  return ({ activity, trade_date, settlement_date }) => {
    const reportedOn = activity === 'MATURITY' ? settlement_date : trade_date;
    return from <= reportedOn && reportedOn <= to;
  };
}

/** By table, the first rows that only one of the two has; empty where they are the same. */
export function differencesBetween(expected: FactRows, actual: FactRows): Record<string, unknown> {
  const differences: Record<string, unknown> = {};
  for (const table of FACT_TABLES) {
    const missing = without(expected[table], actual[table]);
    const extra = without(actual[table], expected[table]);
    if (missing.length + extra.length > 0) {
      differences[table] = { missing: missing.slice(0, 5), extra: extra.slice(0, 5) };
    }
  }
  return differences;
}

/** As bags: a row that one has twice and the other once is a difference. */
function without(rows: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const other of others) left.set(other, (left.get(other) ?? 0) + 1);
  return rows.filter((row) => {
    const count = left.get(row) ?? 0;
    left.set(row, count - 1);
    return count <= 0;
  });
}

const LISTED_TRADE = [
  'pocket_id',
  'trade_id',
  'reference',
  'side',
  'cusip',
  'trade_date',
  'settlement_date',
  'quantity',
  'price',
  'amount',
];
const TRANSACTION = [
  'pocket_id',
  'business_date',
  'activity_id',
  'transaction_id',
  'type',
  'amount',
  'description',
];

const COLUMNS: Record<FactTable, readonly string[]> = {
  fct_statement: [
    'pocket_id',
    'account',
    'business_date',
    'opening_balance',
    'closing_balance',
    'currency',
    'entries',
    'provisional',
  ],
  fct_cash_entry: [
    'pocket_id',
    'account',
    'business_date',
    'booked_on',
    'value_on',
    'amount',
    'currency',
    'category',
    'description',
    'reference',
    'end_to_end_id',
  ],
  fct_trade: [
    'pocket_id',
    'trade_id',
    'reference',
    'side',
    'cusip',
    'trade_date',
    'settlement_date',
    'book_date',
    'quantity',
    'face_amount',
    'price',
    'amount',
  ],
  fct_listed_trade: LISTED_TRADE,
  fct_listed_trade_csv: LISTED_TRADE,
  fct_transaction: TRANSACTION,
  fct_transaction_csv: TRANSACTION,
  fct_position_daily: [
    'pocket_id',
    'business_date',
    'cusip',
    'quantity',
    'market_price',
    'market_value',
    'cost_value',
  ],
  fct_cash_position_daily: ['pocket_id', 'business_date', 'amount'],
  fct_price_daily: ['cusip', 'business_date', 'price', 'provider'],
  dim_pocket: ['pocket_id', 'pocket_name'],
};

const FIGURES = new Set([
  'opening_balance',
  'closing_balance',
  'amount',
  'quantity',
  'face_amount',
  'price',
  'market_price',
  'market_value',
  'cost_value',
]);

/** What the warehouse holds. */
export async function rowsOfBooks(pool: Pool, entityId = 'main'): Promise<FactRows> {
  return {
    fct_statement: await readFacts(pool, entityId, 'fct_statement'),
    fct_cash_entry: await readFacts(pool, entityId, 'fct_cash_entry'),
    fct_trade: await readFacts(pool, entityId, 'fct_trade'),
    fct_listed_trade: await readFacts(pool, entityId, 'fct_listed_trade'),
    fct_listed_trade_csv: await readFacts(pool, entityId, 'fct_listed_trade_csv'),
    fct_transaction: await readFacts(pool, entityId, 'fct_transaction'),
    fct_transaction_csv: await readFacts(pool, entityId, 'fct_transaction_csv'),
    fct_position_daily: await readFacts(pool, entityId, 'fct_position_daily'),
    fct_cash_position_daily: await readFacts(pool, entityId, 'fct_cash_position_daily'),
    fct_price_daily: await readFacts(pool, entityId, 'fct_price_daily'),
    dim_pocket: await readFacts(pool, entityId, 'dim_pocket'),
  };
}

async function readFacts(pool: Pool, entityId: string, table: FactTable): Promise<string[]> {
  const { rows } = await pool.query<Record<string, unknown>>(
    `select ${COLUMNS[table].map(asText).join(', ')} from books.${table} where entity_id = $1`,
    [entityId],
  );
  return lines(rows, (row) =>
    COLUMNS[table].map((column) => {
      const value = row[column];
      if (value === null) return null;
      return FIGURES.has(column) ? decimal(String(value)) : String(value);
    }),
  );
}

/** As the server writes it: no figure passes through a number of ours. */
function asText(column: string): string {
  return `${column}::text as ${column}`;
}

function lines<T>(items: readonly T[], fieldsOf: (item: T) => Fields): string[] {
  return items.map((item) => fieldsOf(item).map(String).join(' | ')).sort();
}

/** The shortest decimal text of the same value. */
export function decimal(text: string): string {
  if (!/^-?\d+(\.\d+)?$/.test(text)) throw new TypeError(`expected a decimal, got '${text}'`);
  const [whole = '', fraction = ''] = text.split('.');
  const kept = fraction.replace(/0+$/, '');
  const shortest = kept === '' ? whole : `${whole}.${kept}`;
  return /^-0*(\.0*)?$/.test(shortest) ? '0' : shortest;
}
