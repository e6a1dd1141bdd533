import type { Profile } from '../profile.ts';
import { unprocessable } from './problem.ts';

const DEFAULT_LIMIT = 30;
const MOST = 100;

/**
 * One page of a list, newest first, and the token of the next. `items` come oldest first, in the order of `position`; the
 * token names the last item given out, so that what is added meanwhile neither repeats nor hides anything.
 */
export function pageOf<T>(
  profile: Profile,
  query: URLSearchParams,
  items: readonly T[],
  position: (item: T) => number,
  render: (item: T) => unknown,
): Record<string, unknown> {
  const { page } = profile.api;
  const limit = parseLimit(query, page.limit_parameter);
  const before = parseCursor(query, page.cursor_parameter);
  const rest = items.filter((item) => position(item) < before).reverse();
  const shown = rest.slice(0, limit);
  const last = shown.at(-1);
  const next = rest.length > shown.length && last !== undefined ? cursorAt(position(last)) : null;
  return {
    [page.items]: shown.map(render),
    [page.next]: next,
    prev_page: previousOf(items, position, { before, limit }),
    object_type: 'CursorList',
  };
}

/** The token of the page before; null on the first. The first page itself is asked for by a token beyond all items. */
function previousOf<T>(
  items: readonly T[],
  position: (item: T) => number,
  { before, limit }: { before: number; limit: number },
): string | null {
  const newer = items.filter((item) => position(item) >= before);
  const [newest] = newer.slice(limit);
  if (newer.length === 0) return null;
  return cursorAt(
    newest === undefined ? position(items[items.length - 1] as T) + 1 : position(newest),
  );
}

function parseLimit(query: URLSearchParams, parameter: string): number {
  const text = query.get(parameter);
  if (text === null) return DEFAULT_LIMIT;
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= MOST) return limit;
  throw unprocessable(['query', parameter], `Input should be between 1 and ${MOST}`, 'range_error');
}

function parseCursor(query: URLSearchParams, parameter: string): number {
  const text = query.get(parameter);
  if (!text) return Number.POSITIVE_INFINITY;
  const match = /^p=(\d{1,15})$/.exec(Buffer.from(text, 'base64url').toString('utf8'));
  if (match) return Number(match[1]);
  throw unprocessable(['query', parameter], 'Invalid cursor');
}

function cursorAt(position: number): string {
  return Buffer.from(`p=${position}`).toString('base64url');
}
