import { addDays } from '../domain/business-date.ts';
import type { DateRange } from '../domain/report.ts';

const MONTH_DAYS = 31;

/** The range with the month before it: what is dated there may be proven only when later days have landed. */
export function withMonthBefore({ from, to }: DateRange): DateRange {
  return { from: addDays(from, -MONTH_DAYS), to };
}
