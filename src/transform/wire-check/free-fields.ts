import { isJsonObject, type Json, type JsonObject } from '../json/exact-json.ts';
import type { Placed } from '../resource/json-path.ts';
import { isAmount } from './value-shape.ts';

/** A field of an answer that no word of the profile leads to. */
export interface FreeField {
  /** A dot leads into an object. */
  readonly path: string;
  /** The first that is not null, where there is one. */
  readonly value: Json;
}

const DEPTH_MAX = 4;
const FIELDS_MAX = 300;

/** All fields of the items, objects and what is in them, but for what is at one of the taken paths or below it. */
export function freeFields(items: readonly JsonObject[], taken: ReadonlySet<string>): FreeField[] {
  const found = new Map<string, Json>();
  for (const item of items) collect(item, '', 0, taken, found);
  return [...found].slice(0, FIELDS_MAX).map(([path, value]) => ({ path, value }));
}

/** What stands in the objects around the lists that the items are in, one `^` for each step; lists and objects are none. */
export function freeAround(items: readonly Placed[], taken: ReadonlySet<string>): FreeField[] {
  const found = new Map<string, Json>();
  for (const { around } of items) {
    for (const [step, object] of around.entries()) {
      if (!isJsonObject(object)) continue;
      for (const [name, value] of Object.entries(object)) {
        const path = `${'^'.repeat(step + 1)}${name}`;
        if (taken.has(path) || taken.has(name) || found.has(path) || isStructure(value)) continue;
        found.set(path, value);
      }
    }
  }
  return [...found].map(([path, value]) => ({ path, value }));
}

function isStructure(value: Json): boolean {
  return Array.isArray(value) || isJsonObject(value);
}

function collect(
  object: JsonObject,
  prefix: string,
  depth: number,
  taken: ReadonlySet<string>,
  found: Map<string, Json>,
): void {
  for (const [name, value] of Object.entries(object)) {
    const path = `${prefix}${name}`;
    if (taken.has(path)) continue;
    const isOnTheWay = [...taken].some((one) => one.startsWith(`${path}.`));
    if (!isOnTheWay && (found.get(path) ?? null) === null) found.set(path, value);
    if (isJsonObject(value) && !isAmount(value) && depth < DEPTH_MAX) {
      collect(value, `${path}.`, depth + 1, taken, found);
    }
  }
}
