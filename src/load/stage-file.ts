import type { BusinessDate } from '../domain/business-date.ts';
import type { AmountMeaning } from '../domain/ledger-row.ts';
import type { Problem, Reading } from '../domain/reading.ts';
import { copyLine } from './copy-text.ts';
import type { FileCut } from './cut-file.ts';
import type { RowStage } from './stage-rows.ts';
import type { StagedSlice } from './staged-lines.ts';

/** How the file turned out to be meant, once all of it has been read; only trade files have it. */
export interface AmountDecision {
  readonly meaning: AmountMeaning;
  readonly decidedBy: 'arithmetic' | 'profile';
  readonly fitsCash: number;
  readonly fitsFace: number;
}

export interface FileReading<Row> extends Reading<Row> {
  /** Rows of the file that the reader passed over by a rule, such as totals. */
  ignored(): number;
  /** What the amount column of a trade file means. */
  amountMeaning?(): AmountDecision;
}

/** What a file says of one unit: how many rows, and the hash of their content. */
export interface StagedUnit {
  readonly unitNo: number;
  readonly pocketId: string | null;
  readonly businessDate: BusinessDate;
  readonly contentHash: string;
  readonly rowCount: number;
}

/** What a file amounts to when all of it has been read. Plain data: it may come from another thread. */
export interface StagedFile {
  readonly units: readonly StagedUnit[];
  readonly holdings: number;
  readonly contexts: number;
  readonly rowsRead: number;
  readonly rowsIgnored: number;
  readonly decision: AmountDecision | null;
  readonly problems: readonly Problem[];
}

/**
 * COPY text for the staging tables, piece by piece while the file is read; returns what it amounts to. Throws what the
 * reader throws: what was handed out by then is worth nothing.
 */
export type StagedReading = AsyncGenerator<StagedSlice, StagedFile, void>;

/** `namesRows`: only trades and transactions carry what tells a doubled line from two equal facts. */
export async function* stageFile<Row>(
  reading: FileReading<Row>,
  cut: FileCut,
  stage: RowStage<Row>,
  namesRows: boolean,
): StagedReading {
  let rowsHandedOut = 0;
  for await (const batch of reading.rows) {
    for (const row of batch) stage.stage(row);
    rowsHandedOut += batch.length;
    yield* cut.lines.takeFull();
  }
  stage.end?.();
  const decision = reading.amountMeaning?.() ?? null;
  if (namesRows) addDoubledLines(cut);
  yield* cut.lines.takeAll();
  return {
    units: stagedUnits(cut, decision),
    ...cut.counts,
    rowsRead: rowsHandedOut + reading.ignored(),
    rowsIgnored: reading.ignored() + stage.ignored(),
    decision,
    problems: reading.problems,
  };
}

function stagedUnits(cut: FileCut, decision: AmountDecision | null): StagedUnit[] {
  const salt = decision?.meaning ?? '';
  return cut.units.map((unit) => {
    const { unitNo, pocketId, businessDate, rowCount } = unit;
    // That a day was empty means the same in every file.
    const contentHash = unit.digest(rowCount === 0 ? '' : salt).toString('hex');
    return { unitNo, pocketId, businessDate, contentHash, rowCount };
  });
}

function addDoubledLines({ units, lines, fileNo }: FileCut): void {
  for (const unit of units) {
    for (const { ordinal, firstOrdinal } of unit.doubledLines()) {
      lines.add('stage_doubled', copyLine([fileNo, unit.unitNo, ordinal, firstOrdinal]));
    }
  }
}
