import { type BusinessDate, parseBusinessDate } from '../../domain/business-date.ts';
import { type Cusip, isCusipCheckDigitRight, parseCusip } from '../../domain/cusip.ts';
import { ValueError } from '../../domain/errors.ts';
import { type Parse, remembering } from '../remembering.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Dates in exactly this format, as `DD/MM/YYYY`: nothing is guessed. The parser throws `ValueError`. */
export function dateParser(format: string): Parse<BusinessDate> {
  const year = format.indexOf('YYYY');
  const month = format.indexOf('MM');
  const day = format.indexOf('DD');
  const shape = new RegExp(`^${format.replace(/[^YMD]/g, '\\$&').replace(/[YMD]/g, '\\d')}$`);
  return remembering((text) => {
    if (!shape.test(text)) throw new ValueError(`a date as ${format}`, text);
    const iso = `${text.slice(year, year + 4)}-${text.slice(month, month + 2)}-${text.slice(day, day + 2)}`;
    return parseBusinessDate(iso);
  });
}

/** A CUSIP whose check digit is wrong is one all the same, and told of once: Jiko's own sample has one. */
export function cusipParser(onWrongDigit: (cusip: Cusip) => void): Parse<Cusip> {
  return remembering((text) => {
    const cusip = parseCusip(text);
    if (!isCusipCheckDigitRight(cusip)) onWrongDigit(cusip);
    return cusip;
  });
}

export function isPocketId(text: string): boolean {
  return UUID.test(text);
}

/** Pocket ids are UUIDs, in lower case with hyphens. */
export function pocketIdParser(): Parse<string> {
  return remembering((text) => {
    if (!isPocketId(text)) throw new ValueError('a pocket id (a UUID)', text);
    return text.toLowerCase();
  });
}
