import { ConfigError } from '../domain/errors.ts';
import type { DateRange } from '../domain/report.ts';
import { readKnownRange } from './owed-units.ts';
import { type Runner, type RunOutcome, runJob } from './run-job.ts';

/** Runs the rules again, over the whole warehouse or the days asked for. */
export async function runReconcile(runner: Runner, asked: Partial<DateRange>): Promise<RunOutcome> {
  const known = await readKnownRange(runner.pool, runner.entityId);
  const range = known === null ? null : { ...known, ...asked };
  if (known !== null && range !== null && range.from > range.to) {
    throw new ConfigError(
      `there is no day from ${range.from} to ${range.to}: expected days from ${known.from} to ${known.to}`,
    );
  }
  return runJob(runner, 'reconcile', range, async () => ({
    range,
    reportsSettled: 0,
    ...(range === null ? {} : { reconcile: range }),
  }));
}
