import type { BusinessDate } from '../domain/business-date.ts';
import { longDate } from './figure.ts';
import type { Verdict } from './night-report.ts';

interface Facts {
  readonly date: BusinessDate;
  readonly owed: number;
  readonly missing: number;
  readonly open: number;
  /** business days; 0 where no break is open, or none is overdue */
  readonly oldestAge: number;
  /** when the first of those that are open began */
  readonly oldest: BusinessDate | null;
  /** Have the rules looked at the date, and at everything that has landed since? */
  readonly isProven: boolean;
}

/** A night in two words. */
export const VERDICTS: Readonly<Record<Verdict['state'], string>> = {
  green: 'Green',
  breaks: 'Not green',
  missing: 'Not green',
  unproven: 'Not proven',
};

/** Green or not, and why, in one sentence. Green means proven: what no rule has looked at is not green. */
export function judge({ date, owed, missing, open, oldestAge, oldest, isProven }: Facts): Verdict {
  if (owed === 0) {
    return {
      state: 'unproven',
      sentence: `Nothing is owed up to ${longDate(date)}: the books are empty.`,
    };
  }
  const troubles = [
    ...(missing === 0
      ? []
      : [`${count(missing, 'report')} ${missing === 1 ? 'has' : 'have'} not landed`]),
    ...(open === 0
      ? []
      : [
          `${count(open, 'break')} ${open === 1 ? 'is' : 'are'} open, ${ageOf(open, oldestAge, oldest === date)}`,
        ]),
    ...(isProven ? [] : ['the rules have not looked at all that has landed']),
  ];
  if (troubles.length === 0) {
    return {
      state: 'green',
      sentence: `All ${count(owed, 'report')} owed up to ${longDate(date)} ${owed === 1 ? 'has' : 'have'} landed, and everything ties.`,
    };
  }
  const state = missing > 0 ? 'missing' : open > 0 ? 'breaks' : 'unproven';
  const [first = '', ...others] = troubles;
  const sentence =
    [first, ...others].length === 1
      ? first
      : `${troubles.slice(0, -1).join(', ')}, and ${troubles.at(-1)}`;
  return { state, sentence: `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.` };
}

function ageOf(open: number, days: number, isNew: boolean): string {
  // What is due only later has no age, however long ago it began.
  if (days === 0 && !isNew) return open === 1 ? 'not overdue' : 'none of them overdue';
  const age = days === 0 ? 'new that day' : `${count(days, 'business day')} old`;
  return open === 1 || days === 0 ? age : `the oldest ${age}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
