import { fromScaled, parseDecimal, toScaled } from '../../domain/decimal.ts';

/** Decimals that every figure of a case is counted in. */
export const SCALE = 8;
export const ONE = 100_000_000n;
export const CENT = 1_000_000n;
/** A quantity or an amount that is just wrong may be longer; its shape is not looked at. */
const WITHIN_FIGURES = /^-?\d{1,18}(?:\.\d{1,8})?$/;
/** One unit is 100 of face. */
export const FACE_OF_UNIT = 100n;

/** Text of a numeric as a figure; null for null, and for what has more digits than figures have. */
export function figureOf(text: string | null): bigint | null {
  if (text === null) return null;
  const trimmed = text.includes('.') ? text.replace(/\.?0+$/, '') : text;
  return WITHIN_FIGURES.test(trimmed) ? toScaled(parseDecimal(trimmed, SCALE), SCALE) : null;
}

/** The exact decimal text, with at least two decimals: `-1250.00`. */
export function decimalOf(figure: bigint): string {
  const [whole = '0', fraction = ''] = fromScaled(figure, SCALE).split('.');
  return `${whole}.${fraction.replace(/0+$/, '').padEnd(2, '0')}`;
}

/** As people read it: `-1,250.00`. */
export function shown(figure: bigint): string {
  const [whole = '0', fraction = ''] = decimalOf(figure).split('.');
  return `${whole.replace(/(\d)(?=(\d{3})+$)/g, '$1,')}.${fraction}`;
}

/** A count of units, without decimals: `1,250`. */
export function shownUnits(figure: bigint): string {
  return figure % ONE === 0n ? shown(figure).slice(0, -'.00'.length) : shown(figure);
}

export function absolute(figure: bigint): bigint {
  return figure < 0n ? -figure : figure;
}

/** The product of two figures, rounded half up to the cent; away from zero where it is negative. */
export function productToCent(one: bigint, other: bigint): bigint {
  const product = absolute(one) * absolute(other);
  const perCent = CENT * ONE;
  const cents = (2n * product + perCent) / (2n * perCent);
  return one < 0n === other < 0n ? cents * CENT : -cents * CENT;
}

/** `2 business days before`, of a day that counts from the break's own. */
export function shownDay(day: number): string {
  const days = Math.abs(day);
  return `${days} business day${days === 1 ? '' : 's'} ${day < 0 ? 'before' : 'after'}`;
}
