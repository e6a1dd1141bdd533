import type { Command } from 'commander';
import type { BusinessDate } from '../domain/business-date.ts';
import type { ReportType } from '../domain/report.ts';
import { type BackfillOptions, planBackfill, runBackfill } from '../jobs/backfill.ts';
import type { Ask, PlanCost } from '../jobs/plan.ts';
import { chooseEntities, runForEachEntity } from './for-each-entity.ts';
import { openJob } from './open-job.ts';
import { openWarehouse } from './open-warehouse.ts';
import { dateOption, entityOption, jsonOption, pocketOption, reportOption } from './options.ts';
import { type Answer, renderTable } from './output.ts';
import { type CommandContext, runCommand } from './run-command.ts';

interface Flags {
  readonly from: BusinessDate;
  readonly to: BusinessDate;
  readonly report?: ReportType[];
  readonly pocket?: string[];
  readonly plan?: boolean;
  readonly force?: boolean;
  readonly entity?: string;
  readonly json?: boolean;
}

export function addBackfill(program: Command): void {
  program
    .command('backfill')
    .description('settle what is owed in a range of dates, then reconcile')
    .addOption(dateOption('--from <date>', 'first day').makeOptionMandatory())
    .addOption(dateOption('--to <date>', 'last day').makeOptionMandatory())
    .addOption(reportOption())
    .addOption(pocketOption())
    .option('--plan', 'only print what would be asked for, and what that costs')
    .option('--force', 'ask again for what is there')
    .addOption(entityOption())
    .addOption(jsonOption())
    .action((flags: Flags) =>
      runCommand(flags, (context) =>
        flags.plan === true
          ? answerPlan(context, flags)
          : runForEachEntity(context, flags.entity, (job) => runBackfill(job, toOptions(flags))),
      ),
    );
}

function toOptions({ from, to, report, pocket, force }: Flags): BackfillOptions {
  return {
    range: { from, to },
    force: force === true,
    ...(report === undefined ? {} : { reportTypes: report }),
    ...(pocket === undefined ? {} : { pocketIds: pocket }),
  };
}

async function answerPlan({ settings, log }: CommandContext, flags: Flags): Promise<Answer> {
  const warehouse = await openWarehouse(settings, log);
  try {
    const texts: string[] = [];
    const documents: unknown[] = [];
    for (const entity of chooseEntities(settings, flags.entity)) {
      const job = await openJob(settings, entity, warehouse, log);
      const { asks, cost } = await planBackfill(job, toOptions(flags));
      texts.push(describePlan(entity.entityId, asks, cost));
      documents.push({ entity_id: entity.entityId, cost, asks: asks.map(toDocument) });
    }
    return { text: texts.join('\n\n'), document: { plans: documents }, exitCode: 0 };
  } finally {
    await warehouse.close();
  }
}

const LINES_MAX = 40;

function describePlan(entityId: string, asks: readonly Ask[], cost: PlanCost): string {
  if (asks.length === 0) return `${entityId}: nothing to ask for, all of it is there`;
  const rows = asks.slice(0, LINES_MAX).map(({ reportType, pocketId, range, units }) => {
    const days = range.from === range.to ? range.from : `${range.from} to ${range.to}`;
    return [reportType, pocketId ?? 'all pockets', days, units.length];
  });
  const more =
    asks.length > LINES_MAX ? `\n… and ${asks.length - LINES_MAX} more (--json lists all)` : '';
  return [
    `${entityId}: ${cost.reports} reports, about ${cost.apiCalls} API calls, at least ${cost.minutes.toFixed(1)} minutes`,
    renderTable(['report', 'pocket', 'days', 'units'], rows, ['units']) + more,
  ].join('\n');
}

function toDocument({ reportType, pocketId, range, units }: Ask) {
  return { report_type: reportType, pocket_id: pocketId, ...range, units: units.length };
}
