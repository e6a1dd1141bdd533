import { randomUUID } from 'node:crypto';
import type { IsoDate } from '../model/dates.ts';
import { createRandom } from '../model/random.ts';
import type { Profile } from '../profile.ts';
import type { Source } from '../source.ts';
import type { Ledger } from './ledger.ts';
import type { ReportOrder } from './parse-create.ts';
import {
  isWindowed,
  type Report,
  type ReportRequest,
  type RequestState,
} from './report-request.ts';

export interface ReportDeskOptions {
  readonly profile: Profile;
  readonly source: Source;
  readonly ledger: Ledger;
  readonly seed: number;
  /** The last day there is anything to report on. */
  readonly lastDate: IsoDate;
  /** Milliseconds until a report is ready: from, to. */
  readonly readyAfterMs: readonly [number, number];
  readonly now: () => Date;
}

/** Takes orders and tells how far they are. Nothing runs in the background: a state is a matter of the time of day. */
export interface ReportDesk {
  order(order: ReportOrder): ReportRequest;
  stateOf(request: ReportRequest): RequestState;
  /** The request as the API shows it. */
  show(request: ReportRequest): Record<string, unknown>;
  showReport(request: ReportRequest, report: Report): Record<string, unknown>;
}

const LATE_MS = 24 * 60 * 60 * 1000;

export function createReportDesk(options: ReportDeskOptions): ReportDesk {
  const { profile, ledger, now } = options;
  const stateOf = (request: ReportRequest): RequestState => requestState(options, request);
  return {
    stateOf,
    order(order) {
      const sequence = ledger.requests.length + 1;
      const random = createRandom(options.seed, 'delay', sequence);
      const request: ReportRequest = {
        ...order,
        // Not from the seed: two runs against one seed must not share the ids of what they created.
        id: randomUUID(),
        sequence,
        createdAt: now().toISOString(),
        delayMs: random.between(...options.readyAfterMs),
        reports: order.outputFormats.map((format) => ({
          id: randomUUID(),
          format,
          delivery: null,
        })),
      };
      ledger.add(request);
      return request;
    },
    show: (request) => showRequest(profile, request, stateOf(request)),
    showReport: (request, report) => showReport(profile, request, report),
  };
}

function requestState(options: ReportDeskOptions, request: ReportRequest): RequestState {
  const age = options.now().getTime() - Date.parse(request.createdAt);
  const fate = isEarly(options, request) ? 'failed' : fateOf(options, request);
  if (fate === 'late' && age < LATE_MS) return 'pending';
  if (age < request.delayMs / 2) return 'pending';
  if (age < request.delayMs) return 'processing';
  return fate === 'failed' ? 'failed' : 'completed';
}

/** There is no report on a day that has not ended; a window is filled as far as the days have come. */
function isEarly(options: ReportDeskOptions, request: ReportRequest): boolean {
  return !isWindowed(request.reportType) && request.dateFrom > options.lastDate;
}

function fateOf(options: ReportDeskOptions, request: ReportRequest): 'late' | 'failed' | undefined {
  const account = accountOf(request);
  const pocketId = request.pocketIds?.[0];
  if (!account || !pocketId) return undefined;
  return options.source.fate(pocketId, account, request.dateFrom);
}

function accountOf(request: ReportRequest): 'BANK' | 'BROKERAGE' | undefined {
  if (request.reportType === 'BANK_STATEMENT_REPORT') return 'BANK';
  return request.reportType === 'BROKERAGE_STATEMENT_REPORT' ? 'BROKERAGE' : undefined;
}

function showRequest(
  profile: Profile,
  request: ReportRequest,
  state: RequestState,
): Record<string, unknown> {
  const { fields } = profile.api.request;
  const reports = state === 'completed' ? request.reports : [];
  return {
    [fields.id]: request.id,
    [fields.report_type]: profile.reports[request.reportType].type,
    [profile.api.create.fields.output_formats]: request.outputFormats,
    [fields.pocket_ids]: request.pocketIds,
    ...showDates(profile, request),
    [fields.status]: statusWord(profile, state),
    [fields.reports]: reports.map((report) => ({
      [fields.report_id]: report.id,
      [fields.report_format]: report.format,
    })),
    [fields.error]: state === 'failed' ? 'The report could not be generated' : null,
    [fields.created_at]: request.createdAt,
    [profile.resources.ignored]: 'ReportRequest',
  };
}

function showDates(profile: Profile, request: ReportRequest): Record<string, string> {
  const { fields } = profile.api.request;
  if (!isWindowed(request.reportType)) return { [fields.date]: request.dateFrom };
  const range = { [fields.date_from]: request.dateFrom, [fields.date_to]: request.dateTo };
  if (request.reportType !== 'TRADE_REPORT') return range;
  const { fields: asked, date_filter: words } = profile.api.create;
  return { ...range, [asked.date_filter_type]: words[FILTERS[request.dateFilter]] };
}

const FILTERS = {
  tradeDate: 'trade_date',
  settlementDate: 'settlement_date',
  bookDate: 'book_date',
} as const;

function statusWord(profile: Profile, state: RequestState): string {
  const words = profile.api.request;
  switch (state) {
    case 'pending':
      return words.running[0] ?? '';
    case 'processing':
      return words.running.at(-1) ?? '';
    case 'completed':
      return words.ready;
    case 'failed':
      return words.failed;
    default:
      return state satisfies never;
  }
}

function showReport(
  profile: Profile,
  request: ReportRequest,
  report: Report,
): Record<string, unknown> {
  const { fields } = profile.api.request;
  return {
    [fields.report_id]: report.id,
    [fields.report_type]: profile.reports[request.reportType].type,
    [fields.report_format]: report.format,
    [fileNameWord(profile)]: fileName(request),
    [fields.created_at]: request.createdAt,
    [profile.resources.ignored]: 'Report',
  };
}

function fileNameWord(profile: Profile): string {
  const word = profile.resources.kinds['reports']?.fields['file_name'];
  if (typeof word !== 'string') throw new Error('the profile has no word for the name of a file');
  return word;
}

export function fileName(request: ReportRequest): string {
  const dates = isWindowed(request.reportType)
    ? `${request.dateFrom}_${request.dateTo}`
    : request.dateFrom;
  const extension = accountOf(request) ? 'xml' : 'csv';
  return `${request.reportType.toLowerCase()}_${dates}.${extension}`;
}
