import type { BusinessDate } from '../domain/business-date.ts';
import type { DateRange } from '../domain/report.ts';
import type { DateFilter, RequestedReportType } from './wire.ts';

interface Asked {
  readonly reportType: RequestedReportType;
  /** The output format in the wire's own word, such as `CAMT053`. */
  readonly format: string;
  /** null asks for all pockets. */
  readonly pocketIds: readonly string[] | null;
  /** Which day of a trade the range speaks of; left out, the server's default: the trade date. */
  readonly dateFilter?: DateFilter;
}

/** One report to ask for: of one day, or of a range that includes both ends. */
export type ReportAsk = Asked & ({ readonly date: BusinessDate } | { readonly range: DateRange });

export function askedRange(ask: ReportAsk): DateRange {
  return 'range' in ask ? ask.range : { from: ask.date, to: ask.date };
}

/** How an ask is named in messages: `TRADE_REPORT 2026-10-01..2026-10-31`. */
export function nameAsk(ask: ReportAsk): string {
  const { from, to } = askedRange(ask);
  return `${ask.reportType} ${from === to ? from : `${from}..${to}`}`;
}
