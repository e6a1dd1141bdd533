import { writeToString } from 'fast-csv';
import type { CsvLayout } from '../profile.ts';

/** Values by our own names of the columns. */
export type CsvRow = Readonly<Record<string, string>>;

/** Columns come in the order of the profile; one the sandbox knows nothing about stays empty. */
export function writeCsv(layout: CsvLayout, rows: readonly CsvRow[]): Promise<string> {
  const columns = Array.isArray(layout.columns) ? layout.columns : Object.keys(layout.columns);
  const lines = rows.map((row) => columns.map((column) => textOf(layout, row, column)));
  const header =
    layout.header && !Array.isArray(layout.columns) ? [Object.values(layout.columns)] : [];
  return writeToString([...header, ...lines], {
    delimiter: layout.delimiter,
    includeEndRowDelimiter: true,
  });
}

function textOf(layout: CsvLayout, row: CsvRow, column: string): string {
  return column === 'marker' ? (layout.marker ?? '') : (row[column] ?? '');
}
