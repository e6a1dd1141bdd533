import type { Bytes } from '../../domain/reading.ts';
import type { CsvLayout } from '../csv/choose-layout.ts';
import { type CsvRecord, csvRecords } from '../csv/csv-records.ts';
import { nearestTexts } from '../csv/nearest-texts.ts';
import { headerKey, type Profile } from '../profile.ts';
import { CSV_KINDS, type CsvKind } from '../recognise.ts';
import { DateFormats } from './date-formats.ts';
import { type NearLayout, nearestLayout } from './nearest-layout.ts';
import { lastFour, redacted } from './redact.ts';
import type { ColumnCheck, CsvCheck, UnknownCheck } from './sample-check.ts';

const DATE_COLUMNS = new Set([
  'issue_date',
  'maturity_date',
  'trade_date',
  'settlement_date',
  'book_date',
  'pricing_date',
]);

/** Beside those of the profile: what a sample may be separated by. */
const COMMON_DELIMITERS = [',', ';', '|', '\t'];

/** Columns whose cells are told whole, however long their numbers are. */
const OPEN_COLUMNS = new Set(['pocket_id', 'cusip', 'price', 'amount', 'quantity', 'market_value']);

/** What was found, and what the profile would need. */
export interface CsvFindings {
  readonly check: Omit<CsvCheck, 'amounts'>;
  readonly needs: readonly string[];
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
    this.#first ??= fields;
    for (const [column, { place }] of this.#near.places) {
      const cell = fields[place] ?? '';
      if (DATE_COLUMNS.has(column)) this.#dates.add(cell);
      if (column === this.#words?.column) this.#words.add(cell.trim());
    }
  }

  findings(): CsvFindings {
    const { layout, delimiter } = this.#near;
    const unknown = this.#unknown();
    const columns = columnNames(layout).map((column) => this.#column(column, unknown));
    const candidates = this.#dates.candidates();
    const format = this.#dateFormat;
    const fits = format !== null && (this.#dates.isEmpty() || candidates.includes(format));
    const check = {
      layout: this.#path,
      format: layout.format,
      delimiter,
      rows: this.#rows,
      columns,
      unknown,
      dates: format === null ? null : { format, fits, candidates },
    };
    const needs = [
      ...this.#delimiterNeeds(),
      ...this.#orderNeeds(),
      ...columns.flatMap((column) => this.#columnNeeds(column)),
      ...dateNeeds(this.#path, check.dates),
      ...(this.#words?.needs() ?? []),
    ];
    return { check, needs };
  }

  #column(column: string, unknown: readonly UnknownCheck[]): ColumnCheck {
    const { layout, cells, places } = this.#near;
    const required = !layout.header || layout.required.includes(column);
    const found = places.get(column);
    if (found === undefined) {
      return {
        column,
        required,
        found: null,
        synonym: null,
        example: null,
        nearest: this.#nearest(column, unknown),
      };
    }
    const name = layout.header ? (cells[found.place] ?? '') : `column ${found.place + 1}`;
    const example = this.#first === null ? null : shown(column, this.#first[found.place] ?? '');
    return { column, required, found: name, synonym: found.synonym, example, nearest: [] };
  }

  #nearest(column: string, unknown: readonly UnknownCheck[]): string[] {
    const { layout } = this.#near;
    if (!layout.header) return [];
    const wanted = [column, ...(layout.columns[column] ?? [])].map(headerKey);
    return nearestTexts(
      wanted,
      unknown.map(({ header }) => header),
      headerKey,
    );
  }

  #unknown(): UnknownCheck[] {
    const { layout, cells, places } = this.#near;
    if (!layout.header) return [];
    const known = new Set([...places.values()].map(({ place }) => place));
    return cells
      .map((header, place) => ({ header, example: redacted(this.#first?.[place] ?? ''), place }))
      .filter(({ place }) => !known.has(place))
      .map(({ header, example }) => ({ header, example }));
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

  #columnNeeds({ column, required, found, nearest: [near] }: ColumnCheck): string[] {
    if (found !== null || !required) return [];
    const key = `${this.#path}.columns.${column}`;
    return near === undefined
      ? [`${key}: no header of the sample is left for it`]
      : [`${key}: add ${JSON.stringify(near)}`];
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

const WORDS_MAX = 10;

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
