import { FRAGMENT_MAX, type Fragment } from './fragment.ts';

/** As much as the reader of listings takes. */
const JSON_MAX = 256 * 1_048_576;
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/** A value within an array or an object; `key` is null in an array. */
interface Member {
  readonly key: string | null;
  readonly start: number;
  readonly end: number;
}

/**
 * The item `page[1].items[3]` of an array of pages, counted from 1, laid out for people: its texts and numbers are as they
 * stand; without an item the whole page. The list of a page stands at the first of `listPaths` that is there, such as `items` or
 * `groups.members`, which holds the members of all groups; at an empty path the page is the list. The file is read in one piece.
 */
export async function jsonFragment(
  texts: AsyncIterable<string>,
  place: { readonly page: string; readonly item: string | null },
  listPaths: readonly string[],
): Promise<Fragment | null> {
  let json = '';
  for await (const text of texts) {
    json += text;
    if (json.length > JSON_MAX) return null;
  }
  const page = memberAt(json, 0, place.page);
  if (page === null) return null;
  const item = place.item === null ? page : itemOf(json, page, place.item, listPaths);
  if (item === null) return null;
  const text = laidOut(json.slice(item.start, item.end));
  const isCut = text.length > FRAGMENT_MAX;
  return { text: text.slice(0, FRAGMENT_MAX), firstLine: null, isCut };
}

function itemOf(
  json: string,
  page: Member,
  place: string,
  listPaths: readonly string[],
): Member | null {
  for (const path of listPaths) {
    const items = itemsAt(json, page, path === '' ? [] : path.split('.'));
    if (items !== null) return items.find((_, index) => String(index + 1) === place) ?? null;
  }
  return null;
}

/** Null where there is no list. A list on the way is gone through as well. */
function itemsAt(json: string, from: Member, [name, ...rest]: readonly string[]): Member[] | null {
  const isList = json[from.start] === '[';
  const members = [...membersOf(json, from.start)];
  if (name === undefined) return isList ? members : null;
  const found: Member[] = [];
  for (const one of isList ? members : [from]) {
    const inner = [...membersOf(json, one.start)].findLast(({ key }) => key === name);
    const items = inner === undefined ? null : itemsAt(json, inner, rest);
    if (items === null) return null;
    found.push(...items);
  }
  return found;
}

function memberAt(json: string, from: number, place: string): Member | null {
  let count = 0;
  for (const member of membersOf(json, from)) if (String(++count) === place) return member;
  return null;
}

/** The values of the array or object that begins at `from`. */
function* membersOf(json: string, from: number): Generator<Member> {
  let depth = 0;
  let key: string | null = null;
  let start = -1;
  let end = -1;
  for (const { 0: token, index: at } of tokensOf(json, from)) {
    const isClosing = token === '}' || token === ']';
    if (isClosing) depth--;
    const isBetween = depth === 1 && (token === ',' || token === ':');
    if (isBetween || depth === 0) {
      if (token === ':') key = textOf(json.slice(start, end));
      else if (start >= 0) yield { key, start, end };
      if (token !== ':') key = null;
      start = -1;
    } else {
      if (start < 0) start = at;
      end = at + token.length;
    }
    if (depth === 0 && isClosing) return;
    if (token === '{' || token === '[') depth++;
  }
}

function tokensOf(json: string, from: number): Iterable<RegExpExecArray> {
  TOKEN.lastIndex = from;
  return json.matchAll(TOKEN);
}

function textOf(token: string): string {
  const text: unknown = JSON.parse(token);
  return String(text);
}

/** One member a line. `JSON.stringify` would write `1.10` as `1.1`. */
function laidOut(json: string): string {
  let text = '';
  let depth = 0;
  let before = '';
  for (const [token] of tokensOf(json, 0)) {
    const isClosing = token === '}' || token === ']';
    const wasOpening = before === '{' || before === '[';
    if (isClosing) depth--;
    if (isClosing ? !wasOpening : wasOpening || before === ',') text += `\n${'  '.repeat(depth)}`;
    text += token === ':' ? ': ' : token;
    if (token === '{' || token === '[') depth++;
    before = token;
  }
  return text;
}
