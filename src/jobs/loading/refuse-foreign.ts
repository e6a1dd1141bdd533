import { PocketbookError } from '../../domain/errors.ts';
import type { RowStage } from '../../load/stage-rows.ts';

interface RowOfPocket {
  readonly pocketId: string;
  readonly locator: string;
}

interface Asked {
  readonly fileName: string;
  readonly pocketIds: ReadonlySet<string | null>;
}

/**
 * A file of all pockets may tell of one that is new to us, or that was closed long ago. One that tells of such alone, and of
 * none that was asked for, is somebody else's: it throws `FILE_FOREIGN` once all of its rows have been staged.
 */
export function refuseForeign<Row extends RowOfPocket>(
  stage: RowStage<Row>,
  { fileName, pocketIds }: Asked,
): RowStage<Row> {
  let isOurs = false;
  let unknown: RowOfPocket | undefined;
  return {
    ...stage,
    stage(row) {
      if (pocketIds.has(row.pocketId)) isOurs = true;
      else unknown ??= row;
      stage.stage(row);
    },
    end() {
      if (!isOurs && unknown !== undefined) throw foreign(fileName, unknown);
      stage.end?.();
    },
  };
}

function foreign(fileName: string, { locator, pocketId }: RowOfPocket): PocketbookError {
  return new PocketbookError(
    'FILE_FOREIGN',
    `${fileName} ${locator}: expected rows of a pocket that was asked for, got pocket ${pocketId} and no other that is ours`,
    { retryable: false, context: { file: fileName, locator } },
  );
}
