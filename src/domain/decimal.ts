import type { Branded } from './branded.ts';
import { ValueError } from './errors.ts';

/** An exact decimal in canonical text: `-?digits[.digits]`, no exponent, no `-0`, no needless leading zero. Scale is kept. */
export type Decimal = Branded<string, 'Decimal'>;

const GRAMMAR = /^(-?)0*(\d{1,18})(?:\.(\d{1,18}))?$/;

/**
 * Reads `-0012.30` as `-12.30`. Refuses signs other than a leading minus, separators, exponents and blanks, more than
 * `scaleMax` decimals, and more than 18 whole digits. Nothing is ever rounded.
 */
export function parseDecimal(text: string, scaleMax: number): Decimal {
  const match = GRAMMAR.exec(text);
  if (match === null) throw new ValueError('a decimal amount', text);
  const [, sign = '', whole = '', fraction = ''] = match;
  if (fraction.length > scaleMax) throw new ValueError(`at most ${scaleMax} decimals`, text);
  const digits = fraction === '' ? whole : `${whole}.${fraction}`;
  const isZero = /^[0.]*$/.test(digits);
  return (isZero ? digits : `${sign}${digits}`) as Decimal;
}

/** The decimal as an integer count of 10^-scale: `toScaled('1.5', 2)` is 150n. Throws if it has more decimals. */
export function toScaled(decimal: Decimal, scale: number): bigint {
  const point = decimal.indexOf('.');
  const decimals = point < 0 ? 0 : decimal.length - point - 1;
  if (decimals > scale) throw new ValueError(`at most ${scale} decimals`, decimal);
  const digits = point < 0 ? decimal : decimal.slice(0, point) + decimal.slice(point + 1);
  return BigInt(digits + '0'.repeat(scale - decimals));
}

/** The inverse of `toScaled`: `fromScaled(-150n, 2)` is `-1.50`. */
export function fromScaled(value: bigint, scale: number): Decimal {
  const sign = value < 0n ? '-' : '';
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0');
  const point = digits.length - scale;
  return (
    scale === 0 ? `${sign}${digits}` : `${sign}${digits.slice(0, point)}.${digits.slice(point)}`
  ) as Decimal;
}
