import type { TradeRow } from '../../domain/ledger-row.ts';
import type { Bytes, Problem } from '../../domain/reading.ts';
import { readTradeListCsv } from '../csv/read-trade-list-csv.ts';
import type { FileReading } from '../file-reading.ts';
import { peek } from '../peek.ts';
import type { Profile } from '../profile.ts';
import { readTradeList } from './read-trade-list.ts';

const LOOKED_AT_BYTES = 64;

/** A trade listing, which is JSON as the API pages it or the CSV of `trades.csv`: what the file begins with tells. */
export function readTradeListing(
  bytes: Bytes,
  fileName: string,
  profile: Profile,
): FileReading<TradeRow> {
  const problems: Problem[] = [];
  let reading: FileReading<TradeRow> | null = null;

  async function* rows(): AsyncGenerator<readonly TradeRow[]> {
    const { head, all } = await peek(bytes, LOOKED_AT_BYTES);
    const read = looksLikeJson(head) ? readTradeList : readTradeListCsv;
    reading = read(all, fileName, profile);
    yield* reading.rows;
    problems.push(...reading.problems);
  }

  return { rows: rows(), problems, ignored: () => reading?.ignored() ?? 0 };
}

/** No header of a CSV file begins with a bracket. */
export function looksLikeJson(head: Uint8Array): boolean {
  return /^\s*[[{]/.test(new TextDecoder().decode(head));
}
