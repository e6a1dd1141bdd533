import type { Pool, PoolClient } from 'pg';
import { inTransaction } from '../db/in-transaction.ts';
import type { BusinessDate } from '../domain/business-date.ts';
import type { AmountMeaning } from '../domain/ledger-row.ts';
import type { Problem, Reading } from '../domain/reading.ts';
import type { ReportType } from '../domain/report.ts';
import { FileCut, type UnitKey } from './cut-file.ts';
import { insertNewVersions } from './insert-versions.ts';
import type { RowStage } from './stage-rows.ts';
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

/** How the file turned out to be meant, once all of it has been read; only trade files have it. */
export interface AmountDecision {
  readonly meaning: AmountMeaning;
  readonly decidedBy: 'arithmetic' | 'profile';
  readonly fitsCash: number;
  readonly fitsFace: number;
}

export interface FileReading<Row> extends Reading<Row> {
  /** Rows of the file that the reader passed over by a rule, such as pending entries. */
  ignored(): number;
  /** What the amount column of a trade file means. */
  amountMeaning?(): AmountDecision;
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
  return inTransaction(pool, async (client) => {
    // Read anew should the transaction have to be repeated.
    const reading = read();
    const cut = new FileCut({ ...file, file: file.name }, file.asked);
    const stage = stageFor(cut);
    await openStaging(client);
    const rowsStaged = await stageRows(client, reading, stage);
    const decision = reading.amountMeaning?.();
    const doubledLines = await stageNumbered(client, file, cut, decision);
    const loading = { ...file, units: cut.units.length, doubledLines };
    const inserted = await insertNewVersions(client, loading, decision?.meaning ?? null);
    const rowsIgnored = reading.ignored() + stage.ignored();
    const rowsRead = rowsStaged + reading.ignored();
    const outcome = {
      rowsRead,
      rowsLoaded: inserted.rows,
      rowsDuplicate: inserted.duplicates,
      rowsIgnored,
      units: cut.units.length,
      versionsNew: inserted.versions,
    };
    await recordLoad(client, file, outcome, decision, reading.problems);
    return outcome;
  });
}

async function stageRows<Row>(
  client: PoolClient,
  reading: Reading<Row>,
  stage: RowStage<Row>,
): Promise<number> {
  let rowsStaged = 0;
  await copyInto(client, stage.table, textOfBatches());
  for (const [table, lines] of stage.others()) await copyInto(client, table, lines);
  return rowsStaged;

  async function* textOfBatches(): AsyncGenerator<string> {
    for await (const batch of reading.rows) {
      let text = '';
      for (const row of batch) text += stage.stage(row);
      rowsStaged += batch.length;
      yield text;
    }
  }
}

/** Returns how many lines stand in a unit for a second time. */
async function stageNumbered(
  client: PoolClient,
  file: FileToLoad,
  cut: FileCut,
  decision: AmountDecision | undefined,
): Promise<number> {
  const isOfTrades = file.reportType === 'TRADE_REPORT' || file.reportType === 'TRADE_LIST';
  const unitLines: string[] = [];
  const doubledLines: string[] = [];
  const salt = decision?.meaning ?? '';
  for (const unit of cut.units) {
    const { unitNo, pocketId, businessDate, rowCount } = unit;
    const provisional = file.isProvisional(businessDate);
    // That a day was empty means the same in every file.
    const hash = unit.digest(rowCount === 0 ? '' : salt).toString('hex');
    unitLines.push(
      `${unitNo}\t${pocketId ?? '\\N'}\t${businessDate}\t${hash}\t${rowCount}\t${provisional}\n`,
    );
    // Only trades carry what tells a doubled line from two equal facts.
    for (const { ordinal, firstOrdinal } of isOfTrades ? unit.doubledLines() : []) {
      doubledLines.push(`${unitNo}\t${ordinal}\t${firstOrdinal}\n`);
    }
  }
  const staged: readonly (readonly [StagingTable, readonly string[]])[] = [
    ['stage_unit', unitLines],
    ['stage_security', cut.securityLines],
    ['stage_holding', cut.holdingLines],
    ['stage_context', cut.contextLines],
    ['stage_doubled', doubledLines],
  ];
  for (const [table, lines] of staged) if (lines.length > 0) await copyInto(client, table, lines);
  return doubledLines.length;
}

const PROBLEMS_KEPT_MAX = 100;

async function recordLoad(
  client: PoolClient,
  file: FileToLoad,
  outcome: LoadOutcome,
  decision: AmountDecision | undefined,
  problems: readonly Problem[],
): Promise<void> {
  await client.query(
    `insert into ops.file_load (
       report_file_id, outcome, rows_read, rows_loaded, rows_duplicate, rows_ignored, rows_quarantined,
       units, versions_new, amount_meaning, amount_decided_by, rows_fit_cash, rows_fit_face, problems
     )
     values ($1, 'accepted', $2, $3, $4, $5, 0, $6, $7, $8, $9, $10, $11, $12)`,
    [
      file.reportFileId,
      outcome.rowsRead,
      outcome.rowsLoaded,
      outcome.rowsDuplicate,
      outcome.rowsIgnored,
      outcome.units,
      outcome.versionsNew,
      decision?.meaning ?? null,
      decision?.decidedBy ?? null,
      decision?.fitsCash ?? null,
      decision?.fitsFace ?? null,
      JSON.stringify(problems.slice(0, PROBLEMS_KEPT_MAX)),
    ],
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
