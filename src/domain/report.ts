import type { BusinessDate } from './business-date.ts';
import { ValueError } from './errors.ts';

/** What we ask Jiko for. The first five are reports; TRADE_LIST is the trade listing, the only source of maturities. */
export const REPORT_TYPES = [
  'BANK_STATEMENT_REPORT',
  'BROKERAGE_STATEMENT_REPORT',
  'TRADE_REPORT',
  'POSITION_SUMMARY_REPORT',
  'SECURITY_PRICE_REPORT',
  'TRADE_LIST',
] as const;

export type ReportType = (typeof REPORT_TYPES)[number];

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
