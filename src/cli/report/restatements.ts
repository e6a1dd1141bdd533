import type { Command } from 'commander';
import type { BusinessDate } from '../../domain/business-date.ts';
import { REPORT_TYPES, type ReportType } from '../../domain/report.ts';
import { proposeReaskDays, readFinality, readReaskDays } from '../../report/read-finality.ts';
import { readRestatements } from '../../report/read-restatements.ts';
import { chooseEntities } from '../for-each-entity.ts';
import { openWarehouse } from '../open-warehouse.ts';
import { dateOption, entityOption, jsonOption, reportOption } from '../options.ts';
import type { Answer } from '../output.ts';
import { type CommandContext, runCommand } from '../run-command.ts';
import { type EntityRestatements, renderCurve, renderRestatements } from './render-restatements.ts';

interface Flags {
  readonly from?: BusinessDate;
  readonly to?: BusinessDate;
  readonly report?: readonly ReportType[];
  readonly curve?: boolean;
  readonly entity?: string;
  readonly json?: boolean;
}

export function addRestatements(program: Command): void {
  program
    .command('restatements')
    .description(
      'reports that came again with other content: what differs row by row, and what the rules made of it',
    )
    .addOption(dateOption('--from <date>', 'first day that they speak of'))
    .addOption(dateOption('--to <date>', 'last day that they speak of'))
    .addOption(reportOption())
    .option(
      '--curve',
      'also how long reports still change after their date, and the POCKETBOOK_REASK_DAYS that covers it',
    )
    .addOption(entityOption())
    .addOption(jsonOption())
    .action((flags: Flags) => runCommand(flags, (context) => answerRestatements(context, flags)));
}

async function answerRestatements(
  { settings, log }: CommandContext,
  { from, to, report, curve, entity }: Flags,
): Promise<Answer> {
  const warehouse = await openWarehouse(settings, log);
  try {
    const { pool } = warehouse;
    const found: EntityRestatements[] = [];
    for (const { entityId } of chooseEntities(settings, entity)) {
      const reportTypes = report ?? REPORT_TYPES;
      const range = {
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
      };
      const reports = curve === true ? await readReaskDays(pool, entityId) : [];
      found.push({
        entityId,
        restatements: await readRestatements(pool, { entityId, reportTypes, ...range }),
        curve:
          curve === true
            ? {
                finality: await readFinality(pool, entityId),
                reports,
                reaskDays: settings.reaskDays,
                proposedDays: proposeReaskDays(reports),
              }
            : null,
      });
    }
    return {
      text: found.map(describe).join('\n\n'),
      document: { entities: found },
      exitCode: 0,
    };
  } finally {
    await warehouse.close();
  }
}

function describe(found: EntityRestatements): string {
  const parts = [`entity ${found.entityId}`, renderRestatements(found.restatements)];
  if (found.curve !== null) parts.push(renderCurve(found.curve));
  return parts.join('\n\n');
}
