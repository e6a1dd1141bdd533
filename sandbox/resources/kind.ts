import type { IsoDate } from '../model/dates.ts';
import type { World } from '../model/world.ts';
import type { RateGroup } from '../server/rate-limit.ts';
import type { Source } from '../source.ts';
import type { Item } from './item.ts';

/** A span of days that is asked about, by our name of it; the days of a range are told, those of the others follow from it. */
export type AskedPeriod =
  | { readonly name: 'all_time' | 'ytd' | 'mtd' | 'wtd' }
  | { readonly name: 'range'; readonly from: IsoDate; readonly to: IsoDate };

/** What is asked beside the path, and the world as it is told: with its faults, or without. */
export interface Asked {
  readonly source: Source;
  /** All time where none is named. */
  readonly period: AskedPeriod;
}

/** How a kind of thing is served. */
export interface Kind {
  /** Its key in the profile, under `resources.kinds`. */
  readonly name: string;
  /** Of the profile's paths. */
  readonly path: string;
  readonly shape: 'cursor' | 'list' | 'single' | 'csv';
  /** Any of these lets a caller read it; empty: any token. */
  readonly anyOf: readonly string[];
  /** Whose calls a minute it shares. */
  readonly group: RateGroup;
  /** Our field by which a list is ordered and filtered by time; left out: it is shown in the order in which it is made. */
  readonly orderedBy?: string;
  /** The item with what is other in each answer, such as an address that soon expires; `link` makes one for a file. */
  fresh?(item: Item, link: (file: string) => string): Item;
  /** What fills the placeholders of the path, for each place that there is; left out: the path has none. */
  places?(world: World): readonly Readonly<Record<string, string>>[];
  /** Every question that a place can be asked, and what only the question tells of the answer; left out: there is but one. */
  questions?(world: World): readonly { readonly period: AskedPeriod; readonly ours: Item }[];
  /** All items, oldest first. `values` are those of the path's placeholders; null: there is no such place. */
  items(
    world: World,
    values: Readonly<Record<string, string>>,
    asked: Asked,
  ): readonly Item[] | null;
}
