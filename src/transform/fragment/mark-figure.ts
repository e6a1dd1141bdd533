/** A figure that is looked for in a fragment. */
export interface WantedFigure {
  readonly name: string;
  /** Decimal text, with or without a sign; a date, `2026-10-31`; or a word, such as a CUSIP. */
  readonly value: string;
  /** It stands behind this word, where the text has it: the balances of a statement are told apart by codes. */
  readonly after?: string;
}

/** Where a figure stands in the text, in characters from its beginning. */
export interface Mark {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** A number as files write it: digits with one point, and within quotes perhaps with commas between groups of three. */
const NUMBER = /(?<="-?)\d{1,3}(?:,\d{3})+(?:\.\d+)?(?=")|\d+(?:\.\d+)?/g;
/** Listings tell amounts in cents. */
const CENT_DIGITS = 2;
/** Jiko's amounts say once more, for people, what they say in cents: this is never read. */
const FOR_PEOPLE = /"formatted"\s*:\s*"[^"]*"/g;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/**
 * The place at which a figure stands in a fragment: the first of the wanted ones that does. A file tells an amount without its
 * sign, with as many zeros as it likes, and a listing in cents; a number within a longer word, such as a reference or a date, is
 * none. What is written with a point is taken before a whole number of the same value, which may count something else.
 */
export function markFigure(text: string, wanted: readonly WantedFigure[]): Mark | null {
  const unread = [...text.matchAll(FOR_PEOPLE)].map(({ 0: said, index }) => [
    index,
    index + said.length,
  ]);
  const numbers = [...text.matchAll(NUMBER)]
    .map(({ 0: written, index }) => ({ written, start: index, end: index + written.length }))
    .filter(({ start, end }) => isAlone(text, start, end))
    .filter(({ start: at }) => !unread.some(([from = 0, to = 0]) => at >= from && at < to))
    .sort((a, b) => pointsLast(a.written) - pointsLast(b.written) || a.start - b.start);
  for (const { name, value, after } of wanted) {
    const from = after === undefined ? 0 : text.indexOf(after);
    const figure = canonical(value);
    if (figure === null) {
      const mark = markWord(text, value, Math.max(from, 0));
      if (mark !== null) return { name, ...mark };
      continue;
    }
    const looked = numbers.filter(({ start }) => start >= from);
    const found =
      looked.find(({ written }) => canonical(written) === figure) ??
      looked.find(({ written }) => canonical(written) === inCents(value));
    if (found !== undefined) return { name, start: found.start, end: found.end };
  }
  return null;
}

/** A date in any order in which files write it, and any other word as it is. */
function markWord(
  text: string,
  value: string,
  from: number,
): { readonly start: number; readonly end: number } | null {
  const [, year, month, day] = DATE.exec(value) ?? [];
  const orders = [
    [year, month, day],
    [day, month, year],
    [month, day, year],
  ];
  const written =
    year === undefined ? escaped(value) : orders.map((order) => order.join('[-/.]?')).join('|');
  // an instant begins with its date
  const found = new RegExp(`(?<!\\w)(?:${written})(?![^\\WT])`, 'g');
  found.lastIndex = from;
  const match = found.exec(text);
  return match === null ? null : { start: match.index, end: match.index + match[0].length };
}

function escaped(word: string): string {
  return word.replace(/[^\w\s]/g, '\\$&');
}

function pointsLast(written: string): number {
  return written.includes('.') ? 0 : 1;
}

/** Neither a part of a word nor of a date or an id; a minus before it is its sign. */
function isAlone(text: string, start: number, end: number): boolean {
  const isWord = (at: number): boolean => /\w/.test(text[at] ?? ' ');
  const isSigned = text[start - 1] === '-' && !isWord(start - 2);
  if (isWord(start - 1) || text[start - 1] === '.' || (text[start - 1] === '-' && !isSigned)) {
    return false;
  }
  return !isWord(end) && text[end] !== '-';
}

/** `1,250.50` and `-1250.5` as `1250.5`; null for what is no plain number. */
function canonical(text: string): string | null {
  const [, whole, fraction = ''] =
    /^-?0*(\d+)(?:\.(\d*?)0*)?$/.exec(text.replaceAll(',', '')) ?? [];
  if (whole === undefined) return null;
  return fraction === '' ? whole : `${whole}.${fraction}`;
}

/** Of a count, which has no point, there are no cents. */
function inCents(value: string): string | null {
  const figure = value.includes('.') ? canonical(value) : null;
  if (figure === null) return null;
  const [whole = '', fraction = ''] = figure.split('.');
  if (fraction.length > CENT_DIGITS) return null;
  return canonical(`${whole}${fraction.padEnd(CENT_DIGITS, '0')}`);
}
