import { type Command, Option } from 'commander';
import type { BusinessDate } from '../domain/business-date.ts';
import { ConfigError } from '../domain/errors.ts';
import type { ReportType } from '../domain/report.ts';
import { type ImportOutcome, runImport } from '../jobs/import/import-files.ts';
import type { ImportedFile } from '../jobs/import/import-one.ts';
import { runRetry } from '../jobs/import/import-retry.ts';
import type { Told } from '../jobs/import/import-scope.ts';
import type { RunOutcome } from '../jobs/run-job.ts';
import type { EntitySettings } from './config.ts';
import { chooseEntities } from './for-each-entity.ts';
import { openLocalJob } from './open-job.ts';
import { openWarehouse } from './open-warehouse.ts';
import { dateOption, entityOption, jsonOption, oneReportOption } from './options.ts';
import { type Answer, renderTable, seconds } from './output.ts';
import { createProgress } from './progress.ts';
import { exitCodeOf, toRunDocument } from './run-answer.ts';
import { type CommandContext, runCommand } from './run-command.ts';

interface Flags {
  readonly report?: ReportType;
  readonly pocket?: string[];
  readonly date?: BusinessDate;
  readonly entity?: string;
  readonly retry?: boolean;
  readonly json?: boolean;
}

const HELP = `
A file is known by what it holds: a camt.053 statement, a CSV file of trades, positions or prices, or the trade listing. Folders
are searched to their depth; zip archives and gzip files are unpacked. What --report, --pocket and --date say must agree with the
file. A position summary does not carry its date and needs --date. With --date a file without rows says that there was nothing on
that day, for the pockets named, else for all that are known. A pocket that is not known yet needs --pocket.

A file that is refused is kept and listed by 'pocketbook status', and nothing of it is in the books. The others are loaded all
the same. --retry reads refused files again with the profile and the readers of today: all, or those named by the first
digits of their SHA-256; --date and --pocket can be added.

Exit codes: 1 if a file was refused, whatever else there is; else as always: 3 breaks are open, 4 something owed on the days
of the files is missing.`;

export function addImport(program: Command): void {
  program
    .command('import [file...]')
    .description('land and load files that a person downloaded, then reconcile')
    .addOption(oneReportOption())
    .addOption(filePocketOption())
    .addOption(dateOption('--date <date>', 'the files are of this business day'))
    .addOption(entityOption())
    .option('--retry', 'read refused files again; FILE is the beginning of a SHA-256')
    .addOption(jsonOption())
    .addHelpText('after', HELP)
    .action((files: string[], flags: Flags) =>
      runCommand(flags, (context) => answerImport(context, files, flags)),
    );
}

function filePocketOption(): Option {
  return new Option(
    '--pocket <id>',
    'the files are of this pocket; may be repeated. Begins the books of one that is not known yet',
  ).argParser((text: string, given: string[] | undefined) => [
    ...(given ?? []),
    text.toLowerCase(),
  ]);
}

async function answerImport(
  { settings, log, isJson }: CommandContext,
  files: readonly string[],
  flags: Flags,
): Promise<Answer> {
  if (files.length === 0 && flags.retry !== true) {
    throw new ConfigError('import: expected a file or a folder, or --retry');
  }
  const entity = chooseOne(chooseEntities(settings, flags.entity), 'import');
  const warehouse = await openWarehouse(settings, log);
  const progress = createProgress(isJson);
  try {
    const job = await openLocalJob(settings, entity, warehouse, log, progress);
    const run = flags.retry === true ? runRetry : runImport;
    const outcome = await run(job, files, toTold(flags));
    progress.end();
    return answerOf(entity.entityId, outcome, warehouse.psqlLine);
  } finally {
    progress.end();
    await warehouse.close();
  }
}

/** A file belongs to one entity, and only the person knows to which. */
export function chooseOne(entities: readonly EntitySettings[], command: string): EntitySettings {
  const [entity, ...others] = entities;
  if (entity !== undefined && others.length === 0) return entity;
  const known = entities.map(({ entityId }) => entityId).join(', ');
  throw new ConfigError(`${command}: name the entity of the files with --entity: one of ${known}`);
}

