import type { BusinessDate } from './business-date.ts';
import { ValueError } from './errors.ts';

/**
 * What we ask Jiko for. The first five are reports. The others are listings, read page by page: TRADE_LIST, the only source of
 * maturities and the second one of trades, and TRANSACTION_LIST, the second one of bank statements. Those that end in _CSV are
 * the same listings as Jiko writes them a second time, and are only compared.
 */
export const REPORT_TYPES = [
  'BANK_STATEMENT_REPORT',
  'BROKERAGE_STATEMENT_REPORT',
  'TRADE_REPORT',
  'POSITION_SUMMARY_REPORT',
  'SECURITY_PRICE_REPORT',
  'TRADE_LIST',
  'TRANSACTION_LIST',
  'TRADE_LIST_CSV',
  'TRANSACTION_LIST_CSV',
] as const;

export type ReportType = (typeof REPORT_TYPES)[number];

export type ListingType = Extract<
  ReportType,
  'TRADE_LIST' | 'TRANSACTION_LIST' | 'TRADE_LIST_CSV' | 'TRANSACTION_LIST_CSV'
>;

/** What can be asked for as a report. */
export type RequestedReportType = Exclude<ReportType, ListingType>;

/** Is it read page by page, and there at once? */
export function isListing(type: ReportType): type is ListingType {
  return (LISTINGS as readonly ReportType[]).includes(type);
}

/** Is it a listing itself, and not its CSV? */
export function isFirstListing(type: ReportType): boolean {
  return FIRST_LISTINGS.some((first) => first === type);
}

export const FIRST_LISTINGS = ['TRADE_LIST', 'TRANSACTION_LIST'] as const;

const LISTINGS = [
  'TRADE_LIST',
  'TRANSACTION_LIST',
  'TRADE_LIST_CSV',
  'TRANSACTION_LIST_CSV',
] as const satisfies readonly ListingType[];

/** Does it tell nothing that another listing does not tell? The books do without it. */
export function isComparedOnly(type: ReportType): boolean {
  return type === 'TRADE_LIST_CSV' || type === 'TRANSACTION_LIST_CSV';
}

export function parseReportType(text: string): ReportType {
  const found = REPORT_TYPES.find((type) => type === text);
  if (found === undefined) throw new ValueError(`one of ${REPORT_TYPES.join(', ')}`, text);
  return found;
}

/** Both ends are included. */
export interface DateRange {
  readonly from: BusinessDate;
  readonly to: BusinessDate;
}

/** The side of a pocket that a statement speaks of. */
export type Account = 'BANK' | 'BROKERAGE';
