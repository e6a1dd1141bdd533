import { ParseError, ValueError } from '../../domain/errors.ts';
import type { Bytes, Problem } from '../../domain/reading.ts';
import type { Resource, ResourceName } from '../../domain/resource.ts';
import { RESOURCES } from '../../domain/resources.ts';
import { collectExactJson } from '../json/collect-json.ts';
import { isJsonObject, isLosslessNumber, type Json } from '../json/exact-json.ts';
import { ProblemList } from '../problem-list.ts';
import type { Profile } from '../profile.ts';
import { csvItems } from './csv-items.ts';
import { itemsAt, type Placed, valueAt } from './json-path.ts';
import { type Complete, createItemReader, type ReadItem } from './read-item.ts';

/** One thing that a listing tells of. */
export interface ResourceItem {
  /** By the id that Jiko gave it; empty where there is but one. */
  readonly itemId: string;
  /** `page[1].items[3]`, counted from 1. */
  readonly locator: string;
  /** JSON text, by our names; amounts are decimal text. */
  readonly content: string;
  /** The same without what moves with the clock: another one makes a new version. */
  readonly substance: string;
  /** JSON text of what the profile does not know; null where there is none. */
  readonly extra: string | null;
}

export interface ResourceItems {
  /** Each once: of several of the same id, which a list that moves while it is read may hold, the last. */
  readonly items: readonly ResourceItem[];
  /** How many stood there. */
  readonly itemsRead: number;
  readonly problems: readonly Problem[];
}

/** Deeper than any answer; PostgreSQL gives up at some thousands. */
const DEPTH_MAX = 64;

/**
 * Reads a landed listing: a JSON array of the answers as they came, in order, or a CSV. What is unknown is kept and told once;
 * an amount that is none refuses the file. `complete` adds to an item what was asked. Throws `ParseError` with the place.
 */
export async function readResource(
  bytes: Bytes,
  fileName: string,
  name: ResourceName,
  profile: Profile,
  complete: Complete = () => ({}),
): Promise<ResourceItems> {
  const problems = new ProblemList();
  const readItem = createItemReader(RESOURCES[name], profile.resources, name, problems, complete);
  const at = placed(fileName);
  const items = new Map<string, ResourceItem>();
  let itemsRead = 0;
  for (const { locator, ...one } of await entriesIn(bytes, fileName, name, profile, at)) {
    const { itemId, ...read } = at(locator, () => readItem(one, locator));
    items.delete(itemId);
    items.set(itemId, { itemId, locator, ...read });
    itemsRead++;
  }
  problems.finish();
  return { items: [...items.values()], itemsRead, problems: problems.problems };
}

interface Entry extends Placed {
  readonly locator: string;
}

async function entriesIn(
  bytes: Bytes,
  fileName: string,
  name: ResourceName,
  profile: Profile,
  at: At,
): Promise<Iterable<Entry>> {
  if (RESOURCES[name].shape === 'csv') {
    const required = RESOURCES[name].identity;
    const rows = await csvItems(bytes, fileName, { ...profile.resources.kinds[name], required });
    return rows.map((row) => ({ ...row, around: [] }));
  }
  return itemsOf(await collectExactJson(bytes, fileName), name, profile, at);
}

type At = <T>(locator: string, parse: () => T) => T;

function placed(file: string): At {
  return (locator, parse) => {
    try {
      return parse();
    } catch (error) {
      if (!(error instanceof ValueError)) throw error;
      throw new ParseError({ file, line: 1, column: 1, locator }, error.message, error);
    }
  };
}

function* itemsOf(pages: Json, name: ResourceName, profile: Profile, at: At): Generator<Entry> {
  if (!Array.isArray(pages) || pages.length === 0) {
    return at('', () => {
      throw new ValueError('a list of answers', Array.isArray(pages) ? 'an empty one' : 'none');
    });
  }
  for (const [index, page] of pages.entries()) {
    const place = `page[${index + 1}]`;
    at(place, () => refuseDeep(page));
    if (RESOURCES[name].shape === 'single') {
      yield { item: page, around: [], locator: place };
      continue;
    }
    at(place, () => refusePart(page, RESOURCES[name], profile));
    const items = at(place, () => listIn(page, RESOURCES[name], profile, name));
    for (const [number, one] of items.entries()) {
      yield { ...one, locator: `${place}.items[${number + 1}]` };
    }
  }
}

function refuseDeep(value: Json, depth = 0): void {
  if (typeof value !== 'object' || value === null || isLosslessNumber(value)) return;
  if (depth > DEPTH_MAX) throw new ValueError(`at most ${DEPTH_MAX} levels`, 'more');
  for (const inner of Object.values(value)) refuseDeep(inner, depth + 1);
}

/** A list that goes on elsewhere, though we know it as whole: what is not on this page would be taken for gone. */
function refusePart(page: Json, { shape }: Resource, profile: Profile): void {
  if (shape !== 'list') return;
  for (const word of profile.api.page.next) {
    const next = valueAt(page, word) ?? null;
    if (next !== null && next !== '')
      throw new ValueError('a list that is whole', 'one of its pages');
  }
}

function listIn(
  page: Json,
  { shape }: Resource,
  profile: Profile,
  name: ResourceName,
): readonly Placed[] {
  const words = shape === 'cursor' ? profile.api.page.items : profile.resources.kinds[name].list;
  if (words === undefined) {
    if (Array.isArray(page)) return page.map((item) => ({ item, around: [] }));
    throw new ValueError('a bare list', isJsonObject(page) ? 'an object' : 'something else');
  }
  for (const word of words) {
    const found = itemsAt(page, word);
    if (found !== null) return found;
  }
  throw new ValueError(`a list called ${words.join(' or ')}`, 'none');
}

export type { ReadItem };
