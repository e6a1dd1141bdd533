import type { Profile } from '../profile.ts';
import { type Item, isAmount, isNested, type Value } from '../resources/item.ts';
import { showAmount } from './show-pocket.ts';

type Wire = Profile['resources']['kinds'][string]['fields'];

/** An item by the profile's names; a dot leads into an object. */
export function showItem(profile: Profile, fields: Wire, item: Item): Record<string, unknown> {
  const shown: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(item)) {
    const wire = fields[name];
    if (wire === undefined) throw new Error(`the profile has no word for the field ${name}`);
    const path = typeof wire === 'string' ? wire : wire.at;
    const rows = typeof wire === 'string' ? undefined : wire.fields;
    put(shown, path.split('.'), show(profile, rows, value));
  }
  return { ...shown, [profile.resources.ignored]: 'Item' };
}

function show(profile: Profile, rows: Wire | undefined, value: Value): unknown {
  if (isAmount(value)) return showAmount(value.cents);
  if (isNested(value)) return value.nested;
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
