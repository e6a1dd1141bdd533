import type { BusinessDate } from '../domain/business-date.ts';
import { type Decimal, fromScaled, toScaled } from '../domain/decimal.ts';
import { ParseError } from '../domain/errors.ts';
import type { TradeRow } from '../domain/ledger-row.ts';
import type { Bytes, Problem, Reading } from '../domain/reading.ts';
import { inspectCamt053, type StatementFigures } from './camt053/inspect-camt053.ts';
import { binaryFormat } from './camt053/other-format.ts';
import type { AmountDecision } from './csv/amount-decision.ts';
import { readPositionCsv } from './csv/read-position-csv.ts';
import { readPriceCsv } from './csv/read-price-csv.ts';
import { readTradeCsv } from './csv/read-trade-csv.ts';
import { readTradeListing, readTransactionListing } from './json/read-either-listing.ts';
import { peek } from './peek.ts';
import type { Profile } from './profile.ts';
import { type FileKind, RECOGNISE_BYTES, recognise } from './recognise.ts';

/** What one file holds. Amounts are exact decimal text. */
export interface FileInspection {
  readonly path: string;
  readonly kind: FileKind | 'unknown';
  readonly accepted: boolean;
  /** With line and column; null for a file that is accepted. */
  readonly error: string | null;
  /** Of a camt.053, as `001.08`. */
  readonly version: string | null;
  readonly statements: readonly StatementFigures[];
  /** Of a CSV file, without its header, or of a listing. */
  readonly rows: number | null;
  readonly figures: CsvFigures | null;
  readonly problems: readonly Problem[];
}

export interface CsvFigures {
  readonly pockets: number;
  readonly cusips: number;
  readonly first_date: BusinessDate | null;
  readonly last_date: BusinessDate | null;
  /** Buys and sells of trades, and what their amounts mean. */
  readonly buys?: Decimal;
  readonly sells?: Decimal;
  readonly maturities?: Decimal;
  /** Of transactions; debits are negative. */
  readonly credits?: Decimal;
  readonly debits?: Decimal;
  readonly amount_meaning?: AmountDecision;
  /** Of positions: the sum of market values, and of residual cash. */
  readonly market_value?: Decimal;
  readonly cash?: Decimal;
}

type Findings = Pick<FileInspection, 'kind'> & Partial<FileInspection>;

/**
 * Reads a file of any kind to its end and says what it holds. A file that is refused is a result, not an error. `asKind`
 * is for a file that cannot be recognised.
 */
export async function inspectFile(
  path: string,
  bytes: Bytes,
  profile: Profile,
  asKind?: FileKind,
): Promise<FileInspection> {
  const { head, all } = await peek(bytes, RECOGNISE_BYTES);
  const kind = asKind ?? recognise(head, profile);
  switch (kind) {
    case 'camt.053':
      return inspectStatements(path, all);
    case 'trade-csv':
      return refusable(path, kind, () => inspectTrades(path, all, profile));
    case 'position-csv':
      return refusable(path, kind, () => inspectPositions(path, all, profile));
    case 'price-csv':
      return refusable(path, kind, () => inspectPrices(path, all, profile));
    case 'trade-list-csv':
    case 'trade-list-json':
      return refusable(path, kind, () => inspectTradeList(path, all, profile, kind));
    case 'transaction-csv':
    case 'transaction-json':
      return refusable(path, kind, () => inspectTransactions(path, all, profile, kind));
    case null:
      return refused(path, { kind: 'unknown' }, unknownKind(path, head));
  }
}

async function inspectStatements(path: string, bytes: Bytes): Promise<FileInspection> {
  let found: Findings = { kind: 'unknown' };
  const onRecognised = (version: string | null) => {
    found = { kind: 'camt.053', version };
  };
  try {
    const { statements, problems } = await inspectCamt053(bytes, path, onRecognised);
    return accepted(path, { ...found, statements, problems });
  } catch (error) {
    if (error instanceof ParseError) return refused(path, found, error);
    throw error;
  }
}

async function inspectTrades(path: string, bytes: Bytes, profile: Profile): Promise<Findings> {
  const reading = readTradeCsv(bytes, path, profile);
  const { tally, cents } = await tallyTrades(reading);
  const figures = {
    ...tally.figures(),
    buys: fromScaled(cents.BUY, 2),
    sells: fromScaled(cents.SELL, 2),
    amount_meaning: reading.amountMeaning(),
  };
  return { kind: 'trade-csv', rows: tally.rows, figures, problems: reading.problems };
}

async function tallyTrades({ rows }: Reading<TradeRow>) {
  const tally = new CsvTally();
  const cents = { BUY: 0n, SELL: 0n, MATURITY: 0n };
  for await (const batch of rows) {
    for (const row of batch) {
      tally.add(row.pocketId, row.cusip, row.tradeDate);
      cents[row.side] += toScaled(row.amount, 2);
    }
  }
  return { tally, cents };
}

