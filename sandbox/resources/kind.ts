import type { World } from '../model/world.ts';
import type { RateGroup } from '../server/rate-limit.ts';
import type { Item } from './item.ts';

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
  /** What fills the placeholders of the path, for each place that there is; left out: the path has none. */
  places?(world: World): readonly Readonly<Record<string, string>>[];
  /** All items, oldest first. `values` are those of the path's placeholders; null: there is no such place. */
  items(world: World, values: Readonly<Record<string, string>>): readonly Item[] | null;
}
