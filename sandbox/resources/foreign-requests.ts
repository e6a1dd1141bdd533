import type { IsoDate } from '../model/dates.ts';
import { createRandom } from '../model/random.ts';
import type { World } from '../model/world.ts';
import type { Profile, ReportType } from '../profile.ts';
import { isWindowed, type ReportRequest } from '../server/report-request.ts';

interface Wish {
  readonly reportType: ReportType;
  readonly pocketIds: readonly string[] | null;
  readonly dateFrom: IsoDate;
  readonly dateTo: IsoDate;
}

/** What somebody else of the same customer asked for on the last day, before any of ours. */
export function foreignRequestsOf(world: World, profile: Profile, count: number): ReportRequest[] {
  const wishes = Array.from({ length: count }, () => wishesOf(world)).flat();
  return wishes.slice(0, count).map((wish, index): ReportRequest => {
    const random = createRandom(world.options.seed, 'foreign request', index);
    const { format } = profile.reports[wish.reportType];
    return {
      ...wish,
      id: random.uuid(),
      sequence: index + 1,
      outputFormats: [format],
      dateFilter: 'settlementDate',
      createdAt: `${world.options.to}T1${index % 10}:30:00.000Z`,
      delayMs: 0,
      reports: [{ id: random.uuid(), format, delivery: null }],
    };
  });
}

function wishesOf({ timeline, pockets }: World): Wish[] {
  const [first, last] = [timeline.dateOf(timeline.first), timeline.dateOf(timeline.last)];
  const pocketIds = pockets.slice(0, 1).map(({ plan }) => plan.id);
  return [
    { reportType: 'BANK_STATEMENT_REPORT', pocketIds, dateFrom: last, dateTo: last },
    { reportType: 'POSITION_SUMMARY_REPORT', pocketIds: null, dateFrom: last, dateTo: last },
    { reportType: 'SECURITY_PRICE_REPORT', pocketIds: null, dateFrom: first, dateTo: last },
    { reportType: 'TRADE_REPORT', pocketIds: null, dateFrom: first, dateTo: last },
  ];
}

/** As a test compares them, by our names. */
export function truthOfForeign(
  profile: Profile,
  requests: readonly ReportRequest[],
  fileName: (request: ReportRequest) => string,
): Record<string, Record<string, unknown>[]> {
  return {
    report_requests: requests.map((request) => ({
      request_id: request.id,
      report_type: profile.reports[request.reportType].type,
      output_formats: request.outputFormats,
      pocket_ids: request.pocketIds,
      as_of: isWindowed(request.reportType) ? null : request.dateFrom,
      from_date: isWindowed(request.reportType) ? request.dateFrom : null,
      to_date: isWindowed(request.reportType) ? request.dateTo : null,
      date_filter:
        request.reportType === 'TRADE_REPORT'
          ? profile.api.create.date_filter.settlement_date
          : null,
      status: profile.api.request.ready,
      reports: request.reports.map(({ id, format }) => ({ format, report_id: id })),
      created_at: request.createdAt.replace('Z', '000Z'),
    })),
    reports: requests.flatMap((request) =>
      request.reports.map(({ id, format }) => ({
        report_id: id,
        report_type: profile.reports[request.reportType].type,
        format,
        file_name: fileName(request),
        created_at: request.createdAt.replace('Z', '000Z'),
      })),
    ),
  };
}
