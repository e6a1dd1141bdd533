import type { Command } from 'commander';
import type { BusinessDate } from '../domain/business-date.ts';
import { runReconcile } from '../jobs/reconcile.ts';
import type { RunOutcome } from '../jobs/run-job.ts';
import type { RuleSettings } from '../reconcile/rule-settings.ts';
import { chooseEntities } from './for-each-entity.ts';
import { appVersion } from './open-job.ts';
import { openWarehouse } from './open-warehouse.ts';
import { dateOption, entityOption, jsonOption } from './options.ts';
import type { Answer } from './output.ts';
import { answerRuns } from './run-answer.ts';
import { type CommandContext, runCommand } from './run-command.ts';
import { answerWhatIf, whatIfOption } from './what-if.ts';

interface Flags {
  readonly from?: BusinessDate;
  readonly to?: BusinessDate;
  readonly whatIf?: RuleSettings;
  readonly entity?: string;
  readonly json?: boolean;
}

export function addReconcile(program: Command): void {
  program
    .command('reconcile')
    .description('run the rules again')
    .addOption(dateOption('--from <date>', 'first day; default: the first day known'))
    .addOption(dateOption('--to <date>', 'last day; default: the last day known'))
    .addOption(whatIfOption())
    .addOption(entityOption())
    .addOption(jsonOption())
    .action((flags: Flags) => runCommand(flags, (context) => answerReconcile(context, flags)));
}

async function answerReconcile(
  { settings, log }: CommandContext,
  { from, to, whatIf, entity }: Flags,
): Promise<Answer> {
  const warehouse = await openWarehouse(settings, log);
  try {
    const { pool, writerUrl: databaseUrl } = warehouse;
    const entities = chooseEntities(settings, entity);
    const range = {
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    };
    if (whatIf !== undefined) return await answerWhatIf(pool, entities, range, whatIf);
    const runs: { entityId: string; run: RunOutcome }[] = [];
    for (const { entityId, ruleSettings } of entities) {
      const runner = { entityId, pool, databaseUrl, appVersion: appVersion(), ruleSettings };
      runs.push({ entityId, run: await runReconcile(runner, range) });
    }
    return answerRuns(runs, warehouse.psqlLine);
  } finally {
    await warehouse.close();
  }
}
