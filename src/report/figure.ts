import { type BusinessDate, weekday } from '../domain/business-date.ts';

/*
 * Figures as people read them. All are text from the books to the page: digits are grouped, trailing zeros of prices dropped,
 * and nothing is rounded.
 */

/** `1,234,567.89` of `1234567.89`; a whole number stays one. */
export function grouped(decimal: string): string {
  const [, sign = '', whole = '', fraction = ''] = /^(-?)(\d+)(\.\d+)?$/.exec(decimal) ?? [];
  if (whole === '') return decimal;
  return `${sign}${whole.replaceAll(/\B(?=(\d{3})+$)/g, ',')}${fraction}`;
}

/** The same with a plus where it is positive. */
export function signed(decimal: string): string {
  return /^[0.]*$/.test(decimal) || decimal.startsWith('-')
    ? grouped(decimal)
    : `+${grouped(decimal)}`;
}

/** `98.5025` of `98.50250000`: at least two decimals, no needless zero after them. */
export function price(decimal: string): string {
  return grouped(decimal.replace(/(\.\d\d\d*?)0+$/, '$1'));
}

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** `Friday, 30 October 2026`. */
export function longDate(date: BusinessDate): string {
  return `${WEEKDAYS[weekday(date)]}, ${dayAndMonth(date)} ${date.slice(0, 4)}`;
}

/** `30 October`. */
export function dayAndMonth(date: string): string {
  return `${date.slice(8).replace(/^0/, '')} ${monthName(date)}`;
}

/** `October` of `2026-10` or `2026-10-30`. */
export function monthName(date: string): string {
  const month = date.slice(5, 7);
  return MONTHS.find((_, index) => `${index + 1}`.padStart(2, '0') === month) ?? month;
}

/** `2026-10-31 06:04 UTC`. */
export function instant(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
