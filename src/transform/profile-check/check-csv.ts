import type { Bytes } from '../../domain/reading.ts';
import type { CsvLayout } from '../csv/choose-layout.ts';
import { type CsvRecord, csvRecords } from '../csv/csv-records.ts';
import type { Profile } from '../profile.ts';
import { CSV_KINDS, type CsvKind } from '../recognise.ts';
import { DateFormats } from './date-formats.ts';
import { type NearLayout, nearestLayout } from './nearest-layout.ts';
import {
  DATE_COLUMNS,
  type FreeHeader,
  type MissingColumn,
  nearestHeaders,
  proposeHeaders,
} from './propose-headers.ts';
import { lastFour, redacted } from './redact.ts';
import type { ColumnCheck, CsvCheck } from './sample-check.ts';

/** Beside those of the profile: what a sample may be separated by. */
const COMMON_DELIMITERS = [',', ';', '|', '\t'];

/** More headers, and more words, are no report. */
const FREE_MAX = 200;
const WORDS_MAX = 10;

/** Columns whose cells are told whole, however long their numbers are. */
const OPEN_COLUMNS = new Set(['pocket_id', 'cusip', 'price', 'amount', 'quantity', 'market_value']);

/** What was found, and what the profile would need. */
export interface CsvFindings {
  readonly check: Omit<CsvCheck, 'amounts'>;
  readonly needs: readonly string[];
  /** What it could be given besides. */
  readonly hints: readonly string[];
}

/**
 * Looks at the cells of a sample by the layout that comes nearest, whether it fits or not. Null for a file without a line.
 * Throws `ParseError` for what cannot even be split into records.
 */
export async function checkCsv(
  bytes: Bytes,
  fileName: string,
  kind: CsvKind,
  profile: Profile,
): Promise<CsvFindings | null> {
  const { section } = CSV_KINDS[kind];
  const layouts: readonly CsvLayout<string>[] = profile.csv[section].layouts;
  const delimiters = new Set([
    ...layouts.flatMap((layout) => layout.delimiter),
    ...COMMON_DELIMITERS,
  ]);
  const found: { near: NearLayout | null } = { near: null };
  let cells: SampleCells | null = null;
  const records = csvRecords(bytes, fileName, [...delimiters], (firstLines) => {
    found.near = nearestLayout(layouts, firstLines);
    return found.near?.delimiter ?? ',';
  });
  for await (const some of records) {
    if (found.near === null) continue;
    cells ??= new SampleCells(found.near, profile, section);
    for (const record of some) cells.add(record);
  }
  return cells === null ? null : cells.findings();
}

class SampleCells {
  readonly #near: NearLayout;
  readonly #path: string;
  readonly #dateFormat: string | null;
  readonly #dates: DateFormats;
  readonly #words: UnknownWords | null;
  #first: readonly string[] | null = null;
  /** Headers that columns which were not found probably go by. */
  #proposed: ReadonlyMap<string, FreeHeader> = new Map();
  #isHeader: boolean;
  #rows = 0;

  constructor(near: NearLayout, profile: Profile, section: keyof Profile['csv']) {
    this.#near = near;
    this.#path = `csv.${section}.layouts[${near.index}]`;
    this.#isHeader = near.layout.header;
    this.#dateFormat = dateFormatOf(near.layout);
    this.#dates = new DateFormats(this.#dateFormat ?? 'YYYY-MM-DD');
    this.#words = unknownWords(profile, section, near.layout, this.#path);
  }

