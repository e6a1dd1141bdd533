import type { Pool, PoolClient } from 'pg';
import { inTransaction } from '../db/in-transaction.ts';
import type { BusinessDate } from '../domain/business-date.ts';
import { InvariantError } from '../domain/errors.ts';
import { isListing, type ReportType } from '../domain/report.ts';
import { copyLine } from './copy-text.ts';
import { FileCut, type UnitKey } from './cut-file.ts';
import { type FileFunnel, insertNewVersions } from './insert-versions.ts';
import { type FileReading, type StagedFile, type StagedReading, stageFile } from './stage-file.ts';
import type { RowStage } from './stage-rows.ts';
import type { StagedSlice } from './staged-lines.ts';
import { copyInto, openStaging, type StagingTable } from './staging.ts';

/** A landed file and what it was asked for. */
export interface FileToLoad {
  readonly reportFileId: bigint;
  readonly entityId: string;
  readonly reportType: ReportType;
  /** for messages */
  readonly name: string;
  /** null: all pockets */
  readonly pocketId: string | null;
  readonly from: BusinessDate;
  readonly to: BusinessDate;
  /** The units that the file was asked for: those without a row in it are empty, and that is a fact. */
  readonly asked: readonly UnitKey[];
  /** Was the file received before this business day had ended? Then what it says of the day may still change. */
  isProvisional(businessDate: BusinessDate): boolean;
}

/** A file of a transaction. */
export interface FileSource {
  readonly file: FileToLoad;
  /** The number in its staged lines: differs from those of the other files of the transaction. */
  readonly fileNo: number;
  /** Reads it from the beginning: again, should the transaction have to be repeated. */
  read(): StagedReading;
}

/** What became of the rows: `read = loaded + duplicate + ignored`, which the database checks. */
export interface LoadOutcome {
  readonly rowsRead: number;
  readonly rowsLoaded: number;
  readonly rowsDuplicate: number;
  readonly rowsIgnored: number;
  readonly units: number;
  readonly versionsNew: number;
}

/**
 * Loads one file, whole or not at all, in one transaction: rows to staging tables as they are read, units locked,
 * contents compared, new versions inserted, the funnel counted. A unit whose content is there already is not touched.
 * Throws what the reader throws (`ParseError`), or `FILE_FOREIGN` for a file that was not the one asked for.
 */
export async function loadFile<Row>(
  pool: Pool,
  file: FileToLoad,
  read: () => FileReading<Row>,
  stageFor: (cut: FileCut) => RowStage<Row>,
): Promise<LoadOutcome> {
  const source = {
    file,
    fileNo: 0,
    read() {
      const cut = new FileCut({ ...file, file: file.name }, file.asked);
      return stageFile(read(), cut, stageFor(cut), namesItsRows(file.reportType));
    },
  };
  const [outcome] = await loadFiles(pool, [source]);
  if (outcome === undefined) throw new InvariantError('a file was loaded without an outcome');
  return outcome;
}

/** Does the file tell by ids of the bank's which of its lines stand in it twice? */
export function namesItsRows(reportType: ReportType): boolean {
  return reportType === 'TRADE_REPORT' || isListing(reportType);
}

/**
 * Loads several files of one entity and report type, which share no unit, in one transaction: all of them or none.
 * Outcomes are in the order of the files. `alongside` is done in the same transaction, when everything else has been.
 */
export async function loadFiles(
  pool: Pool,
  sources: readonly FileSource[],
  alongside: (client: PoolClient) => Promise<void> = async () => {},
): Promise<LoadOutcome[]> {
  const [first] = sources;
  if (first === undefined) return [];
  const { entityId, reportType } = first.file;
  return inTransaction(pool, async (client) => {
    await openStaging(client);
    const staged = await stageAll(client, sources);
    await stageNumbered(client, sources, staged);
    const group = {
      entityId,
      reportType,
      units: staged.reduce((sum, { units }) => sum + units.length, 0),
    };
    const { funnels, rowsInserted } = await insertNewVersions(client, group);
    refuseLost(funnels, rowsInserted);
    const outcomes = sources.map(({ fileNo }, index) =>
      outcomeOf(staged[index] as StagedFile, funnels.get(fileNo)),
    );
    await recordLoads(client, sources, staged, outcomes);
    await alongside(client);
    return outcomes;
  });
}

/** Several files: their texts put together, a COPY for each table. One: a COPY for each piece, while it is being read. */
async function stageAll(
  client: PoolClient,
  sources: readonly FileSource[],
): Promise<readonly StagedFile[]> {
  const together = new Map<StagingTable, Uint8Array[]>();
  const staged: StagedFile[] = [];
  for (const source of sources) {
    const keep = async ({ table, bytes }: StagedSlice) => {
      if (sources.length === 1) return copyInto(client, table, [bytes]);
      const kept = together.get(table);
      if (kept === undefined) together.set(table, [bytes]);
      else kept.push(bytes);
    };
    staged.push(await drain(source.read(), keep));
  }
  for (const [table, bytes] of together) await copyInto(client, table, bytes);
  return staged;
}

