import { ValueError } from '../../domain/errors.ts';
import type { Bytes } from '../../domain/reading.ts';
import type { ProblemList } from '../problem-list.ts';
import {
  type CsvLayout,
  chooseLayout,
  delimitersOf,
  type LaidOut,
  type LayoutChoice,
} from './choose-layout.ts';
import type { UnknownColumn } from './csv-columns.ts';
import { type CsvRecord, csvRecords, type FirstLine } from './csv-records.ts';
import { CsvRow } from './csv-row.ts';

export interface CsvFile<Name extends string, Layout extends CsvLayout<Name>>
  extends LayoutChoice<Name, Layout> {
  readonly problems: ProblemList;
}

/** One row of a file; its column `marker` is where the layout has one. */
export type Cells<Name extends string> = CsvRow<Name | 'marker'>;

/** Reads the rows of a file once its layout is known; null for a row that is none of a ledger. */
export type RowMapper<Name extends string, Layout, Row> = (
  laidOut: LaidOut<Name, Layout>,
) => (cells: Cells<Name>) => Row | null;

const BATCH_ROWS = 1_000;
const UNKNOWN_TOLD_MAX = 20;

/**
 * The rows of a CSV file, in batches. Which of the profile's layouts it has is told by its first line, whatever was asked
 * for. A file with a header and no rows is empty; one without a single byte is refused, unless its layout says otherwise. Throws `ParseError` for a first
 * line that fits no layout or several, a row of another width, and every `ValueError` of the mapper.
 */
export async function* readCsvRows<Name extends string, Layout extends CsvLayout<Name>, Row>(
  bytes: Bytes,
  file: CsvFile<Name, Layout>,
  mapper: RowMapper<Name, Layout, Row>,
): AsyncGenerator<readonly Row[]> {
  let rows: RowReader<Name, Layout, Row> | null = null;
  let batch: Row[] = [];
  const choose = (firstLines: readonly FirstLine[]): string => {
    const laidOut = chooseLayout(file, firstLines);
    rows = new RowReader(file, laidOut, mapper);
    return laidOut.delimiter;
  };
  const end = new EndOfBytes();
  const records = csvRecords(end.watch(bytes), file.name, delimitersOf(file.layouts), choose);
  for await (const some of records) {
    (rows as RowReader<Name, Layout, Row> | null)?.read(some, batch);
    if (batch.length < BATCH_ROWS) continue;
    yield batch;
    batch = [];
  }
  // A row that is cut in its last cell is as wide as it should be.
  if (!end.isLineBreak()) file.problems.add('', 'the last line does not end: it may have been cut');
  file.problems.finish();
  yield batch;
}

/** Remembers the last two bytes of a file: in UTF-16 a line break is two of them. */
class EndOfBytes {
  #last: readonly number[] = [];

  async *watch(bytes: Bytes): AsyncGenerator<Uint8Array> {
    for await (const piece of bytes) {
      this.#last = [...this.#last, ...piece.subarray(-2)].slice(-2);
      yield piece;
    }
  }

  isLineBreak(): boolean {
    const [before, last] = [0, ...this.#last].slice(-2);
    const byte = last === 0 ? before : last;
    return this.#last.length === 0 || byte === 0x0a || byte === 0x0d;
  }
}

class RowReader<Name extends string, Layout extends CsvLayout<Name>, Row> {
  readonly #cells: Cells<Name>;
  readonly #map: (cells: Cells<Name>) => Row | null;
  #isHeader: boolean;

  constructor(
    file: CsvFile<Name, Layout>,
    laidOut: LaidOut<Name, Layout>,
    mapper: RowMapper<Name, Layout, Row>,
  ) {
    const { layout, columns } = laidOut;
    const map = mapper(laidOut);
    this.#cells = new CsvRow(file.name, columns);
    this.#isHeader = layout.header;
    this.#map = layout.header ? map : marked(layout.marker, map);
    tellUnknown(file.problems, columns.unknown);
  }

  read(records: readonly CsvRecord[], batch: Row[]): void {
    for (const record of records) {
      if (this.#isHeader) {
        this.#isHeader = false;
        continue;
      }
      const row = this.#cells.read(record, this.#map);
      if (row !== null) batch.push(row);
    }
  }
}

/** Every row of a file without a header says what it is. */
function marked<Name extends string, Row>(
  marker: string | undefined,
  map: (cells: Cells<Name>) => Row | null,
): (cells: Cells<Name>) => Row | null {
  if (marker === undefined) return map;
  return (cells) => {
    const found = cells.raw('marker');
    if (found !== marker) throw new ValueError(`the marker ${marker}`, found);
    return map(cells);
  };
}

function tellUnknown(problems: ProblemList, unknown: readonly UnknownColumn[]): void {
  if (unknown.length === 0) return;
  const told = unknown.slice(0, UNKNOWN_TOLD_MAX).map(({ header }) => `'${header}'`);
  const rest = unknown.length - told.length;
  const more = rest > 0 ? ` and ${rest} more` : '';
  problems.add('line 1', `unknown columns are kept as they came: ${told.join(', ')}${more}`);
}
