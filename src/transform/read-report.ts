import type { CashPositionRow, PositionRow, PriceRow, TradeRow } from '../domain/ledger-row.ts';
import type { Bytes } from '../domain/reading.ts';
import type { ReportType } from '../domain/report.ts';
import { type CashRow, readStatement } from './camt053/read-statement.ts';
import { readPositionCsv } from './csv/read-position-csv.ts';
import { readPriceCsv } from './csv/read-price-csv.ts';
import { readTradeCsv, type TradeReading } from './csv/read-trade-csv.ts';
import type { FileReading } from './file-reading.ts';
import { readTradeListing } from './json/read-trade-listing.ts';
import type { Profile } from './profile.ts';

/** A file being read, told apart by what its rows are. */
export type ReportReading =
  | { readonly kind: 'statement'; readonly reading: FileReading<CashRow> }
  | { readonly kind: 'trades'; readonly reading: TradeReading }
  | { readonly kind: 'trade-list'; readonly reading: FileReading<TradeRow> }
  | { readonly kind: 'positions'; readonly reading: FileReading<PositionRow | CashPositionRow> }
  | { readonly kind: 'prices'; readonly reading: FileReading<PriceRow> };

/**
 * Reads the file of a report with the reader that the profile names for it. Nothing is read before `rows` is consumed.
 * `fileName` is only for messages.
 */
export function readReport(
  reportType: ReportType,
  bytes: Bytes,
  fileName: string,
  profile: Profile,
): ReportReading {
  if (reportType === 'TRADE_LIST') {
    return { kind: 'trade-list', reading: readTradeListing(bytes, fileName, profile) };
  }
  const report = profile.reports[reportType];
  switch (report.reader) {
    case 'camt053': {
      const { account } = report;
      return { kind: 'statement', reading: readStatement(bytes, fileName, { profile, account }) };
    }
    case 'trade-csv':
      return { kind: 'trades', reading: readTradeCsv(bytes, fileName, profile) };
    case 'position-csv':
      return { kind: 'positions', reading: readPositionCsv(bytes, fileName, profile) };
    case 'price-csv':
      return { kind: 'prices', reading: readPriceCsv(bytes, fileName, profile) };
  }
}
