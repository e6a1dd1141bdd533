import { isPocketId } from '../csv/parse-csv-value.ts';
import { isCusip, isDate } from './propose-headers.ts';

const SHOWN = 4;
const LONG_NUMBER = /\d{6,}/;
const AMOUNT = /^-?\d+\.\d+$/;

/** Enough to recognise an account by, not enough to use it. */
export function lastFour(text: string): string {
  return text.length <= SHOWN ? text : `...${text.slice(-SHOWN)}`;
}

/** A cell that may hold an account number does not show it; one that is plainly something else is shown. */
export function redacted(text: string): string {
  const isOther = AMOUNT.test(text) || isDate(text) || isCusip(text) || isPocketId(text);
  return LONG_NUMBER.test(text) && !isOther ? lastFour(text) : text;
}
