import { isJsonObject, type Json } from '../json/exact-json.ts';

/** The value at a path such as `portfolio.cash`; undefined where it is not there, null where it is null. */
export function valueAt(from: Json, path: string): Json | undefined {
  let at: Json | undefined = from;
  for (const name of path.split('.')) {
    if (!isJsonObject(at) || !Object.hasOwn(at, name)) return undefined;
    at = at[name];
  }
  return at;
}

/** An item of a list, and the objects that it stands in, the nearest first. */
export interface Placed {
  readonly item: Json;
  readonly around: readonly Json[];
}

/**
 * The items of the list at a path. A list on the way is gone through as well, so that `groups.members` holds the members of
 * all groups. Null where there is no list.
 */
export function itemsAt(from: Json, path: string): Placed[] | null {
  let lists: Placed[] = [{ item: from, around: [] }];
  for (const name of path.split('.')) {
    const next: Placed[] = [];
    for (const { item: at, around } of lists.flatMap(each)) {
      if (!isJsonObject(at) || !Object.hasOwn(at, name)) return null;
      next.push({ item: at[name] as Json, around: [at, ...around] });
    }
    lists = next;
  }
  return lists.every(({ item }) => Array.isArray(item)) ? lists.flatMap(each) : null;
}

function each({ item, around }: Placed): Placed[] {
  return Array.isArray(item) ? item.map((one) => ({ item: one, around })) : [{ item, around }];
}

/** A word that begins with `^` speaks of the object around the list, `^^` of the one around that. */
export function wordAround(word: string): { readonly steps: number; readonly path: string } {
  const path = word.replace(/^\^+/, '');
  return { steps: word.length - path.length, path };
}

/** What a word leads to, in the item or, behind a `^`, around its list. */
export function placedValue({ item, around }: Placed, word: string): Json | undefined {
  const { steps, path } = wordAround(word);
  const from = steps === 0 ? item : around[steps - 1];
  return from === undefined ? undefined : valueAt(from, path);
}

/** The value without what stands at these paths; undefined where nothing is left. */
export function withoutPaths(
  from: Json,
  paths: ReadonlySet<string>,
  prefix = '',
): Json | undefined {
  if (!isJsonObject(from)) return from;
  // Without a prototype: a field may be called `__proto__`.
  const left: Record<string, Json> = Object.create(null);
  for (const [name, value] of Object.entries(from)) {
    const path = `${prefix}${name}`;
    if (paths.has(path)) continue;
    const isOnTheWay = [...paths].some((taken) => taken.startsWith(`${path}.`));
    const rest = isOnTheWay ? withoutPaths(value, paths, `${path}.`) : value;
    if (rest !== undefined) left[name] = rest;
  }
  return Object.keys(left).length === 0 ? undefined : left;
}
