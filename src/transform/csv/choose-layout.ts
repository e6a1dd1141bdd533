import { type FilePlace, ParseError, ValueError } from '../../domain/errors.ts';
import { type CsvColumns, columnsByHeader, columnsByOrder } from './csv-columns.ts';
import type { FirstLine } from './csv-records.ts';

/** How a file may be laid out: one of the `layouts` of a report in the profile. */
export type CsvLayout<Name extends string> =
  | {
      readonly format: string;
      readonly delimiter: readonly string[];
      readonly header: true;
      readonly columns: Readonly<Partial<Record<Name, readonly string[]>>>;
      readonly required: readonly Name[];
    }
  | {
      readonly format: string;
      readonly delimiter: readonly string[];
      readonly header: false;
      readonly columns: readonly (Name | 'marker' | 'ignored')[];
      readonly marker?: string | undefined;
      /** A file without a byte is a report without rows, where this layout was asked for. */
      readonly may_be_empty?: boolean | undefined;
    };

export interface LaidOut<Name extends string, Layout> {
  readonly layout: Layout;
  readonly delimiter: string;
  readonly columns: CsvColumns<Name | 'marker'>;
}

/** Why a layout is not that of a file. */
export interface Misfit<Layout> {
  readonly layout: Layout;
  readonly place: Pick<FilePlace, 'line' | 'column' | 'locator'>;
  readonly reason: string;
}

/** No report has a tenth of it, and what comes next costs time for each. */
const COLUMNS_MAX = 10_000;

export interface LayoutFits<Name extends string, Layout> {
  readonly fits: readonly LaidOut<Name, Layout>[];
  /** One a layout that does not fit, under the delimiter that gives it most cells. */
  readonly misfits: readonly Misfit<Layout>[];
}

/** Which of `layouts` the first line of a file has: by its header, or by marker and width. */
export function fitLayouts<Name extends string, Layout extends CsvLayout<Name>>(
  layouts: readonly Layout[],
  names: readonly Name[],
  firstLines: readonly FirstLine[],
): LayoutFits<Name, Layout> {
  const fits: LaidOut<Name, Layout>[] = [];
  const misfits: Misfit<Layout>[] = [];
  for (const layout of layouts) {
    const tried = linesFor(layout, firstLines).map((line) => tryLayout(layout, names, line));
    const fitting = tried.filter((result) => 'columns' in result);
    const [misfit] = tried.filter((result) => 'reason' in result);
    fits.push(...fitting);
    if (fitting.length === 0 && misfit !== undefined) misfits.push(misfit);
  }
  return { fits, misfits };
}

/** Where a report can be laid out in several ways, and what it is called in messages. */
export interface LayoutChoice<Name extends string, Layout> {
  readonly name: string;
  readonly layouts: readonly Layout[];
  /** All columns that the reader may ask for. */
  readonly columns: readonly Name[];
  /** The wire format that was asked for: it matters to a file without a line, and to no other. */
  readonly askedFormat?: string;
}

/**
 * The one layout that fits. Throws `ParseError` naming each layout and what it lacks, and for a file that fits several.
 */
export function chooseLayout<Name extends string, Layout extends CsvLayout<Name>>(
  choice: LayoutChoice<Name, Layout>,
  firstLines: readonly FirstLine[],
): LaidOut<Name, Layout> {
  const { name: file, layouts, columns } = choice;
  if (firstLines.every(({ record, failure }) => record === null && failure === null)) {
    return emptyLayout(choice);
  }
  const { fits, misfits } = fitLayouts(layouts, columns, firstLines);
  const [fit, other] = fits;
  if (fit === undefined) throw refuseAll(file, misfits);
  if (other !== undefined) {
    const found = fits.map(({ layout, delimiter }) => `${layout.format} by '${delimiter}'`);
    throw new ParseError(
      placeIn(file),
      `expected a file of one layout, got one that fits ${found.join(' and ')}`,
    );
  }
  return fit;
}

