import { addDays, type BusinessDate } from '../domain/business-date.ts';
import { lastFinishedBusinessDate } from '../domain/calendar.ts';
import { type DateRange, FIRST_LISTINGS } from '../domain/report.ts';
import type { Job } from './job.ts';
import { areReadSince, readKnownRange } from './owed-units.ts';
import { refuseUnfinished } from './refuse-unfinished.ts';
import { type RunOutcome, runJob } from './run-job.ts';
import { settleRange } from './settle-range.ts';

/**
 * Settles everything that is owed up to `date` (the last finished business date when left out), asks again for the last
 * few days to catch restatements, and for a window of the listings to catch what comes late, once a week for all of them, and
 * reconciles. A machine that was off for a week makes up the week, because what is owed is the calendar minus what is there. A new
 * warehouse begins with the days that are asked again.
 */
export async function runNightly(job: Job, date?: BusinessDate): Promise<RunOutcome> {
  const to = date ?? lastFinishedBusinessDate(job.clock.now(), job.timeZone, job.calendar);
  refuseUnfinished(job, { from: to, to });
  const reaskFrom = nthBusinessDayBack(job, to, job.reaskDays);
  const known = await readKnownRange(job.pool, job.entityId);
  const from = known !== null && known.from < reaskFrom ? known.from : reaskFrom;
  const range = { from, to };
  // One window, which costs no more calls than a day of it.
  const listingsFrom = addDays(to, 1 - job.profile.api.create.window_days_max);
  const wholeListings = await areListingsDue(job, { from, to: addDays(listingsFrom, -1) });
  const choice = { reaskFrom, listingsFrom, wholeListings };
  return runJob(job, 'nightly', range, async (runId, signal) => ({
    range,
    reportsSettled: await settleRange(job, runId, range, choice, signal),
  }));
}

const DAY_MS = 86_400_000;
/** A week, but for the hours by which one night may begin earlier than another. */
const LISTINGS_EVERY_MS = 6.5 * DAY_MS;

/** What comes later than a window reaches back is found once a week; that costs a call for each window and listing. */
async function areListingsDue({ pool, entityId, clock }: Job, range: DateRange): Promise<boolean> {
  const since = new Date(clock.now().getTime() - LISTINGS_EVERY_MS);
  return !(await areReadSince(pool, entityId, { reportTypes: FIRST_LISTINGS, range, since }));
}

/** The first of the last `count` business days up to `to`; `to` itself for 0, so that one day is always looked at. */
export function nthBusinessDayBack(
  { calendar }: Job,
  to: BusinessDate,
  count: number,
): BusinessDate {
  let day = addDays(to, 1);
  for (let left = Math.max(count, 1); left > 0; left--) day = calendar.previousBusinessDay(day);
  return day;
}
