import type { Pool } from 'pg';
import { ConfigError } from '../domain/errors.ts';
import type { DateRange } from '../domain/report.ts';
import { readKnownRange } from './owed-units.ts';
import { type Runner, type RunOutcome, runJob } from './run-job.ts';

/** Runs the rules again, over the whole warehouse or the days asked for. */
export async function runReconcile(runner: Runner, asked: Partial<DateRange>): Promise<RunOutcome> {
  const range = await readReconcileRange(runner.pool, runner.entityId, asked);
  return runJob(runner, 'reconcile', range, async () => ({
    range,
    reportsSettled: 0,
    ...(range === null ? {} : { reconcile: range }),
  }));
}

/** The days asked for, or all that are known; null while none is. Throws `ConfigError` where there is no such day. */
export async function readReconcileRange(
  pool: Pool,
  entityId: string,
  asked: Partial<DateRange>,
): Promise<DateRange | null> {
  const known = await readKnownRange(pool, entityId);
  if (known === null) return null;
  const range = { ...known, ...asked };
  if (range.from > range.to) {
    throw new ConfigError(
      `there is no day from ${range.from} to ${range.to}: expected days from ${known.from} to ${known.to}`,
    );
  }
  return range;
}
