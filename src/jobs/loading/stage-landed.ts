import { InvariantError } from '../../domain/errors.ts';
import type { Bytes } from '../../domain/reading.ts';
import { FileCut } from '../../load/cut-file.ts';
import { type StagedReading, stageFile } from '../../load/stage-file.ts';
import {
  settledOn,
  stagePositions,
  stagePrices,
  stageStatements,
  stageTrades,
  stageTransactions,
  tradedOn,
} from '../../load/stage-rows.ts';
import { readReport } from '../../transform/read-report.ts';
import { countingTo } from './counting-to.ts';
import type { ReadTask } from './read-task.ts';
import { refuseForeign } from './refuse-foreign.ts';

/** Reads a report into COPY text. Throws `ParseError`, and `FILE_FOREIGN` for a file that was not the one asked for. */
export function stageLanded(task: ReadTask, bytes: Bytes): StagedReading {
  const { reportType, name, profile, timeZone } = task;
  const cut = new FileCut({ ...task, file: name }, task.asked, task.fileNo);
  const asked = {
    fileName: name,
    pocketIds: new Set(task.asked.map(({ pocketId }) => pocketId)),
  };
  const report = readReport(reportType, bytes, name, profile, timeZone);
  const dayOf = countingTo(task);
  switch (report.kind) {
    case 'statement':
      return stageFile(report.reading, cut, stageStatements(cut), false);
    case 'trades':
      return stageFile(report.reading, cut, refuseForeign(stageTrades(cut, tradedOn), asked), true);
    case 'trade-list':
      return stageFile(
        report.reading,
        cut,
        refuseForeign(
          stageTrades(cut, (row) =>
            reportType === 'TRADE_LIST_CSV' ? dayOf(tradedOn(row)) : settledOn(row),
          ),
          asked,
        ),
        true,
      );
    case 'transactions':
      return stageFile(
        report.reading,
        cut,
        refuseForeign(
          stageTransactions(cut, (row) => dayOf(row.bookedOn)),
          asked,
        ),
        true,
      );
    case 'positions':
      return stageFile(
        report.reading,
        cut,
        refuseForeign(stagePositions(cut, task.from), asked),
        false,
      );
    case 'prices':
      return stageFile(report.reading, cut, stagePrices(cut), false);
    default:
      throw new InvariantError(`no way to stage ${report satisfies never}`);
  }
}
