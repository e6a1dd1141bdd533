import { isJsonObject, type Json, type JsonObject } from '../json/exact-json.ts';
import { valueAt } from '../resource/json-path.ts';
import { type Compared, type Difference, differing } from './compared.ts';
import { freeFields } from './free-fields.ts';
import { type MissingField, type Proposal, proposeWords } from './propose-words.ts';

/** A field that the items should have. */
export interface WantedField extends MissingField {
  /** Where its words stand in the profile. */
  readonly place: string;
  /** Without it nothing can be read; others may be left out where they are empty. */
  readonly isRequired: boolean;
  /** Of a list of rows inside the item. */
  readonly rows?: readonly WantedField[];
}

export interface ComparedFields extends Compared {
  /** Under which of its words each field was found, by our names. */
  readonly found: ReadonlyMap<string, string>;
  /** Fields at the top of the items that nothing in the profile names or is likely to mean. */
  readonly unknown: readonly string[];
  /** All at the top that no word of the profile leads to. */
  readonly unnamed: readonly string[];
}

/**
 * Looks for every field in all of the items. One that is missing from all differs where it is required, or where an unknown
 * field is of its kind; else it may just have been left out, which is a remark.
 */
export function compareFields(
  items: readonly JsonObject[],
  wanted: readonly WantedField[],
  ignored: readonly string[],
): ComparedFields {
  const found = new Map<string, string>();
  for (const { name, words } of wanted) {
    const word = words.find((one) => items.some((item) => valueAt(item, one) !== undefined));
    if (word !== undefined) found.set(name, word);
  }
  const taken = new Set([...found.values(), ...ignored]);
  const free = freeFields(items, taken);
  const missing = wanted.filter(({ name }) => !found.has(name));
  const proposals = proposeWords(missing, free);
  const inRows = wanted.flatMap((field) => compareRows(items, field, found.get(field.name)));
  const isTold = missing.map((field) => toldOf(field, proposals.get(field.name)));
  const meant = new Set([...proposals.values()].map(({ best }) => best));
  const unnamed = free.map(({ path }) => path).filter((path) => !path.includes('.'));
  return {
    found,
    matched: [
      ...wanted.filter(({ name }) => found.has(name)).map(({ place }) => place),
      ...inRows.flatMap(({ matched }) => matched),
    ],
    differences: [
      ...isTold.filter((told) => typeof told !== 'string'),
      ...inRows.flatMap(({ differences }) => differences),
    ],
    remarks: [
      ...isTold.filter((told) => typeof told === 'string'),
      ...inRows.flatMap(({ remarks }) => remarks),
    ],
    unknown: unnamed.filter((path) => ![...meant].some((one) => isAtOrIn(one, path))),
    unnamed,
  };
}

function isAtOrIn(path: string | null, top: string): boolean {
  return path === top || path?.startsWith(`${top}.`) === true;
}

function toldOf(
  { place, words, isRequired }: WantedField,
  { best = null, nearest }: Proposal = { best: null, nearest: [] },
): Difference | string {
  const word = words.join(', ');
  if (nearest.length === 0 && !isRequired) {
    return `${place}: ${word} was not there; it may be left out where it is empty`;
  }
  const others = nearest.length === 0 ? '' : `  # nearest of: ${nearest.join(', ')}`;
  return differing(place, `${best ?? '?'}${others}`, `there is no ${word}`);
}

/** Null where there are no such rows to look at. */
function compareRows(
  items: readonly JsonObject[],
  { rows }: WantedField,
  at: string | undefined,
): Compared[] {
  if (rows === undefined || at === undefined) return [];
  const inner = items.flatMap((item) => rowsAt(valueAt(item, at)));
  return inner.length === 0 ? [] : [compareFields(inner, rows, [])];
}

function rowsAt(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter((row) => isJsonObject(row)) : [];
}