async function drain(
  reading: StagedReading,
  keep: (slice: StagedSlice) => Promise<void>,
): Promise<StagedFile> {
  try {
    for (;;) {
      const next = await reading.next();
      if (next.done === true) return next.value;
      await keep(next.value);
    }
  } catch (error) {
    // Whoever reads in another thread must learn that nobody listens any more.
    await reading.throw(error).catch(() => {});
    throw error;
  }
}

async function stageNumbered(
  client: PoolClient,
  sources: readonly FileSource[],
  staged: readonly StagedFile[],
): Promise<void> {
  const base = { unit: 0, holding: 0, context: 0 };
  let fileLines = '';
  let unitLines = '';
  for (const [index, { file, fileNo }] of sources.entries()) {
    const { units, holdings, contexts, decision } = staged[index] as StagedFile;
    const { reportFileId } = file;
    const meaning = decision?.meaning ?? null;
    const bases = [base.unit, base.holding, base.context];
    fileLines += copyLine([fileNo, reportFileId, meaning, ...bases]);
    for (const { unitNo, pocketId, businessDate, contentHash, rowCount } of units) {
      const provisional = file.isProvisional(businessDate);
      const key = [fileNo, unitNo, pocketId, businessDate] as const;
      unitLines += copyLine([...key, contentHash, rowCount, provisional]);
    }
    base.unit += units.length;
    base.holding += holdings;
    base.context += contexts;
  }
  await copyInto(client, 'stage_file', [Buffer.from(fileLines)]);
  if (unitLines !== '') await copyInto(client, 'stage_unit', [Buffer.from(unitLines)]);
}

/** A row that went missing between its file and the ledger is a mistake of ours. */
function refuseLost(funnels: ReadonlyMap<number, FileFunnel>, rowsInserted: number): void {
  let rowsLoaded = 0;
  for (const funnel of funnels.values()) rowsLoaded += funnel.rowsLoaded;
  if (rowsLoaded === rowsInserted) return;
  throw new InvariantError(`${rowsLoaded} rows were to be loaded, ${rowsInserted} were`);
}

const NOTHING: FileFunnel = { rowsLoaded: 0, rowsDuplicate: 0, versionsNew: 0 };

function outcomeOf(staged: StagedFile, funnel: FileFunnel = NOTHING): LoadOutcome {
  const { rowsRead, rowsIgnored, units } = staged;
  return { rowsRead, ...funnel, rowsIgnored, units: units.length };
}

const PROBLEMS_KEPT_MAX = 100;

async function recordLoads(
  client: PoolClient,
  sources: readonly FileSource[],
  staged: readonly StagedFile[],
  outcomes: readonly LoadOutcome[],
): Promise<void> {
  const loads = sources.map(({ file }, index) => {
    const { decision, problems } = staged[index] as StagedFile;
    const outcome = outcomes[index] as LoadOutcome;
    return {
      report_file_id: String(file.reportFileId),
      rows_read: outcome.rowsRead,
      rows_loaded: outcome.rowsLoaded,
      rows_duplicate: outcome.rowsDuplicate,
      rows_ignored: outcome.rowsIgnored,
      units: outcome.units,
      versions_new: outcome.versionsNew,
      amount_meaning: decision?.meaning ?? null,
      amount_decided_by: decision?.decidedBy ?? null,
      rows_fit_cash: decision?.fitsCash ?? null,
      rows_fit_face: decision?.fitsFace ?? null,
      problems: problems.slice(0, PROBLEMS_KEPT_MAX),
    };
  });
  await client.query(
    `insert into ops.file_load (
       report_file_id, outcome, rows_read, rows_loaded, rows_duplicate, rows_ignored, rows_quarantined,
       units, versions_new, amount_meaning, amount_decided_by, rows_fit_cash, rows_fit_face, problems
     )
     select
       report_file_id, 'accepted', rows_read, rows_loaded, rows_duplicate, rows_ignored, 0, units,
       versions_new, amount_meaning, amount_decided_by, rows_fit_cash, rows_fit_face, problems
     from jsonb_to_recordset($1) as t (
       report_file_id bigint, rows_read bigint, rows_loaded bigint, rows_duplicate bigint,
       rows_ignored bigint, units int, versions_new int, amount_meaning text, amount_decided_by text,
       rows_fit_cash bigint, rows_fit_face bigint, problems jsonb
     )
     order by report_file_id`,
    [JSON.stringify(loads)],
  );
}

/** Notes that a file was refused, and why. Its bytes stay in the landing zone; nothing of it is in the ledger. */
export async function recordQuarantine(
  pool: Pool,
  reportFileId: bigint,
  reason: string,
): Promise<void> {
  await pool.query(
    `insert into ops.file_load (
       report_file_id, outcome, rows_read, rows_loaded, rows_duplicate, rows_ignored, rows_quarantined,
       units, versions_new, error
     )
     values ($1, 'quarantined', 0, 0, 0, 0, 0, 0, 0, $2)`,
    [reportFileId, reason],
  );
}
