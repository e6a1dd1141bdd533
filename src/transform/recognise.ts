import type { CsvLayout } from './csv/read-csv-rows.ts';
import { headerKey, type Profile } from './profile.ts';

export type FileKind = 'camt.053' | 'trade-csv' | 'position-csv' | 'price-csv';

const CSV_KINDS = [
  ['trade-csv', 'TRADE_REPORT'],
  ['position-csv', 'POSITION_SUMMARY_REPORT'],
  ['price-csv', 'SECURITY_PRICE_REPORT'],
] as const;

/** How much of a file is looked at: its first line stands in there. */
export const RECOGNISE_BYTES = 4_096;

/**
 * What a file claims to be by its first bytes, or null. XML may still turn out to be no statement. A CSV file is known by
 * its header, even by one that lacks a column: its reader says which. One without a header is known by its marker and the
 * number of its columns.
 */
export function recognise(head: Uint8Array, profile: Profile): FileKind | null {
  // Bytes that are no UTF-8 only make a header unknown here; the reader refuses them.
  const text = new TextDecoder().decode(head);
  if (/^[\s\0]*</.test(text) || isUtf16(head)) return 'camt.053';
  const [firstLine = ''] = text.split(/\r\n|\n|\r/, 1);
  const scored = CSV_KINDS.map(([kind, report]) => ({
    kind,
    likeness: likeness(firstLine, profile.csv[report]),
  }));
  const [best] = scored.sort((left, right) => right.likeness - left.likeness);
  return best !== undefined && best.likeness > 0.5 ? best.kind : null;
}

function isUtf16([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}

/** From 0 to 1: of the required columns, how many are there. */
function likeness<Name extends string>(firstLine: string, layout: CsvLayout<Name>): number {
  const cells = firstLine.split(layout.delimiter).map(unquoted);
  if (!layout.header) return isMarked(cells, layout) ? 1 : 0;
  const keys = new Set(cells.map(headerKey));
  const found = layout.required.filter((column) =>
    layout.columns[column]?.some((header) => keys.has(headerKey(header))),
  );
  return found.length / layout.required.length;
}

function isMarked<Name extends string>(
  cells: readonly string[],
  layout: CsvLayout<Name> & { header: false },
): boolean {
  const marker = cells[layout.columns.indexOf('marker')];
  const hasMarker = layout.marker === undefined || marker === layout.marker;
  return hasMarker && cells.length === layout.columns.length;
}

function unquoted(cell: string): string {
  return cell.replace(/^"(.*)"$/, '$1');
}
