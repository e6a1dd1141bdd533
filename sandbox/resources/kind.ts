import type { World } from '../model/world.ts';
import type { Item } from './item.ts';

/** How a kind of thing is served. */
export interface Kind {
  /** Its key in the profile, under `resources.kinds`. */
  readonly name: string;
  /** Of the profile's paths. */
  readonly path: string;
  readonly shape: 'cursor' | 'list' | 'single';
  /** Any of these lets a caller read it; empty: any token. */
  readonly anyOf: readonly string[];
  /** How many calls a minute it shares; `reports` has 300, `reads` 120. */
  readonly group: 'reads' | 'reports';
  /** Our field by which a list is ordered and filtered by time; left out: it is shown in the order in which it is made. */
  readonly orderedBy?: string;
  /** The item with what is other in each answer, such as an address that soon expires; `link` makes one for a file. */
  fresh?(item: Item, link: (file: string) => string): Item;
  /** What fills the placeholders of the path, for each place that there is; left out: the path has none. */
  places?(world: World): readonly Readonly<Record<string, string>>[];
  /** All items, oldest first. `values` are those of the path's placeholders; null: there is no such place. */
  items(world: World, values: Readonly<Record<string, string>>): readonly Item[] | null;
}
