import { isJsonObject, type Json, type JsonObject } from '../json/exact-json.ts';
import { type Placed, placedValue } from '../resource/json-path.ts';
import { type Compared, type Difference, differing, together } from './compared.ts';
import { freeAround, freeFields } from './free-fields.ts';
import { type MissingField, type Proposal, proposeWords } from './propose-words.ts';

/** A field that the items should have. */
export interface WantedField extends MissingField {
  /** Where its words stand in the profile. */
  readonly place: string;
  /** Without it nothing can be read; others may be left out where they are empty. */
  readonly isRequired: boolean;
  /** Of the rows of a list inside the item, or of one object. */
  readonly rows?: readonly WantedField[];
}

/** An item of an answer, and what its list stands in. */
export interface PlacedObject extends Placed {
  readonly item: JsonObject;
}

export function standingAlone(item: JsonObject): PlacedObject {
  return { item, around: [] };
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
  items: readonly PlacedObject[],
  wanted: readonly WantedField[],
  ignored: readonly string[],
): ComparedFields {
  const found = new Map<string, string>();
  for (const { name, words } of wanted) {
    const word = words.find((one) => items.some((item) => placedValue(item, one) !== undefined));
    if (word !== undefined) found.set(name, word);
  }
  const taken = new Set([...found.values(), ...ignored]);
  const own = freeFields(
    items.map(({ item }) => item),
    taken,
  );
  const free = [...own, ...freeAround(items, taken)];
  const missing = wanted.filter(({ name }) => !found.has(name));
  const proposals = proposeWords(missing, free);
  const inRows = wanted.flatMap((field) =>
    compareRows(items, field, found.get(field.name), ignored),
  );
  const isTold = missing.map((field) => toldOf(field, proposals.get(field.name)));
  const meant = new Set([...proposals.values()].map(({ best }) => best));
  const unnamed = own.map(({ path }) => path).filter((path) => !path.includes('.'));
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

function compareRows(
  items: readonly PlacedObject[],
  { rows }: WantedField,
  at: string | undefined,
  ignored: readonly string[],
): Compared[] {
  if (rows === undefined || at === undefined) return [];
  const inner = items.flatMap((item) => rowsAt(placedValue(item, at)));
  return inner.length === 0 ? [] : [compareFields(inner.map(standingAlone), rows, ignored)];
}

function rowsAt(value: Json | undefined): JsonObject[] {
  if (isJsonObject(value)) return [value];
  return Array.isArray(value) ? value.filter((row) => isJsonObject(row)) : [];
}

/** What several views of the same items say; unknown is what none of them names. The first finds first. */
export function seenTogether(views: readonly ComparedFields[]): ComparedFields {
  const inAll = (names: (view: ComparedFields) => readonly string[]): readonly string[] => {
    const [first, ...others] = views.map(names);
    return (first ?? []).filter((name) => others.every((known) => known.includes(name)));
  };
  return {
    ...together(...views),
    found: new Map(views.toReversed().flatMap(({ found }) => [...found])),
    unknown: inAll(({ unknown }) => unknown),
    unnamed: inAll(({ unnamed }) => unnamed),
  };
}
