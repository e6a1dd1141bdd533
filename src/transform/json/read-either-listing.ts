import type { TradeRow, TransactionRow } from '../../domain/ledger-row.ts';
import type { Bytes, Problem } from '../../domain/reading.ts';
import { readTradeListCsv } from '../csv/read-trade-list-csv.ts';
import { readTransactionCsv } from '../csv/read-transaction-csv.ts';
import type { FileReading } from '../file-reading.ts';
import { peek } from '../peek.ts';
import type { Profile } from '../profile.ts';
import { readTradeList } from './read-trade-list.ts';
import { readTransactionList } from './read-transaction-list.ts';

const LOOKED_AT_BYTES = 64;

/** A trade listing, which is JSON as the API pages it or the CSV of `trades.csv`: what the file begins with tells. */
export function readTradeListing(
  bytes: Bytes,
  fileName: string,
  profile: Profile,
): FileReading<TradeRow> {
  return readEither(bytes, (isJson, all) =>
    (isJson ? readTradeList : readTradeListCsv)(all, fileName, profile),
  );
}

/** A transaction listing, which is JSON as the API pages it or the CSV of `transactions.csv`. */
export function readTransactionListing(
  bytes: Bytes,
  fileName: string,
  profile: Profile,
  timeZone?: string,
): FileReading<TransactionRow> {
  return readEither(bytes, (isJson, all) =>
    (isJson ? readTransactionList : readTransactionCsv)(all, fileName, profile, timeZone),
  );
}

function readEither<Row>(
  bytes: Bytes,
  read: (isJson: boolean, bytes: Bytes) => FileReading<Row>,
): FileReading<Row> {
  const problems: Problem[] = [];
  let reading: FileReading<Row> | null = null;

  async function* rows(): AsyncGenerator<readonly Row[]> {
    const { head, all } = await peek(bytes, LOOKED_AT_BYTES);
    reading = read(looksLikeJson(head), all);
    yield* reading.rows;
    problems.push(...reading.problems);
  }

  return { rows: rows(), problems, ignored: () => reading?.ignored() ?? 0 };
}

/** No header of a CSV file begins with a bracket. */
export function looksLikeJson(head: Uint8Array): boolean {
  return /^\s*[[{]/.test(new TextDecoder().decode(head));
}
