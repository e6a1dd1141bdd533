import type { IsoDate } from '../model/dates.ts';
import type { ReportType } from '../profile.ts';
import type { TradeDateKind } from '../source.ts';

/** One report of a request, in one format. */
export interface Report {
  readonly id: string;
  readonly format: string;
  /** Which delivery of its unit this report became when its file was first fetched; it stays that one. */
  delivery: number | null;
}

export interface ReportRequest {
  readonly id: string;
  readonly sequence: number;
  readonly reportType: ReportType;
  readonly outputFormats: readonly string[];
  /** null asks for all pockets. */
  readonly pocketIds: readonly string[] | null;
  /** A report of a single day has that day in both. */
  readonly dateFrom: IsoDate;
  readonly dateTo: IsoDate;
  readonly dateFilter: TradeDateKind;
  readonly createdAt: string;
  readonly delayMs: number;
  readonly reports: readonly Report[];
}

export type RequestState = 'pending' | 'processing' | 'completed' | 'failed';

/** Windows are asked for by range, everything else by a single day. */
export function isWindowed(reportType: ReportType): boolean {
  return reportType === 'TRADE_REPORT' || reportType === 'SECURITY_PRICE_REPORT';
}

/** Under which restatements are counted. */
export function unitKey(request: ReportRequest): string {
  const pockets = request.pocketIds?.join(',') ?? '*';
  return `${request.reportType}/${pockets}/${request.dateFrom}/${request.dateTo}`;
}