function toTold({ report, pocket, date }: Flags): Told {
  return {
    ...(report === undefined ? {} : { reportType: report }),
    ...(pocket === undefined ? {} : { pocketIds: pocket }),
    ...(date === undefined ? {} : { date }),
  };
}

/** What became of files that a person had loaded. */
export function answerOf(
  entityId: string,
  { files, run }: ImportOutcome,
  psqlLine: string,
): Answer {
  const refused = files.filter(({ outcome }) => outcome === 'refused').length;
  return {
    text: [
      files.length === 0 ? 'no refused file is left' : renderFiles(files),
      '',
      describe(entityId, files, refused, run),
      '',
      `look at it: ${psqlLine}`,
    ].join('\n'),
    document: {
      files: files.map(toDocument),
      run: { entity_id: entityId, ...toRunDocument(run) },
      psql: psqlLine,
    },
    exitCode: refused > 0 ? 1 : exitCodeOf(run),
  };
}

const COUNTS = ['read', 'loaded', 'duplicate', 'ignored'] as const;

function renderFiles(files: readonly ImportedFile[]): string {
  return renderTable(
    ['file', 'report', 'pocket', 'days', ...COUNTS, 'outcome'],
    files.map(({ name, reportType, pocketIds, from, to, load, outcome, reason }) => [
      name,
      reportType ?? 'unknown',
      describePockets(pocketIds),
      from === to ? from : `${from} to ${to}`,
      load?.rowsRead ?? null,
      load?.rowsLoaded ?? null,
      load?.rowsDuplicate ?? null,
      load?.rowsIgnored ?? null,
      outcome === 'refused' ? `refused: ${withoutName(reason ?? '', name)}` : OUTCOMES[outcome],
    ]),
    COUNTS,
  );
}

const OUTCOMES = { loaded: 'loaded', there: 'already there' };

function describePockets(pocketIds: readonly string[]): string {
  const [only = ''] = pocketIds;
  return pocketIds.length > 1 ? `${pocketIds.length} pockets` : only;
}

/** Reasons begin with the name of the file, which stands on the same line. */
function withoutName(reason: string, name: string): string {
  return reason.startsWith(name) ? reason.slice(name.length).replace(/^[:\s]+/, '') : reason;
}

function describe(
  entityId: string,
  files: readonly ImportedFile[],
  refused: number,
  run: RunOutcome,
): string {
  const there = files.filter(({ outcome }) => outcome === 'there').length;
  const verdicts = {
    green: 'everything ties',
    breaks: `${run.breaksOpen} breaks are open: pocketbook breaks list`,
    missing: `${run.unitsMissing} units are missing on these days, ${run.breaksOpen} breaks are open: pocketbook status`,
  };
  const kept = refused > 0 ? ' (kept: pocketbook status, pocketbook import --retry)' : '';
  return [
    `${entityId}: ${run.reportsSettled} loaded, ${there} already there, ${refused} refused${kept}`,
    `  ${verdicts[run.outcome]}; ${seconds(run.durationMs)}`,
  ].join('\n');
}

function toDocument(file: ImportedFile) {
  const { load } = file;
  return {
    file: file.name,
    report_type: file.reportType,
    pocket_ids: file.pocketIds,
    from: file.from,
    to: file.to,
    rows_read: load?.rowsRead ?? null,
    rows_loaded: load?.rowsLoaded ?? null,
    rows_duplicate: load?.rowsDuplicate ?? null,
    rows_ignored: load?.rowsIgnored ?? null,
    versions_new: load?.versionsNew ?? null,
    outcome: OUTCOMES_FOR_MACHINES[file.outcome],
    reason: file.reason,
    sha256: file.sha256,
  };
}

const OUTCOMES_FOR_MACHINES = { loaded: 'loaded', there: 'already_there', refused: 'refused' };
