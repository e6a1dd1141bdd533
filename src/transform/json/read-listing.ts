import { ParseError, ValueError } from '../../domain/errors.ts';
import type { Bytes } from '../../domain/reading.ts';
import type { FileReading } from '../file-reading.ts';
import type { ProblemList } from '../problem-list.ts';
import { collectExactJson } from './collect-json.ts';
import { type Json, writeExactJson } from './exact-json.ts';
import { JsonFields } from './json-fields.ts';

const BATCH_ROWS = 1_000;

/** What tells one listing from another. */
export interface Listing<Row> {
  /** How the list of a page may be called. */
  readonly listNames: readonly string[];
  /** How the id of an item may be called. */
  readonly idNames: readonly string[];
  readonly problems: ProblemList;
  /** Null for an item that is no row of a ledger. Throws `ValueError`. */
  rowOf(fields: JsonFields, locator: string): Row | null;
}

/**
 * The rows of a landed listing: a JSON array of the pages as they came. What was told again, and otherwise, while the pages were
 * read is taken as it was told last; the earlier telling is ignored. Throws `ParseError` for anything that cannot be read
 * exactly, with the place as `page[1].items[3]`, counted from 1.
 */
export function readListing<Row>(
  bytes: Bytes,
  fileName: string,
  listing: Listing<Row>,
): FileReading<Row> {
  const reader = new ListingReader(fileName, listing);
  return {
    rows: reader.rows(bytes),
    problems: listing.problems.problems,
    ignored: () => reader.ignored,
  };
}

interface Item {
  readonly item: Json;
  readonly locator: string;
}

class ListingReader<Row> {
  ignored = 0;
  readonly #file: string;
  readonly #listing: Listing<Row>;

  constructor(file: string, listing: Listing<Row>) {
    this.#file = file;
    this.#listing = listing;
  }

  async *rows(bytes: Bytes): AsyncGenerator<readonly Row[]> {
    const items = [...this.#items(await collectExactJson(bytes, this.#file))];
    const overtaken = this.#overtaken(items);
    let batch: Row[] = [];
    for (const one of items) {
      const row = overtaken.has(one) ? null : this.#row(one);
      if (row === null) this.ignored++;
      else batch.push(row);
      if (batch.length < BATCH_ROWS) continue;
      yield batch;
      batch = [];
    }
    this.#listing.problems.finish();
    yield batch;
  }

  *#items(pages: Json): Generator<Item> {
    if (!Array.isArray(pages) || pages.length === 0) {
      this.#at('', () => {
        throw new ValueError(
          'a list of pages',
          Array.isArray(pages) ? 'an empty one' : typeof pages,
        );
      });
      return;
    }
    for (const [pageIndex, page] of pages.entries()) {
      const place = `page[${pageIndex + 1}]`;
      const items = this.#at(place, () => listOf(page, this.#listing.listNames));
      for (const [index, item] of items.entries()) {
        yield { item, locator: `${place}.items[${index + 1}]` };
      }
    }
  }

  /** Of the items of one id that differ, all but the last: it moved on to a later page, and changed on the way. */
  #overtaken(items: readonly Item[]): ReadonlySet<Item> {
    const latest = new Map<string | null, Item>();
    const overtaken = new Set<Item>();
    for (const one of items.toReversed()) {
      const id = this.#at(one.locator, () => new JsonFields(one.item)).words(this.#listing.idNames);
      const later = latest.get(id);
      if (later === undefined) latest.set(id, one);
      else if (id !== null && !isSame(one.item, later.item)) {
        overtaken.add(one);
        const message = `told again at ${later.locator}, and otherwise: this one was ignored`;
        this.#listing.problems.add(one.locator, message);
      }
    }
    return overtaken;
  }

  #row({ item, locator }: Item): Row | null {
    return this.#at(locator, () => this.#listing.rowOf(new JsonFields(item), locator));
  }

  #at<T>(locator: string, parse: () => T): T {
    try {
      return parse();
    } catch (error) {
      if (!(error instanceof ValueError)) throw error;
      const place = { file: this.#file, line: 1, column: 1, locator };
      throw new ParseError(place, error.message, error);
    }
  }
}

function listOf(page: Json, names: readonly string[]): readonly Json[] {
  const items = new JsonFields(page).find(names);
  if (!Array.isArray(items)) throw new ValueError(`a list called ${names[0]}`, typeof items);
  return items;
}

/** As they are written; one that is nested too deeply to be written is like no other. */
function isSame(one: Json, other: Json): boolean {
  try {
    return writeExactJson(one) === writeExactJson(other);
  } catch {
    return false;
  }
}