async function inspectPositions(path: string, bytes: Bytes, profile: Profile): Promise<Findings> {
  const reading = readPositionCsv(bytes, path, profile);
  const tally = new CsvTally();
  const cents = { position: 0n, cash: 0n };
  for await (const rows of reading.rows) {
    for (const row of rows) {
      const isCash = row.kind === 'cash';
      tally.add(row.pocketId, isCash ? null : row.cusip, null);
      cents[row.kind] += toScaled(isCash ? row.amount : row.marketValue, 2);
    }
  }
  const figures = {
    ...tally.figures(),
    market_value: fromScaled(cents.position, 2),
    cash: fromScaled(cents.cash, 2),
  };
  return { kind: 'position-csv', rows: tally.rows, figures, problems: reading.problems };
}

async function inspectPrices(path: string, bytes: Bytes, profile: Profile): Promise<Findings> {
  const reading = readPriceCsv(bytes, path, profile);
  const tally = new CsvTally();
  for await (const rows of reading.rows) {
    for (const row of rows) tally.add(null, row.cusip, row.businessDate);
  }
  const { rows } = tally;
  return { kind: 'price-csv', rows, figures: tally.figures(), problems: reading.problems };
}

async function inspectTradeList(
  path: string,
  bytes: Bytes,
  profile: Profile,
  kind: FileKind,
): Promise<Findings> {
  const reading = readTradeListing(bytes, path, profile);
  const { tally, cents } = await tallyTrades(reading);
  const figures = {
    ...tally.figures(),
    buys: fromScaled(cents.BUY, 2),
    sells: fromScaled(cents.SELL, 2),
    maturities: fromScaled(cents.MATURITY, 2),
  };
  return { kind, rows: tally.rows, figures, problems: reading.problems };
}

async function inspectTransactions(
  path: string,
  bytes: Bytes,
  profile: Profile,
  kind: FileKind,
): Promise<Findings> {
  const reading = readTransactionListing(bytes, path, profile);
  const tally = new CsvTally();
  const cents = { DEBIT: 0n, CREDIT: 0n };
  for await (const rows of reading.rows) {
    for (const row of rows) {
      tally.add(row.pocketId, null, row.bookedOn);
      cents[row.direction] += toScaled(row.amount, 2);
    }
  }
  const figures = {
    ...tally.figures(),
    credits: fromScaled(cents.CREDIT, 2),
    debits: fromScaled(cents.DEBIT, 2),
  };
  return { kind, rows: tally.rows, figures, problems: reading.problems };
}

class CsvTally {
  rows = 0;
  readonly #pockets = new Set<string>();
  readonly #cusips = new Set<string>();
  #first: BusinessDate | null = null;
  #last: BusinessDate | null = null;

  add(pocketId: string | null, cusip: string | null, date: BusinessDate | null): void {
    this.rows++;
    if (pocketId !== null) this.#pockets.add(pocketId);
    if (cusip !== null) this.#cusips.add(cusip);
    if (date === null) return;
    if (this.#first === null || date < this.#first) this.#first = date;
    if (this.#last === null || date > this.#last) this.#last = date;
  }

  figures(): CsvFigures {
    return {
      pockets: this.#pockets.size,
      cusips: this.#cusips.size,
      first_date: this.#first,
      last_date: this.#last,
    };
  }
}

async function refusable(
  path: string,
  kind: FileKind,
  inspect: () => Promise<Findings>,
): Promise<FileInspection> {
  try {
    return accepted(path, await inspect());
  } catch (error) {
    if (error instanceof ParseError) return refused(path, { kind }, error);
    throw error;
  }
}

function accepted(path: string, found: Findings): FileInspection {
  return { path, kind: found.kind, accepted: true, error: null, ...withDefaults(found) };
}

function refused(path: string, found: Findings, { message }: ParseError): FileInspection {
  return { path, kind: found.kind, accepted: false, error: message, ...withDefaults(found) };
}

function withDefaults({ version, statements, rows, figures, problems }: Findings) {
  return {
    version: version ?? null,
    statements: statements ?? [],
    rows: rows ?? null,
    figures: figures ?? null,
    problems: problems ?? [],
  };
}

function unknownKind(file: string, head: Uint8Array): ParseError {
  const what = head.length === 0 ? 'an empty file' : describeStart(head);
  const expected = 'a camt.053 statement or a CSV file of the profile';
  return new ParseError(
    { file, line: 1, column: 1, locator: '' },
    `expected ${expected}, got ${what}`,
  );
}

function describeStart(head: Uint8Array): string {
  const format = binaryFormat(head);
  if (format !== null) return format;
  const start = new TextDecoder().decode(head).trimStart();
  if (start.startsWith('{') || start.startsWith('[')) return 'JSON';
  const [firstLine = ''] = start.split(/[\r\n]/, 1);
  return `a file that begins with '${firstLine.slice(0, 60)}'`;
}
