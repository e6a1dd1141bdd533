import { type Decimal, parseDecimal } from '../../domain/decimal.ts';
import { ValueError } from '../../domain/errors.ts';

/** As xs:decimal without a sign: `12`, `12.50`, `12.` and `.50`. Direction is told by CdtDbtInd, never by a sign. */
const UNSIGNED = /^(?:\d+\.?\d*|\.\d+)$/;
const SCALE_MAX = 18;

export type Direction = 'CRDT' | 'DBIT';

/** An amount without a sign. Throws `ValueError`. */
export function parseXmlAmount(text: string): Decimal {
  if (!UNSIGNED.test(text)) throw new ValueError('a decimal amount', text);
  return parseDecimal(withWhole(text), SCALE_MAX);
}

/** A number where the schema allows a sign: a sum of a summary, a rate. Throws `ValueError`. */
export function parseXmlNumber(text: string): Decimal {
  if (!text.startsWith('-')) return parseXmlAmount(text);
  return negative(parseXmlAmount(text.slice(1)));
}

export function parseDirection(text: string): Direction {
  if (text !== 'CRDT' && text !== 'DBIT') throw new ValueError('CRDT or DBIT', text);
  return text;
}

/** `amount`, which has no sign, as it moves an account: a debit is negative. */
export function directed(amount: Decimal, direction: Direction): Decimal {
  return direction === 'DBIT' ? negative(amount) : amount;
}

export function isZero(amount: Decimal): boolean {
  return /^-?[0.]*$/.test(amount);
}

function negative(amount: Decimal): Decimal {
  return isZero(amount) ? amount : (`-${amount}` as Decimal);
}

function withWhole(text: string): string {
  if (text.startsWith('.')) return `0${text}`;
  return text.endsWith('.') ? text.slice(0, -1) : text;
}
