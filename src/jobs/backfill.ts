import { ConfigError } from '../domain/errors.ts';
import type { DateRange, ReportType } from '../domain/report.ts';
import type { Job } from './job.ts';
import { noteOwedUnits } from './owed-units.ts';
import { type Ask, costOf, type PlanCost } from './plan.ts';
import { refuseUnfinished } from './refuse-unfinished.ts';
import { countReadings } from './resources/plan-readings.ts';
import { type RunOutcome, runJob } from './run-job.ts';
import {
  type Choice,
  isPartial,
  learnPockets,
  planRange,
  refuseUnknownPockets,
  settleRange,
} from './settle-range.ts';

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
  refuse(job, range);
  return runJob(job, 'backfill', range, async (runId, signal) => ({
    range,
    reportsSettled: await settleRange(job, runId, range, choiceOf(options), signal),
  }));
}

/**
 * What a backfill would ask for, and what that costs. Asks Jiko for nothing but its pockets, and leaves nothing behind: a
 * plan that was only looked at makes no night owe anything.
 */
export async function planBackfill(
  job: Job,
  options: BackfillOptions,
): Promise<{ asks: readonly Ask[]; cost: PlanCost }> {
  const { range } = options;
  refuse(job, range);
  await learnPockets(job, AbortSignal.timeout(60_000));
  await refuseUnknownPockets(job, choiceOf(options));
  const client = await job.pool.connect();
  try {
    await client.query('begin');
    await noteOwedUnits(client, job.entityId, job.calendar.businessDays(range));
    const asks = await planRange(job, range, choiceOf(options), client);
    const readings =
      asks.length === 0 || isPartial(choiceOf(options)) ? 0 : await countReadings(job, { range });
    return { asks, cost: costOf(asks, readings) };
  } finally {
    await client.query('rollback').finally(() => client.release());
  }
}

function choiceOf({ range, reportTypes, pocketIds, force }: BackfillOptions): Choice {
  return {
    ...(reportTypes === undefined ? {} : { reportTypes }),
    ...(pocketIds === undefined ? {} : { pocketIds }),
    ...(force ? { reaskFrom: range.from } : {}),
  };
}

function refuse(job: Job, range: DateRange): void {
  const { from, to } = range;
  if (from > to) throw new ConfigError(`--from ${from} is later than --to ${to}`);
  refuseUnfinished(job, range);
}
