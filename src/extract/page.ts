import { z } from 'zod';
import { PocketbookError } from '../domain/errors.ts';
import { type Received, readField, readObject } from './answer.ts';
import type { WireApi } from './wire.ts';

export interface Page<T> {
  readonly items: readonly T[];
  /** The cursor of the next page, opaque; null on the last. */
  readonly next: string | null;
}

const itemsShape = z.array(z.unknown());
const nextShape = z.string().nullish();

export function readPage<T>(
  received: Received,
  wire: WireApi['page'],
  readItem: (item: Received) => T,
): Page<T> {
  const body = readObject(received);
  const items = readField(body, wire.items, itemsShape);
  const next = readField(body, wire.next, nextShape).value ?? '';
  return {
    items: items.value.map((value, index) =>
      readItem({ value, place: `${items.place}[${index}]` }),
    ),
    next: next === '' ? null : next,
  };
}

export function pageQuery(wire: WireApi['page'], cursor: string | undefined) {
  return {
    [wire.limit_parameter]: String(wire.limit),
    ...(cursor === undefined ? {} : { [wire.cursor_parameter]: cursor }),
  };
}

/** All pages, one after the other. Throws ANSWER_INVALID when a cursor comes round again. */
export async function* pagesOf<P extends { readonly next: string | null }>(
  name: string,
  read: (cursor: string | undefined) => Promise<P>,
  first?: string,
): AsyncGenerator<P> {
  const seen = new Set<string>();
  for (let cursor = first; ; ) {
    const page = await read(cursor);
    yield page;
    if (page.next === null) return;
    if (seen.has(page.next)) {
      throw new PocketbookError(
        'ANSWER_INVALID',
        `${name}: expected a new cursor, got one seen before`,
        {
          retryable: false,
        },
      );
    }
    seen.add(page.next);
    cursor = page.next;
  }
}
