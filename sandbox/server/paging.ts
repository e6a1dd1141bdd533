import type { Profile } from '../profile.ts';
import { unprocessable } from './problem.ts';

const DEFAULT_LIMIT = 30;
const MOST = 100;

/**
 * One page of a list, newest first, and the tokens of the next and of the one before. `items` come oldest first, in the order
 * of `position`; a token names an item given out, so that what is added meanwhile neither repeats nor hides anything. With
 * `instantOf` the list is cut by instants, as Jiko's seems to be: items of one instant on both sides of a border come twice.
 */
export function pageOf<T>(
  profile: Profile,
  query: URLSearchParams,
  items: readonly T[],
  position: (item: T) => number,
  render: (item: T) => unknown,
  instantOf?: (item: T) => string,
): Record<string, unknown> {
  const { page } = profile.api;
  const limit = parseLimit(query, page.limit_parameter);
  const cursor = parseCursor(query, page.cursor_parameter);
  const { shown, hasNewer, hasOlder } = cut(items, position, cursor, limit);
  const [newest] = shown;
  return {
    [page.items]: shown.map(render),
    [page.next]: hasOlder ? cursorAt(borderOf(shown, position, instantOf)) : null,
    prev_page: hasNewer && newest !== undefined ? cursorBack(position(newest)) : null,
    [profile.resources.ignored]: 'CursorList',
  };
}

function cut<T>(
  items: readonly T[],
  position: (item: T) => number,
  cursor: Cursor | null,
  limit: number,
): { shown: readonly T[]; hasNewer: boolean; hasOlder: boolean } {
  const inside = items.filter((item) => {
    if (cursor === null) return true;
    return cursor.isBack ? position(item) > cursor.position : position(item) < cursor.position;
  });
  const taken = cursor?.isBack === true ? inside.slice(0, limit) : inside.slice(-limit);
  return {
    shown: taken.toReversed(),
    hasOlder: taken.length > 0 && items[0] !== taken[0],
    hasNewer: taken.length > 0 && items.at(-1) !== taken.at(-1),
  };
}

/**
 * The position before which the next page begins: that of the last one shown, or, where a list is cut by instants, of the last
 * one of an earlier page's instant, so that all of the last instant come again.
 */
function borderOf<T>(
  shown: readonly T[],
  position: (item: T) => number,
  instantOf: ((item: T) => string) | undefined,
): number {
  const last = shown.at(-1);
  if (last === undefined) return 0;
  if (instantOf === undefined) return position(last);
  const before = shown.findLast((item) => instantOf(item) !== instantOf(last));
  return position(before ?? last);
}

function parseLimit(query: URLSearchParams, parameter: string): number {
  const text = query.get(parameter);
  if (text === null) return DEFAULT_LIMIT;
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= MOST) return limit;
  const message = `Input should be between 1 and ${MOST}`;
  throw unprocessable(['query', parameter], message, 'range_error', { ge: 1, le: MOST });
}

interface Cursor {
  readonly position: number;
  /** Towards what is newer. */
  readonly isBack: boolean;
}

function parseCursor(query: URLSearchParams, parameter: string): Cursor | null {
  const text = query.get(parameter);
  if (!text) return null;
  const match = /^(r=1&)?p=(\d{1,15})$/.exec(Buffer.from(text, 'base64url').toString('utf8'));
  if (match) return { position: Number(match[2]), isBack: match[1] !== undefined };
  throw unprocessable(['query', parameter], 'Invalid cursor');
}

function cursorAt(position: number): string {
  return Buffer.from(`p=${position}`).toString('base64url');
}

function cursorBack(position: number): string {
  return Buffer.from(`r=1&p=${position}`).toString('base64url');
}
