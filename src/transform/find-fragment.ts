import { ValueError } from '../domain/errors.ts';
import type { Bytes } from '../domain/reading.ts';
import { XML_HEAD_BYTES, xmlEncoding } from './camt053/xml-encoding.ts';
import { csvFragment } from './fragment/csv-fragment.ts';
import type { Fragment } from './fragment/fragment.ts';
import { jsonFragment } from './fragment/json-fragment.ts';
import { xmlFragment } from './fragment/xml-fragment.ts';
import { peek } from './peek.ts';
import { textOfBytes } from './text-of-bytes.ts';

export interface FragmentOptions {
  /** How the list of an answer may be called: the profile's `api.page.items`, or its path; empty where the answer is the list. */
  readonly listNames: readonly string[];
  /** By our name of a list within an item, such as `securities`, the paths at which it may stand. */
  readonly rowsAt?: Readonly<Record<string, readonly string[]>>;
}

/**
 * The original text of the place that a row names in its file: `line 17` of a CSV file, `Stmt[1]/Ntry[4]` of a statement,
 * `page[1].items[3]` of a listing, `page[1]` of a single answer and `page[1].securities[2]` of a list within it. The file is read only as far as needed, in bounded memory (a listing: in one piece).
 * Null where the file, as far as it can be read, has no such place, and for what is no place.
 */
export async function findFragment(
  bytes: Bytes,
  locator: string,
  { listNames, rowsAt = {} }: FragmentOptions,
): Promise<Fragment | null> {
  const [, line] = /^line (\d+)$/.exec(locator) ?? [];
  const [, page, list = null, item = null] =
    /^page\[(\d+)\](?:\.(\w+)\[(\d+)\])?$/.exec(locator) ?? [];
  try {
    const texts = textOf(bytes);
    if (line !== undefined) return await csvFragment(texts, line);
    if (/^Stmt\[\d+\]/.test(locator)) return await xmlFragment(texts, locator);
    if (page === undefined) return null;
    const paths = list === 'items' ? listNames : (rowsAt[list ?? ''] ?? []);
    return await jsonFragment(texts, { page, item }, paths);
  } catch (error) {
    // Bytes that are no text: what comes after them cannot be found.
    if (error instanceof ValueError) return null;
    throw error;
  }
}

/** Without an XML declaration the encoding is told by the byte order mark alone, as it is in files of other kinds. */
async function* textOf(bytes: Bytes): AsyncGenerator<string> {
  const { head, all } = await peek(bytes, XML_HEAD_BYTES);
  yield* textOfBytes(all, xmlEncoding(head));
}
