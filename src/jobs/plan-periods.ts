import { addDays, type BusinessDate, parseBusinessDate } from '../domain/business-date.ts';
import { type Calendar, lastFinishedBusinessDate } from '../domain/calendar.ts';
import { ConfigError, ValueError } from '../domain/errors.ts';
import type { DateRange } from '../domain/report.ts';
import { PERIODS, type Period, type ResourceName } from '../domain/resource.ts';
import type { WirePeriods } from '../extract/wire.ts';
import type { Complete } from '../transform/resource/read-item.ts';
import type { Job } from './job.ts';
import type { Parent, ReadingScope, ResourceReading } from './plan-readings.ts';

/**
 * One reading for each pocket and period: those that move with the day each time, and each calendar month that the run
 * touches, as far as it is finished. A month that was read after its end is known for good, but for the days that are asked
 * again.
 */
export async function planPeriods(
  job: Job,
  name: ResourceName,
  parents: readonly Parent[],
  scope: ReadingScope,
): Promise<ResourceReading[]> {
  const words = job.profile.resources.kinds[name].periods;
  if (words === undefined) throw new ConfigError(`the profile tells no periods for ${name}`);
  const finished = lastFinishedBusinessDate(job.clock.now(), job.timeZone, job.calendar);
  const months = monthsOf(scope.range, finished, job.calendar);
  const known = await readKnownMonths(job, name);
  return parents.flatMap(({ parentId, values }) => {
    const owed = months.filter((month) => isOwed(month, known.get(parentId), scope));
    const asked: AskedPeriod[] = [
      ...PERIODS.filter((period) => period !== 'range').map((period) => ({ period })),
      ...owed.map(({ from, to }) => ({ period: 'range' as const, range: { from, to } })),
    ];
    return asked.map((period) => ({
      parentId,
      ask: { values, query: queryOf(words, period) },
      isWhole: false,
      complete: completionOf(period),
    }));
  });
}

interface AskedPeriod {
  readonly period: Period;
  /** Of `range` alone. */
  readonly range?: DateRange;
}

function queryOf(words: WirePeriods, { period, range }: AskedPeriod): Record<string, string> {
  const { parameter, from_parameter: from, to_parameter: to } = words;
  return {
    [parameter]: words.words[period],
    ...(range === undefined ? {} : { [from]: range.from, [to]: range.to }),
  };
}

/**
 * The answer may tell a shorter period than was asked for, such as one that ends on a day of business; one that tells of other
 * days is refused.
 */
function completionOf({ period, range }: AskedPeriod): Complete {
  return (told) => {
    if (range === undefined) return { period };
    const { date_from: from = range.from, date_to: to = range.to } = told;
    if (String(from) < range.from || String(to) > range.to) {
      throw new ValueError(`a period from ${range.from} to ${range.to}`, `${from} to ${to}`);
    }
    return { period, date_from: range.from, date_to: range.to };
  };
}

interface Month {
  readonly from: BusinessDate;
  /** Its last day, or the last finished business date while it goes on. */
  readonly to: BusinessDate;
  readonly lastBusinessDay: BusinessDate;
}

/** Of the calendar months that a range touches those that have a finished business day. */
function monthsOf({ from, to }: DateRange, finished: BusinessDate, calendar: Calendar): Month[] {
  const months: Month[] = [];
  for (let first = firstOfMonth(from); first <= to; first = firstOfMonth(addDays(first, 31))) {
    const end = addDays(firstOfMonth(addDays(first, 31)), -1);
    const lastBusinessDay = calendar.previousBusinessDay(addDays(end, 1));
    const isFinished = lastBusinessDay <= finished;
    if (finished < first) continue;
    months.push({ from: first, to: isFinished ? end : finished, lastBusinessDay });
  }
  return months;
}

function firstOfMonth(date: BusinessDate): BusinessDate {
  return parseBusinessDate(`${date.slice(0, 7)}-01`);
}

function isOwed(
  { from, lastBusinessDay }: Month,
  known: ReadonlyMap<string, BusinessDate> = new Map(),
  { reaskFrom }: ReadingScope,
): boolean {
  const readTo = known.get(from.slice(0, 7));
  if (readTo === undefined || readTo < lastBusinessDay) return true;
  return reaskFrom !== undefined && lastBusinessDay >= reaskFrom;
}

/** pocket -> month as `YYYY-MM` -> the last day that is known of it */
async function readKnownMonths(
  { pool, entityId }: Job,
  name: ResourceName,
): Promise<ReadonlyMap<string, ReadonlyMap<string, BusinessDate>>> {
  const { rows } = await pool.query<{ pocket_id: string; month: string; to: BusinessDate }>(
    `select parent_id as pocket_id, left(content ->> 'date_from', 7) as month, max(content ->> 'date_to') as to
     from ledger.current_resource
     where entity_id = $1
       and resource = $2
       and content ->> 'period' = 'range'
     group by 1, 2`,
    [entityId, name],
  );
  const known = new Map<string, Map<string, BusinessDate>>();
  for (const { pocket_id: pocketId, month, to } of rows) {
    const months = known.get(pocketId) ?? new Map<string, BusinessDate>();
    known.set(pocketId, months.set(month, to));
  }
  return known;
}
