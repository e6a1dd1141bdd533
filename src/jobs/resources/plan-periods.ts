import { addDays, type BusinessDate, parseBusinessDate } from '../../domain/business-date.ts';
import { type Calendar, lastFinishedBusinessDate } from '../../domain/calendar.ts';
import { ConfigError } from '../../domain/errors.ts';
import type { DateRange } from '../../domain/report.ts';
import { PERIODS, type ResourceName } from '../../domain/resource.ts';
import type { Job } from '../job.ts';
import { type AskedPeriod, completePeriod, periodQuery } from './asked-period.ts';
import type { Parent, ReadingScope, ResourceReading } from './resource-reading.ts';

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
      ask: { values, query: periodQuery(words, period) },
      isWhole: false,
      complete: completePeriod(period),
    }));
  });
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
