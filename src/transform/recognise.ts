import { type CsvLayout, delimitersOf, fitLayouts } from './csv/choose-layout.ts';
import { encodingByMark, type FirstLine } from './csv/csv-records.ts';
import { type CsvRecord, RecordSplitter } from './csv/record-splitter.ts';
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

export type FileKind = 'camt.053' | CsvKind | 'trade-list-json' | 'transaction-json';

/** How much of a file is looked at: its first line stands in there. */
export const RECOGNISE_BYTES = 65_536;
/** Most first lines are shorter. */
const PIECE = 4_096;

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
  if (/^\s*\[/.test(text)) return recogniseListing(text, profile);
  const delimiters = KINDS.flatMap((kind) => delimitersOf(layoutsOf(kind, profile)));
  const firstLines = firstLinesOf(text, [...new Set(delimiters)]);
  const scored = KINDS.map((kind) => ({ kind, likeness: likeness(kind, profile, firstLines) }));
  const [best] = scored.sort((left, right) => right.likeness - left.likeness);
  return best !== undefined && best.likeness > 0.5 ? best.kind : null;
}

/**
 * A listing is kept as an array of its pages. Which one it is, is told by the fields that only one of them has; null for one
 * without an item, which tells nothing.
 */
function recogniseListing(
  text: string,
  { api }: Profile,
): 'trade-list-json' | 'transaction-json' | null {
  const [trade, transaction] = [namesOf(api.trade.fields), namesOf(api.transaction.fields)];
  const trades = countKeys(text, trade, transaction);
  const transactions = countKeys(text, transaction, trade);
  if (trades === transactions) return null;
  return trades > transactions ? 'trade-list-json' : 'transaction-json';
}

function namesOf(fields: Readonly<Record<string, readonly string[]>>): Set<string> {
  return new Set(Object.values(fields).flat());
}

/** How many of the names, but for the others, stand in a piece of JSON as keys. */
function countKeys(text: string, names: ReadonlySet<string>, others: ReadonlySet<string>): number {
  const keys = new Set([...text.matchAll(/"([^"\\]+)"\s*:/g)].map(([, key]) => key));
  return [...names].filter((name) => !others.has(name) && keys.has(name)).length;
}

/** The first line of `text` under each delimiter. */
function firstLinesOf(text: string, delimiters: readonly string[]): FirstLine[] {
  return delimiters.map((delimiter) => {
    const splitter = new RecordSplitter(delimiter);
    let record: CsvRecord | undefined;
    for (let at = 0; at < text.length && record === undefined; at += PIECE) {
      splitter.write(text.slice(at, at + PIECE));
      [record] = splitter.take();
    }
    if (record === undefined) {
      splitter.end();
      [record] = splitter.take();
    }
    return { delimiter, record: record ?? null, failure: splitter.failure };
  });
}

function layoutsOf(kind: CsvKind, profile: Profile): readonly CsvLayout<string>[] {
  return profile.csv[CSV_KINDS[kind].section].layouts;
}

/** Above 1 for a first line that fits, the more the more columns it has of ours; else the part of the required ones. */
function likeness(kind: CsvKind, profile: Profile, firstLines: readonly FirstLine[]): number {
  const layouts = layoutsOf(kind, profile);
  const columns: readonly string[] = CSV_KINDS[kind].columns;
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
