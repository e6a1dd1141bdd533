import type { Command } from 'commander';
import type { BusinessDate } from '../domain/business-date.ts';
import { runNightly } from '../jobs/nightly.ts';
import { runForEachEntity } from './for-each-entity.ts';
import { dateOption, entityOption, jsonOption } from './options.ts';
import { runCommand } from './run-command.ts';

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
        runForEachEntity(context, flags.entity, (job) => runNightly(job, flags.date)),
      ),
    );
}
