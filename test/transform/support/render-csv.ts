import type { CsvLayout } from '../../../src/transform/csv/choose-layout.ts';

export type CellsByColumn = Readonly<Record<string, string>>;

export interface Rendering {
  readonly delimiter?: string;
  readonly lineEnd?: string;
  readonly hasFinalLineEnd?: boolean;
  readonly quoteAll?: boolean;
  /** The headers in this order; all of the layout where left out. */
  readonly columns?: readonly string[];
  /** Headers without a meaning, with what stands below them. */
  readonly extra?: readonly (readonly [header: string, cell: string])[];
}

/** A file in a layout of a profile, by the first of its words and delimiters. Cells are named by our own columns. */
export function renderCsv(
  layout: CsvLayout<string> & { readonly marker?: string | undefined },
  rows: readonly CellsByColumn[],
  rendering: Rendering = {},
): string {
  const { lineEnd = '\n', hasFinalLineEnd = true, quoteAll = false, extra = [] } = rendering;
  const delimiter = rendering.delimiter ?? layout.delimiter[0] ?? ',';
  const columns = rendering.columns ?? columnsOf(layout);
  const header = layout.header
    ? [
        [
          ...columns.map((column) => layout.columns[column]?.[0] ?? column),
          ...extra.map(([name]) => name),
        ],
      ]
    : [];
  const lines = rows.map((row) => [
    ...columns.map((column) => (column === 'marker' ? (layout.marker ?? '') : (row[column] ?? ''))),
    ...extra.map(([, cell]) => cell),
  ]);
  const text = [...header, ...lines]
    .map((cells) => cells.map((cell) => quoted(cell, delimiter, quoteAll)).join(delimiter))
    .join(lineEnd);
  return hasFinalLineEnd ? `${text}${lineEnd}` : text;
}

export function columnsOf(layout: CsvLayout<string>): string[] {
  return layout.header ? Object.keys(layout.columns) : [...layout.columns];
}

function quoted(cell: string, delimiter: string, always: boolean): string {
  const mustQuote = always || cell.includes(delimiter) || /["\r\n]/.test(cell);
  return mustQuote ? `"${cell.replaceAll('"', '""')}"` : cell;
}
