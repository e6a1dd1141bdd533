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

/**
 * The items of the list at a path. A list on the way is gone through as well, so that `groups.members` holds the members of
 * all groups. Null where there is no list.
 */
export function valuesAt(from: Json, path: string): Json[] | null {
  let lists: Json[] = [from];
  for (const name of path.split('.')) {
    const next: Json[] = [];
    for (const at of lists) {
      for (const one of Array.isArray(at) ? at : [at]) {
        if (!isJsonObject(one) || !Object.hasOwn(one, name)) return null;
        next.push(one[name] as Json);
      }
    }
    lists = next;
  }
  return lists.every((list) => Array.isArray(list)) ? lists.flat(1) : null;
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
