import { ParseError, ValueError } from '../../domain/errors.ts';
import type { Bytes } from '../../domain/reading.ts';
import type { ProblemList } from '../problem-list.ts';
import { type CsvColumns, columnsByHeader, columnsByOrder } from './csv-columns.ts';
import { type CsvRecord, csvRecords } from './csv-records.ts';
import { CsvRow } from './csv-row.ts';

/** How a file is laid out: a section of the profile's `csv`. */
export type CsvLayout<Name extends string> =
  | {
      readonly delimiter: string;
      readonly header: true;
      readonly columns: Readonly<Partial<Record<Name, readonly string[]>>>;
      readonly required: readonly Name[];
    }
  | {
      readonly delimiter: string;
      readonly header: false;
      readonly columns: readonly (Name | 'marker' | 'ignored')[];
      readonly marker?: string | undefined;
    };

export interface CsvFile<Name extends string> {
  readonly name: string;
  readonly layout: CsvLayout<Name>;
  /** All columns that the reader may ask for. */
  readonly columns: readonly Name[];
  readonly problems: ProblemList;
}

type Cells<Name extends string> = CsvRow<Name | 'marker'>;

const BATCH_ROWS = 1_000;

/**
 * `map` of each row of a CSV file, in batches. A file with a header and no rows is empty; one without a single byte is
 * refused. Throws `ParseError` for a header that does not fit, a row of another width than the header, and every
 * `ValueError` of `map`.
 */
export async function* readCsvRows<Name extends string, Row>(
  bytes: Bytes,
  file: CsvFile<Name>,
  map: (cells: Cells<Name>) => Row,
): AsyncGenerator<readonly Row[]> {
  const { layout } = file;
  let row = layout.header
    ? null
    : new CsvRow(file.name, columnsByOrder(layout.columns, file.columns));
  let isEmpty = true;
  let batch: Row[] = [];
  for await (const records of csvRecords(bytes, file.name, layout.delimiter)) {
    for (const record of records) {
      isEmpty = false;
      if (row === null) row = headerRow(file, record);
      else batch.push(row.read(record, (cells) => mapMarked(cells, layout, map)));
    }
    if (batch.length < BATCH_ROWS) continue;
    yield batch;
    batch = [];
  }
  if (isEmpty) throw new ParseError(startOf(file), 'expected rows, got an empty file');
  file.problems.finish();
  yield batch;
}

function mapMarked<Name extends string, Row>(
  cells: Cells<Name>,
  layout: CsvLayout<Name>,
  map: (cells: Cells<Name>) => Row,
): Row {
  if (!layout.header && layout.marker !== undefined) {
    const marker = cells.raw('marker');
    if (marker !== layout.marker) throw new ValueError(`the marker ${layout.marker}`, marker);
  }
  return map(cells);
}

function headerRow<Name extends string>(file: CsvFile<Name>, record: CsvRecord): Cells<Name> {
  const columns = columnsOf(file, record);
  if (columns.unknown.length > 0) {
    const names = columns.unknown.map((text) => `'${text}'`).join(', ');
    file.problems.add(`line ${record.line}`, `unknown columns were passed over: ${names}`);
  }
  return new CsvRow(file.name, columns);
}

function columnsOf<Name extends string>(
  { name, layout, columns }: CsvFile<Name>,
  record: CsvRecord,
): CsvColumns<Name | 'marker'> {
  if (!layout.header) return columnsByOrder(layout.columns, columns);
  try {
    const found = columnsByHeader(record.fields, layout.columns, layout.required);
    const index = Object.fromEntries(columns.map((column) => [column, found.index[column] ?? -1]));
    return { ...found, index: { ...index, marker: -1 } as Record<Name | 'marker', number> };
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    const place = { file: name, line: record.line, column: 1, locator: 'header' };
    throw new ParseError(place, error.message, error);
  }
}

function startOf(file: { readonly name: string }) {
  return { file: file.name, line: 1, column: 1, locator: '' };
}
