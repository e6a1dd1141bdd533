import { type CsvLayout, delimitersOf, fitLayouts } from './csv/choose-layout.ts';
import { encodingByMark, type FirstLine } from './csv/csv-records.ts';
import { RecordSplitter } from './csv/record-splitter.ts';
import {
  headerKey,
  POSITION_COLUMNS,
  PRICE_COLUMNS,
  type Profile,
  TRADE_COLUMNS,
  TRADE_LIST_COLUMNS,
  TRANSACTION_COLUMNS,
} from './profile.ts';

export type CsvKind =
  | 'trade-csv'
  | 'position-csv'
  | 'price-csv'
  | 'trade-list-csv'
  | 'transaction-csv';

export type FileKind = 'camt.053' | CsvKind;

/** How much of a file is looked at: its first line stands in there. */
export const RECOGNISE_BYTES = 65_536;

/** Which section of the profile's `csv` each kind is described in, and the columns it may have. */
export const CSV_KINDS = {
  'trade-csv': { section: 'TRADE_REPORT', columns: TRADE_COLUMNS },
  'position-csv': { section: 'POSITION_SUMMARY_REPORT', columns: POSITION_COLUMNS },
  'price-csv': { section: 'SECURITY_PRICE_REPORT', columns: PRICE_COLUMNS },
  'trade-list-csv': { section: 'TRADE_LIST', columns: TRADE_LIST_COLUMNS },
  'transaction-csv': { section: 'TRANSACTION_LIST', columns: TRANSACTION_COLUMNS },
} as const satisfies Record<CsvKind, { section: keyof Profile['csv']; columns: readonly string[] }>;

const KINDS = Object.keys(CSV_KINDS) as CsvKind[];

/**
 * What a file claims to be by its first bytes, or null. XML may still turn out to be no statement. A CSV file is known by
 * the layout that its first line fits, else by most of its headers, even where it lacks a column: its reader says which.
 */
export function recognise(head: Uint8Array, profile: Profile): FileKind | null {
  // Bytes that are no text only make a header unknown here; the reader refuses them.
  const text = new TextDecoder(encodingByMark(head)).decode(head);
  if (/^[\s\0]*</.test(text)) return 'camt.053';
  const scored = KINDS.map((kind) => ({ kind, likeness: likeness(kind, text, profile) }));
  const [best] = scored.sort((left, right) => right.likeness - left.likeness);
  return best !== undefined && best.likeness > 0.5 ? best.kind : null;
}

/** The first line of `text` under each delimiter. */
export function firstLinesOf(text: string, delimiters: readonly string[]): FirstLine[] {
  return delimiters.map((delimiter) => {
    const splitter = new RecordSplitter(delimiter);
    splitter.write(text);
    let [record = null] = splitter.take();
    if (record === null) {
      splitter.end();
      [record = null] = splitter.take();
    }
    return { delimiter, record, failure: record === null ? splitter.failure : null };
  });
}

/** Above 1 for a first line that fits, the more the more columns it has of ours; else the part of the required ones. */
function likeness(kind: CsvKind, text: string, profile: Profile): number {
  const { section } = CSV_KINDS[kind];
  const columns: readonly string[] = CSV_KINDS[kind].columns;
  const layouts: readonly CsvLayout<string>[] = profile.csv[section].layouts;
  const firstLines = firstLinesOf(text, delimitersOf(layouts));
  const { fits } = fitLayouts(layouts, columns, firstLines);
  const known = fits.map((fit) => Object.values(fit.columns.index).filter((at) => at >= 0).length);
  if (known.length > 0) return 1 + Math.max(...known);
  return Math.max(...layouts.flatMap((layout) => firstLines.map((line) => share(layout, line))));
}

/** From 0 to 1: of the required columns, how many are there. */
function share(layout: CsvLayout<string>, { delimiter, record }: FirstLine): number {
  if (!layout.header || record === null || !layout.delimiter.includes(delimiter)) return 0;
  const keys = new Set(record.fields.map(headerKey));
  const found = layout.required.filter((column) =>
    layout.columns[column]?.some((header) => keys.has(headerKey(header))),
  );
  return layout.required.length === 0 ? 0 : found.length / layout.required.length;
}
