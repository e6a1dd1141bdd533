import { type BusinessDate, daysBetween } from '../domain/business-date.ts';
import { type DateRange, isListing, REPORT_TYPES, type ReportType } from '../domain/report.ts';

/** A unit as the plan sees it. */
export interface PlannedUnit {
  readonly unitId: bigint;
  readonly reportType: ReportType;
  /** null for prices */
  readonly pocketId: string | null;
  readonly businessDate: BusinessDate;
}

/** One thing to ask Jiko for, and the units that the answer will hold. */
export interface Ask {
  readonly reportType: ReportType;
  /** null: all pockets */
  readonly pocketId: string | null;
  readonly range: DateRange;
  readonly units: readonly PlannedUnit[];
}

interface PlanOptions {
  /** calendar days in a window, both ends counted */
  readonly windowDaysMax: number;
}

/**
 * Puts units together into as few asks as the API allows: a statement speaks of one pocket and one day, a position
 * summary of one day and all pockets, trades and prices of a window and all pockets. Calls are what a backfill is
 * limited by. `wanted` are the units to ask for, `known` all units there are: those that lie in a window anyway
 * are part of its answer.
 */
export function planAsks(
  wanted: readonly PlannedUnit[],
  known: readonly PlannedUnit[],
  { windowDaysMax }: PlanOptions,
): Ask[] {
  const asks: Ask[] = [];
  for (const reportType of REPORT_TYPES) {
    const ofType = (unit: PlannedUnit) => unit.reportType === reportType;
    const daysMax = WINDOWS[reportType] === 'window' ? windowDaysMax : 1;
    const perPocket = WINDOWS[reportType] === 'pocket-day';
    asks.push(
      ...asksOf(reportType, wanted.filter(ofType), known.filter(ofType), daysMax, perPocket),
    );
  }
  // Oldest first: should the night be cut short, what is missing is a tail and not a sieve.
  return asks.sort((a, b) => compare(a.range.from, b.range.from));
}

const WINDOWS: Record<ReportType, 'pocket-day' | 'day' | 'window'> = {
  BANK_STATEMENT_REPORT: 'pocket-day',
  BROKERAGE_STATEMENT_REPORT: 'pocket-day',
  POSITION_SUMMARY_REPORT: 'day',
  TRADE_REPORT: 'window',
  SECURITY_PRICE_REPORT: 'window',
  TRADE_LIST: 'window',
  TRANSACTION_LIST: 'window',
  TRADE_LIST_CSV: 'window',
  TRANSACTION_LIST_CSV: 'window',
};

function asksOf(
  reportType: ReportType,
  wanted: readonly PlannedUnit[],
  known: readonly PlannedUnit[],
  daysMax: number,
  perPocket: boolean,
): Ask[] {
  if (perPocket) {
    return wanted.map((unit) => {
      const { pocketId, businessDate } = unit;
      return {
        reportType,
        pocketId,
        range: { from: businessDate, to: businessDate },
        units: [unit],
      };
    });
  }
  const days = [...new Set(wanted.map(({ businessDate }) => businessDate))].sort();
  return windowsOver(days, daysMax).map((range) => ({
    reportType,
    pocketId: null,
    range,
    units: known.filter(
      ({ businessDate }) => businessDate >= range.from && businessDate <= range.to,
    ),
  }));
}

/** The fewest windows of at most `daysMax` calendar days that hold all of `days`; they do not overlap. */
export function windowsOver(days: readonly BusinessDate[], daysMax: number): DateRange[] {
  const windows: { from: BusinessDate; to: BusinessDate }[] = [];
  for (const day of days) {
    const last = windows.at(-1);
    if (last !== undefined && daysBetween(last.from, day) < daysMax) last.to = day;
    else windows.push({ from: day, to: day });
  }
  return windows;
}

/** What a plan costs, before it is carried out. */
export interface PlanCost {
  readonly reports: number;
  readonly apiCalls: number;
  /** minutes that the rate limit alone demands */
  readonly minutes: number;
}

// A create and a download for each report; a page of the list for about every twenty.
const CALLS_PER_REPORT = 2;
const REPORTS_PER_LIST_PAGE = 20;
const CALLS_PER_MINUTE = 300;
const READINGS_PER_MINUTE = 120;

/** `readings`: how many readings of resources go with it; one that is paged takes a call for each page. */
export function costOf(asks: readonly Ask[], readings: number): PlanCost {
  const listings = asks.filter(({ reportType }) => isListing(reportType)).length;
  const reports = asks.length - listings;
  const waiting = Math.ceil(reports / REPORTS_PER_LIST_PAGE);
  const reportCalls = reports * CALLS_PER_REPORT + waiting;
  // Limits of other groups than that of the reports: they go on beside them.
  const minutes = Math.max(reportCalls / CALLS_PER_MINUTE, readings / READINGS_PER_MINUTE);
  return { reports, apiCalls: reportCalls + listings + readings, minutes };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
