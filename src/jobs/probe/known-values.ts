import type { PathName } from '../../domain/endpoint.ts';
import { RESOURCE_NAMES, type ResourceName } from '../../domain/resource.ts';
import { RESOURCES } from '../../domain/resources.ts';
import { isLosslessNumber } from '../../transform/json/exact-json.ts';
import { type Placed, placedValue } from '../../transform/resource/json-path.ts';

/** What the first items that were seen are known by, to ask for what belongs to them. */
export class KnownValues {
  readonly #any = new Map<string, string>();
  readonly #ofResource = new Map<ResourceName, ReadonlyMap<string, string>>();

  /** `found` tells under which word each of our fields stands. */
  note(path: PathName, item: Placed, found: ReadonlyMap<string, string>): void {
    const own = new Map<string, string>();
    for (const [name, word] of found) {
      const value = placedValue(item, word);
      const text = isLosslessNumber(value) ? value.toString() : value;
      if (typeof text === 'string' && /(^|_)id$/.test(name)) own.set(name, text);
    }
    const resource = resourceAt(path);
    if (resource !== null) this.#ofResource.set(resource, own);
    for (const [name, text] of own) this.set(name === 'id' ? IDS[path] : name, text);
  }

  set(name: string | undefined, text: string): void {
    if (name === undefined || this.#any.has(name)) return;
    this.#any.set(name, text);
    // As the documentation has it, one is the other.
    if (name === 'pocket_id') this.set('account_id', text);
  }

  get(name: string): string | undefined {
    return this.#any.get(name);
  }

  /** What fills the placeholders of a path, of one and the same parent where it has one; the first that is not known else. */
  fill(path: PathName, template: string): Filled {
    const told = parentOf(path);
    // The id of a pocket is known by its own name.
    const parent = told === 'pocket' ? undefined : told;
    const values: Record<string, string> = {};
    for (const [, name = ''] of template.matchAll(/\{(\w+)\}/g)) {
      const field = parent?.values[name];
      const value =
        field === undefined || parent === undefined
          ? this.get(name)
          : this.#ofResource.get(parent.resource)?.get(field);
      if (value === undefined) return { values: {}, missing: name };
      values[name] = value;
    }
    return { values, missing: null };
  }
}

interface Filled {
  readonly values: Readonly<Record<string, string>>;
  /** A placeholder that nothing is known for. */
  readonly missing: string | null;
}

/** What the items of a path that is no resource are called by others. */
const IDS: Partial<Record<PathName, string>> = { pockets: 'pocket_id', trades: 'trade_id' };

export function resourceAt(path: PathName): ResourceName | null {
  return RESOURCE_NAMES.find((name) => RESOURCES[name].path === path) ?? null;
}

function parentOf(path: PathName) {
  const resource = resourceAt(path);
  return resource === null ? undefined : RESOURCES[resource].parent;
}
