import { randomUUID } from 'node:crypto';
import type { Profile } from '../profile.ts';
import { type Item, isAmount, isNested, isSecret, type Value } from '../resources/item.ts';
import { showAmount } from './show-pocket.ts';

type Wire = Profile['resources']['kinds'][string]['fields'];

/** An item by the profile's names; a dot leads into an object. What stands around its list is left to `showList`. */
export function showItem(profile: Profile, fields: Wire, item: Item): Record<string, unknown> {
  const shown: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(item)) {
    const wire = fields[name];
    if (wire === undefined) throw new Error(`the profile has no word for the field ${name}`);
    const path = typeof wire === 'string' ? wire : wire.at;
    if (path.startsWith('^')) continue;
    const rows = typeof wire === 'string' ? undefined : wire.fields;
    put(shown, path.split('.'), show(profile, rows, value));
  }
  return { ...shown, [profile.resources.ignored]: 'Item' };
}

/**
 * The items of a list under a path such as `groups.members`: the last but one is a list of groups, made of what the items have
 * in common there.
 */
export function showList(
  profile: Profile,
  fields: Wire,
  path: string,
  items: readonly Item[],
): Record<string, unknown> {
  const names = path.split('.');
  const list = names.pop() ?? path;
  const shown = (some: readonly Item[]) => some.map((item) => showItem(profile, fields, item));
  if (names.length === 0) {
    return { count: items.length, [list]: shown(items), [profile.resources.ignored]: 'List' };
  }
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = JSON.stringify(around(fields, item, 1));
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  let inner: unknown = [...groups.values()].map((some) => ({
    ...around(fields, some[0], 1),
    [list]: shown(some),
  }));
  for (const [level, name] of names.toReversed().entries()) {
    inner = { ...around(fields, items[0], level + 2), [name]: inner };
  }
  return inner as Record<string, unknown>;
}

/** What an item tells of the object that is so many steps around its list. */
function around(fields: Wire, item: Item | undefined, steps: number): Record<string, unknown> {
  const mark = '^'.repeat(steps);
  return Object.fromEntries(
    Object.entries(item ?? {}).flatMap(([name, value]) => {
      const wire = fields[name];
      if (typeof wire !== 'string' || !wire.startsWith(mark)) return [];
      const word = wire.slice(steps);
      return word.startsWith('^') ? [] : [[word, value]];
    }),
  );
}

function show(profile: Profile, rows: Wire | undefined, value: Value): unknown {
  if (isAmount(value)) return showAmount(value.cents);
  if (isNested(value)) return value.nested;
  if (isSecret(value)) return `${value.secret}?signature=${randomUUID()}`;
  if (Array.isArray(value)) return value.map((row) => showItem(profile, rows ?? {}, row));
  return value;
}

function put(into: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [name = '', ...rest] = path;
  if (rest.length === 0) {
    into[name] = value;
    return;
  }
  const inner = (into[name] ?? {}) as Record<string, unknown>;
  into[name] = inner;
  put(inner, rest, value);
}
