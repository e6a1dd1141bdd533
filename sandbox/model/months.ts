import { addDays, type IsoDate } from './dates.ts';

/** The first day of the month of a date. */
export function monthOf(date: IsoDate): IsoDate {
  return `${date.slice(0, 7)}-01`;
}

export function nextMonth(month: IsoDate): IsoDate {
  return monthOf(addDays(month, 31));
}

/** By this day the statement of a month is there. */
export function dueOn(month: IsoDate): IsoDate {
  return addDays(nextMonth(month), 14);
}
