import type { CsvLayout } from '../csv/choose-layout.ts';
import type { FirstLine } from '../csv/csv-records.ts';
import { headerKey } from '../profile.ts';

export interface NearLayout {
  readonly index: number;
  readonly layout: CsvLayout<string>;
  readonly delimiter: string;
  /** The cells of the first line. */
  readonly cells: readonly string[];
  /** For each column of ours where it stands in a row, and by which synonym it was found there. */
  readonly places: ReadonlyMap<string, { readonly place: number; readonly synonym: string | null }>;
}

/** The layout and the delimiter under which the first line shows most columns of ours; null for a file without a line. */
export function nearestLayout(
  layouts: readonly CsvLayout<string>[],
  firstLines: readonly FirstLine[],
): NearLayout | null {
  let best: { near: NearLayout; likeness: number } | null = null;
  for (const [index, layout] of layouts.entries()) {
    for (const { delimiter, record } of firstLines) {
      if (record === null) continue;
      const cells = record.fields;
      const near = { index, layout, delimiter, cells, places: placesIn(layout, cells) };
      const likeness = likenessOf(near);
      if (best === null || likeness > best.likeness) best = { near, likeness };
    }
  }
  return best?.near ?? null;
}

function placesIn(layout: CsvLayout<string>, cells: readonly string[]): NearLayout['places'] {
  const places = new Map<string, { place: number; synonym: string | null }>();
  if (!layout.header) {
    for (const [place, column] of layout.columns.entries()) {
      if (column !== 'ignored' && place < cells.length)
        places.set(column, { place, synonym: null });
    }
    return places;
  }
  const keys = cells.map(headerKey);
  for (const [column, synonyms = []] of Object.entries(layout.columns)) {
    const synonym = synonyms.find((candidate) => keys.includes(headerKey(candidate)));
    if (synonym === undefined) continue;
    places.set(column, { place: keys.indexOf(headerKey(synonym)), synonym });
  }
  return places;
}

/** Columns found by name count most; between lines that show none, a marker, the right width, then more cells decide. */
function likenessOf({ layout, cells, places, delimiter }: NearLayout): number {
  const known = layout.delimiter.includes(delimiter) ? 0.5 : 0;
  if (layout.header) return places.size * 10 + cells.length / 1_000 + known;
  const isMarked = cells[layout.columns.indexOf('marker')] === layout.marker;
  const isWide = cells.length === layout.columns.length;
  const marked = layout.marker !== undefined && isMarked ? cells.length * 10 : 0;
  return marked + (isWide ? 15 : 0) + cells.length / 1_000 + known;
}