  add({ fields }: CsvRecord): void {
    if (this.#isHeader) {
      this.#isHeader = false;
      return;
    }
    this.#rows++;
    if (this.#first === null) {
      this.#first = fields;
      this.#proposed = proposeHeaders(this.#missing(), this.#free());
    }
    for (const [column, { place }] of this.#near.places) this.#look(column, fields[place] ?? '');
    for (const [column, { place }] of this.#proposed) this.#look(column, fields[place] ?? '');
  }

  findings(): CsvFindings {
    const { layout, delimiter } = this.#near;
    if (this.#first === null) this.#proposed = proposeHeaders(this.#missing(), this.#free());
    const candidates = this.#dates.candidates();
    const format = this.#dateFormat;
    const fits = format !== null && (this.#dates.isEmpty() || candidates.includes(format));
    const check = {
      layout: this.#path,
      format: layout.format,
      delimiter,
      rows: this.#rows,
      columns: columnNames(layout).map((column) => this.#column(column)),
      unknown: this.#free().map(({ header, cell }) => ({ header, example: redacted(cell) })),
      dates: format === null ? null : { format, fits, candidates },
    };
    const needs = [
      ...this.#delimiterNeeds(),
      ...this.#orderNeeds(),
      ...this.#missing().flatMap((column) => (column.required ? [this.#columnNeed(column)] : [])),
      ...dateNeeds(this.#path, check.dates),
      ...(this.#words?.needs() ?? []),
    ];
    const hints = this.#missing()
      .filter(({ column, required }) => !required && this.#proposed.has(column))
      .map((column) => this.#columnNeed(column));
    return { check, needs, hints };
  }

  #look(column: string, cell: string): void {
    if (DATE_COLUMNS.has(column)) this.#dates.add(cell);
    if (column === this.#words?.column) this.#words.add(cell.trim());
  }

  #column(column: string): ColumnCheck {
    const { layout, cells, places } = this.#near;
    const found = places.get(column);
    if (found === undefined) {
      const missing = this.#missingColumn(column);
      const nearest = nearestHeaders(missing, this.#free());
      const { required } = missing;
      return { column, required, found: null, synonym: null, example: null, nearest };
    }
    const { place, synonym } = found;
    const name = layout.header ? (cells[place] ?? '') : `column ${place + 1}`;
    const example = this.#first === null ? null : shown(column, this.#first[place] ?? '');
    return { column, required: true, found: name, synonym, example, nearest: [] };
  }

  #missing(): MissingColumn[] {
    const { layout, places } = this.#near;
    return columnNames(layout)
      .filter((column) => !places.has(column))
      .map((column) => this.#missingColumn(column));
  }

  #missingColumn(column: string): MissingColumn {
    const { layout } = this.#near;
    if (!layout.header) return { column, required: true, synonyms: [] };
    const required = layout.required.includes(column);
    return { column, required, synonyms: layout.columns[column] ?? [] };
  }

  #free(): FreeHeader[] {
    const { layout, cells, places } = this.#near;
    if (!layout.header) return [];
    const known = new Set([...places.values()].map(({ place }) => place));
    return cells
      .map((header, place) => ({ header, place, cell: this.#first?.[place] ?? '' }))
      .filter(({ place }) => !known.has(place))
      .slice(0, FREE_MAX);
  }

  #delimiterNeeds(): string[] {
    const { layout, delimiter } = this.#near;
    if (layout.delimiter.includes(delimiter)) return [];
    return [`${this.#path}.delimiter: add ${JSON.stringify(delimiter)}`];
  }

  #orderNeeds(): string[] {
    const { layout, cells } = this.#near;
    if (layout.header) return [];
    const { columns, marker } = layout;
    const found = cells[columns.indexOf('marker')] ?? '';
    const needs: string[] = [];
    if (cells.length !== columns.length) {
      const names = columns.length;
      needs.push(`${this.#path}.columns: name ${cells.length} columns, it names ${names}`);
    } else if (marker !== undefined && found !== marker) {
      needs.push(`${this.#path}.marker: set ${JSON.stringify(redacted(found))}`);
    }
    return needs;
  }

  #columnNeed({ column }: MissingColumn): string {
    const key = `${this.#path}.columns.${column}`;
    const proposed = this.#proposed.get(column);
    return proposed === undefined
      ? `${key}: no header of the sample is like it`
      : `${key}: add ${JSON.stringify(proposed.header)}`;
  }
}

/** Words of a column that the profile gives a meaning one by one, such as `Buy/Sell`. */
class UnknownWords {
  readonly column: string;
  readonly #known: ReadonlySet<string>;
  readonly #path: string;
  readonly #found = new Set<string>();

  constructor(
    column: string,
    groups: Readonly<Record<string, readonly string[] | undefined>>,
    path: string,
  ) {
    this.column = column;
    this.#path = `${path} { ${Object.keys(groups).join(', ')} }`;
    const words = Object.values(groups).flatMap((group) => group ?? []);
    this.#known = new Set(words.map((word) => word.toUpperCase()));
  }

  add(word: string): void {
    if (word !== '' && !this.#known.has(word.toUpperCase()) && this.#found.size < WORDS_MAX) {
      this.#found.add(word);
    }
  }

  needs(): string[] {
    return [...this.#found].map(
      (word) => `${this.#path}: add ${JSON.stringify(redacted(word))} to one of them`,
    );
  }
}

function unknownWords(
  profile: Profile,
  section: keyof Profile['csv'],
  layout: CsvLayout<string>,
  path: string,
): UnknownWords | null {
  switch (section) {
    case 'TRADE_REPORT': {
      const own = profile.csv.TRADE_REPORT.layouts.find((candidate) => candidate === layout);
      return own === undefined ? null : new UnknownWords('side', own.sides, `${path}.sides`);
    }
    case 'TRADE_LIST':
      return new UnknownWords('activity', profile.api.trade.activities, 'api.trade.activities');
    case 'TRANSACTION_LIST': {
      const { directions } = profile.csv.TRANSACTION_LIST;
      return new UnknownWords('direction', directions, 'csv.TRANSACTION_LIST.directions');
    }
    case 'POSITION_SUMMARY_REPORT':
    case 'SECURITY_PRICE_REPORT':
      return null;
  }
}

function columnNames({ header, columns }: CsvLayout<string>): string[] {
  if (!header) return columns.filter((column) => column !== 'ignored');
  return Object.keys(columns);
}

function dateFormatOf(layout: CsvLayout<string>): string | null {
  return 'date_format' in layout && typeof layout.date_format === 'string'
    ? layout.date_format
    : null;
}

function dateNeeds(path: string, dates: CsvCheck['dates']): string[] {
  if (dates === null || dates.fits) return [];
  const { candidates } = dates;
  const [only] = candidates;
  if (only === undefined) return [`${path}.date_format: no common format reads all dates`];
  if (candidates.length === 1) return [`${path}.date_format: set ${only}`];
  return [
    `${path}.date_format: set one of ${candidates.join(', ')}: the dates of the sample fit all of them`,
  ];
}

function shown(column: string, cell: string): string {
  if (column === 'custodian_account') return lastFour(cell);
  return OPEN_COLUMNS.has(column) || DATE_COLUMNS.has(column) ? cell : redacted(cell);
}
