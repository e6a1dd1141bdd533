import type { BreakFacts } from '../breaks/read-break-facts.ts';
import type { RowFacts } from './read-explanation.ts';

const DATE = /^\d{4}-\d{2}-\d{2}$/;
/** Of these a break tells the figures themselves, and not how many there are or how far they lie apart. */
const TOLD_AS_THEY_ARE: readonly string[] = ['dollars', 'bills', 'prices'];

/**
 * The columns of a row whose figure a break may mean, the likeliest first: a date where the break is one of dates, the figure that the
 * break tells, the one that its item names, one that its words tell or name, and then as the rule has them.
 */
export function columnsOfBreak(
  row: RowFacts['row'],
  columns: readonly string[],
  broken: BreakFacts,
): string[] {
  const words = `${broken.detail ?? ''} ${broken.evidence ?? ''}`;
  const isOfFigures = TOLD_AS_THEY_ARE.includes(broken.figures);
  const isOfDates = broken.cause === 'dated k days off';
  const rankOf = (column: string): number => {
    const value = String(row?.[column] ?? '');
    const isTold = DATE.test(value) && words.includes(value);
    const isWord = new RegExp(`\\b${column}\\b`).test(words);
    if (isOfDates && isTold) return 0;
    if (isOfFigures && isSame(value, broken.actual)) return 1;
    if (isOfFigures && isSame(value, broken.expected)) return 2;
    if (isNamed(column, broken.item)) return 3;
    return isTold || isWord ? 4 : 5;
  };
  return [...columns].sort((a, b) => rankOf(a) - rankOf(b));
}

/** Without sign, and with as many zeros as either has; nothing says which zero is meant. */
function isSame(value: string, figure: string | null): boolean {
  const digits = (text: string) =>
    text
      .replace(/^-?0*/, '')
      .replace(/(\.\d*?)0+$/, '$1')
      .replace(/\.$/, '');
  return figure !== null && digits(figure) !== '' && digits(value) === digits(figure);
}

/** `quantity` is one of `quantity`, `net` of `summary_net`, `JK-1 settlement` of `settlement_date`. */
function isNamed(column: string, item: string): boolean {
  const word = item.split(' ').at(-1) ?? '';
  return column === item || column.split('_').includes(word);
}
