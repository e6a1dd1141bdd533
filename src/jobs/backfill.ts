import { lastFinishedBusinessDate } from '../domain/calendar.ts';
import { ConfigError } from '../domain/errors.ts';
import type { DateRange, ReportType } from '../domain/report.ts';
import type { Job } from './job.ts';
import { noteOwedUnits } from './owed-units.ts';
import { type Ask, costOf, type PlanCost } from './plan.ts';
import { type RunOutcome, runJob } from './run-job.ts';
import { type Choice, learnPockets, planRange, settleRange } from './settle-range.ts';

export interface BackfillOptions {
  readonly range: DateRange;
  readonly reportTypes?: readonly ReportType[];
  readonly pocketIds?: readonly string[];
  /** ask again for what is there */
  readonly force: boolean;
}

/** Settles what is owed in a range and reconciles. */
export async function runBackfill(job: Job, options: BackfillOptions): Promise<RunOutcome> {
  const { range } = options;
  refuseUnfinished(job, range);
  return runJob(job, 'backfill', range, async (runId, signal) => ({
    range,
    reportsSettled: await settleRange(job, runId, range, choiceOf(options), signal),
  }));
}

/** What a backfill would ask for, and what that costs. Notes which units are owed; asks Jiko for nothing but its pockets. */
export async function planBackfill(
  job: Job,
  options: BackfillOptions,
): Promise<{ asks: readonly Ask[]; cost: PlanCost }> {
  const { range } = options;
  refuseUnfinished(job, range);
  await learnPockets(job, AbortSignal.timeout(60_000));
  await noteOwedUnits(job.pool, job.entityId, job.calendar.businessDays(range));
  const asks = await planRange(job, range, choiceOf(options));
  return { asks, cost: costOf(asks) };
}

function choiceOf({ range, reportTypes, pocketIds, force }: BackfillOptions): Choice {
  return {
    ...(reportTypes === undefined ? {} : { reportTypes }),
    ...(pocketIds === undefined ? {} : { pocketIds }),
    ...(force ? { reaskFrom: range.from } : {}),
  };
}

function refuseUnfinished({ clock, timeZone, calendar }: Job, { from, to }: DateRange): void {
  if (from > to) throw new ConfigError(`--from ${from} is later than --to ${to}`);
  const finished = lastFinishedBusinessDate(clock.now(), timeZone, calendar);
  const asked = calendar.businessDays({ from, to }).at(-1);
  if (asked !== undefined && asked > finished) {
    throw new ConfigError(
      `--to ${to}: the business day ${asked} has not ended yet; the last that has is ${finished}`,
    );
  }
}
