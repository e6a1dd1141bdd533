import type { BusinessDate } from '../../domain/business-date.ts';
import type { ReadTask } from './read-task.ts';

/**
 * The business day that a calendar day counts to, by the days that the file was asked for: the next of them, or itself. A day
 * that belongs to none of them stays as it is, and makes the file a foreign one. A statement needs no such rule: it names its day.
 */
export function countingTo({
  asked,
  countsFrom,
}: Pick<ReadTask, 'asked' | 'countsFrom'>): (day: BusinessDate) => BusinessDate {
  const days = [...new Set(asked.map(({ businessDate }) => businessDate))].sort();
  const known = new Map<BusinessDate, BusinessDate>();
  return (day) => {
    let found = known.get(day);
    if (found === undefined) {
      found = day < countsFrom ? day : (days.find((asked) => asked >= day) ?? day);
      known.set(day, found);
    }
    return found;
  };
}
