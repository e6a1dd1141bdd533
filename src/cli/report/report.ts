import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Pool } from 'pg';
import type { BusinessDate } from '../../domain/business-date.ts';
import { readRules } from '../../reconcile/read-sql-files.ts';
import type { NightReport } from '../../report/night-report.ts';
import { readNight } from '../../report/read-night.ts';
import { chooseOneEntity } from '../choose-entity.ts';
import { chooseEntities } from '../for-each-entity.ts';
import { openWarehouse } from '../open-warehouse.ts';
import { dateOption, entityOption, jsonOption } from '../options.ts';
import type { Answer, ExitCode } from '../output.ts';
import { type CommandContext, runCommand } from '../run-command.ts';
import { systemClock } from '../system-clock.ts';
import { refuseUnwritable, writePrivateFile } from '../write-private-file.ts';
import { describeNight } from './render-night-text.ts';

interface Flags {
  readonly date?: BusinessDate;
  readonly html?: string;
  readonly entity?: string;
  readonly json?: boolean;
}

export function addReport(program: Command): void {
  program
    .command('report')
    .description(
      'the report of a night: green or not and why, what is held, what does not tie, what changed',
    )
    .addOption(dateOption('--date <date>', 'default: the last business date in the books'))
    .option('--html <file>', 'write it as one page for people, which needs no network')
    .addOption(entityOption())
    .addOption(jsonOption())
    .action((flags: Flags) => runCommand(flags, (context) => answerReport(context, flags)));
}

async function answerReport(
  { settings, log }: CommandContext,
  { date, html: file, entity }: Flags,
): Promise<Answer> {
  // A page is of one entity: two of them in one file would be sent to the wrong people sooner or later.
  const entities =
    file === undefined ? chooseEntities(settings, entity) : [chooseOneEntity(settings, entity)];
  if (file !== undefined) await refuseUnwritable(resolve(file), '--html');
  const warehouse = await openWarehouse(settings, log);
  try {
    const reports: (NightReport | null)[] = [];
    const texts: string[] = [];
    for (const { entityId } of entities) {
      const report = await readNight(warehouse.pool, {
        entityId,
        generatedAt: systemClock.now(),
        ...(date === undefined ? {} : { date }),
      });
      reports.push(report);
      texts.push(
        report === null
          ? `entity ${entityId}: the books hold nothing up to that day`
          : describeNight(report),
      );
      if (file === undefined || report === null) continue;
      await writePage(report, resolve(file), '--html');
      texts.push(`written to ${resolve(file)}`);
    }
    return {
      text: texts.join('\n\n'),
      document: {
        reports: reports.filter((report) => report !== null),
        file: file === undefined ? null : resolve(file),
      },
      exitCode: exitCodeOf(reports),
    };
  } finally {
    await warehouse.close();
  }
}

/**
 * Writes the page of a night for people. For its owner alone: it tells what somebody holds. Throws `ConfigError`, which names the option
 * or setting that told where, for a place that cannot be written to.
 */
export async function writePage(report: NightReport, file: string, toldBy: string): Promise<void> {
  // What draws the charts takes a second to load, and no other command needs it.
  const { renderNight } = await import('../../report/page/render-night.ts');
  const rules = new Map((await readRules()).map(({ name, proves }) => [name, proves]));
  await writePrivateFile(file, renderNight(report, rules), { replace: true, toldBy });
}

/** Reads the report of a night and writes its page; false where the books hold nothing. */
export async function writeNight(pool: Pool, entityId: string, file: string): Promise<boolean> {
  const report = await readNight(pool, { entityId, generatedAt: systemClock.now() });
  if (report === null) return false;
  await writePage(report, file, 'the page of the night');
  return true;
}

function exitCodeOf(reports: readonly (NightReport | null)[]): ExitCode {
  const states = reports.map((report) => report?.verdict.state ?? 'missing');
  if (states.some((state) => state === 'missing')) return 4;
  return states.every((state) => state === 'green') ? 0 : 3;
}
