import type {
  CashPositionRow,
  PositionRow,
  PriceRow,
  TradeRow,
  TransactionRow,
} from '../domain/ledger-row.ts';
import type { Bytes } from '../domain/reading.ts';
import type { ReportType } from '../domain/report.ts';
import { type CashRow, readStatement } from './camt053/read-statement.ts';
import { readPositionCsv } from './csv/read-position-csv.ts';
import { readPriceCsv } from './csv/read-price-csv.ts';
import { readTradeCsv, type TradeReading } from './csv/read-trade-csv.ts';
import type { FileReading } from './file-reading.ts';
import { readTradeListing, readTransactionListing } from './json/read-either-listing.ts';
import type { Profile } from './profile.ts';

/** A file being read, told apart by what its rows are. */
export type ReportReading =
  | { readonly kind: 'statement'; readonly reading: FileReading<CashRow> }
  | { readonly kind: 'trades'; readonly reading: TradeReading }
  | { readonly kind: 'trade-list'; readonly reading: FileReading<TradeRow> }
  | { readonly kind: 'transactions'; readonly reading: FileReading<TransactionRow> }
  | { readonly kind: 'positions'; readonly reading: FileReading<PositionRow | CashPositionRow> }
  | { readonly kind: 'prices'; readonly reading: FileReading<PriceRow> };

/**
 * Reads the file of a report with the reader that the profile names for it. Nothing is read before `rows` is consumed.
 * `fileName` is only for messages; `timeZone` is that of the business day, where a row tells an instant.
 */
export function readReport(
  reportType: ReportType,
  bytes: Bytes,
  fileName: string,
  profile: Profile,
  timeZone?: string,
): ReportReading {
  switch (reportType) {
    case 'TRADE_LIST':
    case 'TRADE_LIST_CSV':
      return { kind: 'trade-list', reading: readTradeListing(bytes, fileName, profile) };
    case 'TRANSACTION_LIST':
    case 'TRANSACTION_LIST_CSV': {
      const reading = readTransactionListing(bytes, fileName, profile, timeZone);
      return { kind: 'transactions', reading };
    }
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
