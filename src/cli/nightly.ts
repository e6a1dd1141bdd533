import type { Command } from 'commander';
import type { BusinessDate } from '../domain/business-date.ts';
import type { Job } from '../jobs/job.ts';
import { runNightly } from '../jobs/nightly.ts';
import type { RunOutcome } from '../jobs/run-job.ts';
import { alertOnNight } from './alert.ts';
import { runForEachEntity } from './for-each-entity.ts';
import { dateOption, entityOption, jsonOption } from './options.ts';
import { keepNight } from './report/keep-night.ts';
import { type CommandContext, runCommand } from './run-command.ts';

interface Flags {
  readonly date?: BusinessDate;
  readonly entity?: string;
  readonly json?: boolean;
}

export function addNightly(program: Command): void {
  program
    .command('nightly')
    .description('settle all that is owed up to a business date, then reconcile')
    .addOption(dateOption('--date <date>', 'default: the last finished business date'))
    .addOption(entityOption())
    .addOption(jsonOption())
    .action((flags: Flags) =>
      runCommand(flags, (context) =>
        runForEachEntity(context, flags.entity, (job) => runAndTell(context, job, flags.date)),
      ),
    );
}

async function runAndTell(
  { settings, log }: CommandContext,
  job: Job,
  date: BusinessDate | undefined,
): Promise<RunOutcome> {
  try {
    const run = await runNightly(job, date);
    await alertOnNight(settings, log, job.entityId, run);
    await keepNight(settings, { pool: job.pool, log }, job.entityId, run);
    return run;
  } catch (error) {
    await alertOnNight(settings, log, job.entityId, 'failed');
    throw error;
  }
}
