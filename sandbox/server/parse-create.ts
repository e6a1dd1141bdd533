import { z } from 'zod';
import { dayNumber, type IsoDate, isIsoDate } from '../model/dates.ts';
import { formatsOf, type Profile, REPORT_TYPES, type ReportType } from '../profile.ts';
import type { TradeDateKind } from '../source.ts';
import { unprocessable } from './problem.ts';
import { isWindowed, type ReportRequest } from './report-request.ts';

/** What a client asks for, in our own words. */
export type ReportOrder = Pick<
  ReportRequest,
  'reportType' | 'outputFormats' | 'pocketIds' | 'dateFrom' | 'dateTo' | 'dateFilter'
>;

const formatsSchema = z.array(z.string()).min(1);
const pocketIdsSchema = z.array(z.string()).min(1);

/** Reads the body of a create call; throws the 422 that names the field. */
export function parseCreate(
  profile: Profile,
  body: unknown,
  pocketIds: readonly string[],
): ReportOrder {
  const fields = z.record(z.string(), z.unknown()).safeParse(body);
  if (!fields.success) throw unprocessable(['body'], 'Input should be a valid object', 'dict_type');
  const names = profile.api.create.fields;
  const value = (field: keyof typeof names): unknown => fields.data[names[field]];
  refuseUnknownFields(fields.data, Object.values(names));
  const reportType = parseType(profile, value('report_type'));
  return {
    reportType,
    outputFormats: parseFormats(profile, reportType, value('output_formats')),
    pocketIds: parsePockets(profile, reportType, value('pocket_ids'), pocketIds),
    ...parseDates(profile, reportType, value),
    dateFilter: parseDateFilter(profile, reportType, value('date_filter_type')),
  };
}

/** A misspelt field would otherwise quietly ask for something else. */
function refuseUnknownFields(body: Record<string, unknown>, known: readonly string[]): void {
  const unknown = Object.keys(body).find((field) => !known.includes(field));
  if (unknown)
    throw unprocessable(['body', unknown], 'Extra inputs are not permitted', 'extra_forbidden');
}

function parseType(profile: Profile, given: unknown): ReportType {
  const reportType = REPORT_TYPES.find((candidate) => profile.reports[candidate].type === given);
  if (reportType) return reportType;
  const known = REPORT_TYPES.map((candidate) => profile.reports[candidate].type).join(', ');
  throw refused(profile, 'report_type', `Input should be one of ${known}`, 'enum');
}

function parseFormats(profile: Profile, reportType: ReportType, given: unknown): string[] {
  const formats = formatsSchema.safeParse(given);
  const known = formatsOf(profile, reportType);
  if (formats.success && formats.data.every((format) => known.includes(format))) {
    return [...new Set(formats.data)];
  }
  throw refused(profile, 'output_formats', `Input should be a list of ${known.join(', ')}`, 'enum');
}

function parsePockets(
  profile: Profile,
  reportType: ReportType,
  given: unknown,
  known: readonly string[],
): readonly string[] | null {
  const isStatement =
    reportType === 'BANK_STATEMENT_REPORT' || reportType === 'BROKERAGE_STATEMENT_REPORT';
  if ((given === undefined || given === null) && !isStatement) return null;
  const pocketIds = pocketIdsSchema.safeParse(given);
  if (!pocketIds.success)
    throw refused(profile, 'pocket_ids', 'Input should be a list of pocket ids');
  const unknown = pocketIds.data.find((pocketId) => !known.includes(pocketId));
  if (unknown) throw refused(profile, 'pocket_ids', `No such pocket: ${unknown}`);
  if (isStatement && pocketIds.data.length !== 1) {
    throw refused(profile, 'pocket_ids', 'A statement is of exactly one pocket');
  }
  return [...new Set(pocketIds.data)];
}

type FieldName = keyof Profile['api']['create']['fields'];

function parseDates(
  profile: Profile,
  reportType: ReportType,
  value: (field: FieldName) => unknown,
): { dateFrom: IsoDate; dateTo: IsoDate } {
  const date = (field: FieldName): IsoDate => parseDate(profile, field, value(field));
  const none = (field: FieldName): void => {
    if (value(field) === undefined || value(field) === null) return;
    throw refused(profile, field, 'Not taken by this report', 'extra_forbidden');
  };
  if (!isWindowed(reportType)) {
    none('date_from');
    none('date_to');
    return { dateFrom: date('date'), dateTo: date('date') };
  }
  none('date');
  const [dateFrom, dateTo] = [date('date_from'), date('date_to')];
  checkWindow(profile, dateFrom, dateTo);
  return { dateFrom, dateTo };
}

function checkWindow(profile: Profile, dateFrom: IsoDate, dateTo: IsoDate): void {
  const most = profile.api.create.window_days_max;
  const days = dayNumber(dateTo) - dayNumber(dateFrom) + 1;
  if (days < 1) throw refused(profile, 'date_to', 'The range ends before it begins');
  if (days > most)
    throw refused(profile, 'date_to', `The range holds ${days} days, at most ${most} may be`);
}

function parseDate(profile: Profile, field: FieldName, given: unknown): IsoDate {
  if (typeof given === 'string' && isIsoDate(given)) return given;
  throw refused(
    profile,
    field,
    'Input should be a valid date in the format YYYY-MM-DD',
    'date_parsing',
  );
}

function parseDateFilter(profile: Profile, reportType: ReportType, given: unknown): TradeDateKind {
  if (given === undefined || given === null) return 'tradeDate';
  const words = profile.api.create.date_filter;
  if (reportType === 'TRADE_REPORT') {
    if (given === words.trade_date) return 'tradeDate';
    if (given === words.settlement_date) return 'settlementDate';
    if (given === words.book_date) return 'bookDate';
  }
  throw refused(
    profile,
    'date_filter_type',
    `Input should be one of ${Object.values(words).join(', ')}`,
    'enum',
  );
}

function refused(profile: Profile, field: FieldName, message: string, type?: string): Error {
  return unprocessable(['body', profile.api.create.fields[field]], message, type);
}
