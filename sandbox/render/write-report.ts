import type { Profile } from '../profile.ts';
import type { ReportRequest } from '../server/report-request.ts';
import type { Source } from '../source.ts';
import { writeCamt053 } from './camt053.ts';
import { writePositionSummary, writePriceReport, writeTradeReport } from './reports-csv.ts';

export interface WrittenReport {
  readonly content: string;
  readonly contentType: string;
}

export interface WriteContext {
  readonly profile: Profile;
  readonly source: Source;
  readonly allPocketIds: readonly string[];
  previousBusinessDate(date: string): string;
}

/** The bytes of one report. `delivery` matters to statements that are restated, and to nothing else. */
export async function writeReport(
  context: WriteContext,
  request: ReportRequest,
  { format, delivery }: { readonly format: string; readonly delivery: number },
): Promise<WrittenReport> {
  switch (request.reportType) {
    case 'BANK_STATEMENT_REPORT':
    case 'BROKERAGE_STATEMENT_REPORT':
      return {
        content: writeStatement(context, request, delivery),
        contentType: 'application/xml',
      };
    case 'TRADE_REPORT':
      return csv(await writeTrades(context, request, format));
    case 'POSITION_SUMMARY_REPORT':
      return csv(await writePositions(context, request, format));
    case 'SECURITY_PRICE_REPORT':
      return csv(
        await writePriceReport(
          context.profile,
          format,
          context.source.prices(request.dateFrom, request.dateTo),
        ),
      );
    default:
      return request.reportType satisfies never;
  }
}

function csv(content: string): WrittenReport {
  return { content, contentType: 'text/csv; charset=utf-8' };
}

function writeStatement(context: WriteContext, request: ReportRequest, delivery: number): string {
  const account = request.reportType === 'BANK_STATEMENT_REPORT' ? 'BANK' : 'BROKERAGE';
  const [pocketId = ''] = request.pocketIds ?? [];
  const view = context.source.statement(pocketId, account, request.dateFrom, delivery);
  return writeCamt053(context.profile, view, context.previousBusinessDate(request.dateFrom));
}

function writeTrades(
  context: WriteContext,
  request: ReportRequest,
  format: string,
): Promise<string> {
  const rows = context.source.trades({
    pocketIds: pocketsOf(context, request),
    by: request.dateFilter,
    from: request.dateFrom,
    to: request.dateTo,
  });
  return writeTradeReport(context.profile, format, rows);
}

function writePositions(
  context: WriteContext,
  request: ReportRequest,
  format: string,
): Promise<string> {
  const views = pocketsOf(context, request).map((pocketId) =>
    context.source.positions(pocketId, request.dateFrom),
  );
  return writePositionSummary(context.profile, format, views);
}

function pocketsOf(context: WriteContext, request: ReportRequest): readonly string[] {
  return request.pocketIds ?? context.allPocketIds;
}
