import type { Command } from 'commander';
import { proposeReaskDays, readReaskDays } from '../../report/read-finality.ts';
import { proposeNights } from '../check-nights.ts';
import { chooseEntities } from '../for-each-entity.ts';
import { openWarehouse } from '../open-warehouse.ts';
import { entityOption, jsonOption } from '../options.ts';
import { type Answer, type ExitCode, renderTable } from '../output.ts';
import { type CommandContext, runCommand } from '../run-command.ts';
import { readStatus, type Status } from './read-status.ts';
import { renderCalendar } from './status-calendar.ts';
import { renderResources } from './status-resources.ts';

interface Flags {
  readonly entity?: string;
  readonly json?: boolean;
}

export function addStatus(program: Command): void {
  program
    .command('status')
    .description(
      'what has landed by pocket, report and day; the last runs; the open breaks by rule; the resources of the API',
    )
    .addOption(entityOption())
    .addOption(jsonOption())
    .action((flags: Flags) => runCommand(flags, (context) => answerStatus(context, flags)));
}

/** How often a day is asked, and how often it should be. */
interface Reask {
  readonly days: number;
  /** null: too little was seen */
  readonly proposed: number | null;
  /** In words, where the two differ. */
  readonly proposal: string | null;
}

async function answerStatus({ settings, log }: CommandContext, { entity }: Flags): Promise<Answer> {
  const warehouse = await openWarehouse(settings, log);
  try {
    const statuses: (Status & { readonly reask: Reask })[] = [];
    for (const { entityId } of chooseEntities(settings, entity)) {
      const reports = await readReaskDays(warehouse.pool, entityId);
      const reask = {
        days: settings.reaskDays,
        proposed: proposeReaskDays(reports),
        proposal: proposeNights(reports, settings.reaskDays),
      };
      statuses.push({ ...(await readStatus(warehouse.pool, entityId)), reask });
    }
    const entities = statuses.map((status) =>
      [describeStatus(status), status.reask.proposal].filter((part) => part !== null).join('\n\n'),
    );
    return {
      text: [...entities, `look at it: ${warehouse.psqlLine}`].join('\n\n'),
      document: { entities: statuses, psql: warehouse.psqlLine },
      exitCode: exitCodeOf(statuses),
    };
  } finally {
    await warehouse.close();
  }
}

function exitCodeOf(statuses: readonly Status[]): ExitCode {
  if (statuses.some(({ missing }) => missing > 0)) return 4;
  return statuses.some(({ breaks }) => breaks.length > 0) ? 3 : 0;
}

export function describeStatus(status: Status): string {
  const runs = status.runs.map((run) => [
    run.kind,
    `${run.from ?? ''} to ${run.to ?? ''}`,
    run.startedAt.toISOString().slice(0, 16).replace('T', ' '),
    run.outcome ?? 'running',
    run.apiCalls,
  ]);
  const breaks = status.breaks.map(({ rule, open, oldest }) => [rule, open, oldest]);
  return [
    `entity ${status.entityId}`,
    renderCalendar(status.units, status.pockets),
    '',
    runs.length === 0
      ? 'no run yet'
      : renderTable(['run', 'days', 'started (UTC)', 'outcome', 'API calls'], runs, ['API calls']),
    '',
    breaks.length === 0
      ? 'no open break'
      : renderTable(['open breaks', 'count', 'since'], breaks, ['count']),
    ...(status.resources.length === 0 ? [] : ['', renderResources(status.resources)]),
    ...(status.quarantined.length === 0 ? [] : ['', renderQuarantine(status.quarantined)]),
  ].join('\n');
}

const FILES_SHOWN_MAX = 20;

function renderQuarantine(files: Status['quarantined']): string {
  const shown = files
    .slice(0, FILES_SHOWN_MAX)
    .map((file) => [
      file.sha256.slice(0, 12),
      file.reportType ?? 'unknown',
      file.fileName ?? describeDays(file),
      file.receivedAt.toISOString().slice(0, 16).replace('T', ' '),
      file.reason,
    ]);
  const table = renderTable(['refused files', 'report', 'file', 'received (UTC)', 'reason'], shown);
  const more = files.length - shown.length;
  const lines = more > 0 ? [table, `… and ${more} more (--json lists all)`] : [table];
  return [...lines, 'read again with: pocketbook import --retry'].join('\n');
}

function describeDays({ from, to }: Status['quarantined'][number]): string {
  return from === to ? `${from}` : `${from} to ${to}`;
}
