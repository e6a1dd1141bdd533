import { difference } from '../csv/nearest-texts.ts';
import { isJsonObject, type Json, type JsonObject } from '../json/exact-json.ts';
import { headerKey, type Profile } from '../profile.ts';
import { itemsAt, type Placed } from '../resource/json-path.ts';
import type { PlacedObject } from './compare-fields.ts';
import { type Compared, differing, NOTHING_COMPARED, only, together } from './compared.ts';

export interface ComparedList extends Compared {
  /** Null where no list was found. */
  readonly items: readonly PlacedObject[] | null;
  /** The cursor of the next page, under whatever name it came; null on the last. */
  readonly next: string | null;
}

/** A cursor list. Where the list goes by another name, its items are there all the same. */
export function comparePage(body: Json, page: Profile['api']['page']): ComparedList {
  const list = listUnder(body, page.items, 'api.page.items');
  if (!isJsonObject(body)) return { ...list, next: null };
  const name = page.next.find((word) => Object.hasOwn(body, word));
  if (name !== undefined) {
    return { ...list, ...together(list, matching('api.page.next')), next: textOf(body[name]) };
  }
  const candidates = cursorNames(body, page.next);
  const [best = null] = candidates;
  const told = differing(
    'api.page.next',
    `${best ?? '?'}${best === null ? '' : `  # nearest of: ${candidates.join(', ')}`}`,
    `there is no ${page.next.join(', ')}`,
  );
  return {
    ...list,
    ...together(list, only(told)),
    next: best === null ? null : textOf(body[best]),
  };
}

/** A list that comes whole: under one of the words, or bare where there are none. */
export function compareWholeList(
  body: Json,
  words: readonly string[] | undefined,
  place: string,
): ComparedList {
  if (words !== undefined) return { ...listUnder(body, words, place), next: null };
  if (Array.isArray(body)) return { ...NOTHING_COMPARED, items: objectsOf(bare(body)), next: null };
  const [name] = isJsonObject(body) ? listNames(body) : [];
  const why = 'the answer is no bare list';
  return {
    ...only(differing(place, name ?? null, why)),
    items: name === undefined ? null : objectsOf(itemsAt(body, name) ?? []),
    next: null,
  };
}

function listUnder(body: Json, words: readonly string[], place: string): ComparedList {
  const found = words.map((word) => itemsAt(body, word)).find((values) => values !== null);
  if (found !== undefined && found !== null) {
    return { ...matching(place), items: objectsOf(found), next: null };
  }
  if (Array.isArray(body)) {
    const why = 'the answer is a bare list';
    const line = place.endsWith('.list') ? `?  # left out for a bare list` : null;
    return { ...only(differing(place, line, why)), items: objectsOf(bare(body)), next: null };
  }
  const names = isJsonObject(body) ? listNames(body) : [];
  // A way through lists is a long one.
  const candidates = words.some((word) => word.includes('.')) ? names.toReversed() : names;
  const [best] = candidates;
  const others = candidates.length < 2 ? '' : `  # nearest of: ${candidates.join(', ')}`;
  const why = `there is no list under ${words.join(', ')}`;
  return {
    ...only(differing(place, best === undefined ? null : `${best}${others}`, why)),
    items: best === undefined ? null : objectsOf(itemsAt(body, best) ?? []),
    next: null,
  };
}

/** Where lists stand in an object, or in objects inside of it; those that go through lists last. */
function listNames(body: JsonObject, depth = 0): string[] {
  const entries = Object.entries(body);
  const outer = entries.flatMap(([name, value]) => (Array.isArray(value) ? [name] : []));
  const inner = entries.flatMap(([name, value]) => {
    const [first] = Array.isArray(value) ? value : [value];
    if (!isJsonObject(first) || depth >= DEPTH_MAX) return [];
    return listNames(first, depth + 1).map((below) => `${name}.${below}`);
  });
  return [...outer, ...inner];
}

const DEPTH_MAX = 3;

/** Names that could hold the cursor: a text that is not a way back comes before what is null. */
function cursorNames(body: JsonObject, wanted: readonly string[]): string[] {
  const cost = (name: string) =>
    Math.min(...wanted.map((word) => difference(headerKey(word), headerKey(name)))) +
    (body[name] === null ? 1 : 0) +
    (/prev|back|before|first/i.test(name) ? 2 : 0) +
    (/type/i.test(name) ? 4 : 0);
  return Object.keys(body)
    .filter((name) => body[name] === null || typeof body[name] === 'string')
    .toSorted((left, right) => cost(left) - cost(right))
    .slice(0, 3);
}

function matching(place: string): Compared {
  return { ...NOTHING_COMPARED, matched: [place] };
}

function bare(list: readonly Json[]): Placed[] {
  return list.map((item) => ({ item, around: [] }));
}

function objectsOf(placed: readonly Placed[]): PlacedObject[] {
  return placed.flatMap(({ item, around }) => (isJsonObject(item) ? [{ item, around }] : []));
}

function textOf(value: Json | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