function emptyLayout<Name extends string, Layout extends CsvLayout<Name>>({
  name,
  layouts,
  columns,
  askedFormat,
}: LayoutChoice<Name, Layout>): LaidOut<Name, Layout> {
  const layout = layouts.find(({ format }) => format === askedFormat);
  const [delimiter = ''] = layout?.delimiter ?? [];
  if (layout === undefined || layout.header || layout.may_be_empty !== true) {
    throw new ParseError(placeIn(name), 'expected rows, got an empty file');
  }
  return { layout, delimiter, columns: columnsByOrder<Name>(layout.columns, columns) };
}

/** All delimiters that a file of one of these layouts may have. */
export function delimitersOf(layouts: readonly CsvLayout<string>[]): string[] {
  return [...new Set(layouts.flatMap(({ delimiter }) => delimiter))];
}

/** The lines as this layout would split them, the one with most cells first. */
function linesFor(
  { delimiter }: { readonly delimiter: readonly string[] },
  firstLines: readonly FirstLine[],
): FirstLine[] {
  return firstLines
    .filter((line) => delimiter.includes(line.delimiter))
    .sort((left, right) => cellsOf(right) - cellsOf(left));
}

function cellsOf({ record }: FirstLine): number {
  return record?.fields.length ?? 0;
}

function tryLayout<Name extends string, Layout extends CsvLayout<Name>>(
  layout: Layout,
  names: readonly Name[],
  { delimiter, record, failure }: FirstLine,
): LaidOut<Name, Layout> | Misfit<Layout> {
  if (record === null) {
    const place = { line: failure?.line ?? 1, column: failure?.cell ?? 1, locator: '' };
    return { layout, place, reason: failure?.reason ?? 'expected rows, got an empty file' };
  }
  const place = { line: record.line, column: 1, locator: layout.header ? 'header' : '' };
  if (record.fields.length > COLUMNS_MAX) {
    return { layout, place, reason: `expected at most ${COLUMNS_MAX} columns` };
  }
  try {
    return { layout, delimiter, columns: columnsOf<Name>(layout, names, record.fields) };
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    return { layout, place, reason: error.message };
  }
}

function columnsOf<Name extends string>(
  layout: CsvLayout<Name>,
  names: readonly Name[],
  cells: readonly string[],
): CsvColumns<Name | 'marker'> {
  if (!layout.header) {
    const columns = columnsByOrder(layout.columns, names);
    refuseOtherRows(layout, cells);
    return columns;
  }
  const found = columnsByHeader(cells, layout.columns, layout.required);
  const index = Object.fromEntries(names.map((name) => [name, found.index[name] ?? -1]));
  return { ...found, index: { ...index, marker: -1 } as Record<Name | 'marker', number> };
}

function refuseOtherRows<Name extends string>(
  { columns, marker }: CsvLayout<Name> & { readonly header: false },
  cells: readonly string[],
): void {
  if (cells.length !== columns.length) {
    throw new ValueError(`${columns.length} columns`, String(cells.length));
  }
  const found = cells[columns.indexOf('marker')];
  if (marker !== undefined && found !== marker) {
    throw new ValueError(`the marker ${marker}`, found ?? '');
  }
}

function refuseAll<Layout extends { readonly format: string }>(
  file: string,
  misfits: readonly Misfit<Layout>[],
): ParseError {
  const [first, ...others] = misfits;
  if (first === undefined) return new ParseError(placeIn(file), 'expected a layout in the profile');
  if (others.length === 0) return new ParseError({ file, ...first.place }, first.reason);
  const reasons = misfits.map(({ layout, reason }) => `as ${layout.format}: ${reason}`);
  return new ParseError(
    { file, line: first.place.line, column: 1, locator: '' },
    `expected a file of one of ${misfits.length} layouts; ${reasons.join('; ')}`,
  );
}

function placeIn(file: string): FilePlace {
  return { file, line: 1, column: 1, locator: '' };
}
