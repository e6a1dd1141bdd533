import { type Decimal, toScaled } from './decimal.ts';
import type { AmountMeaning } from './ledger-row.ts';

/** Prices have up to 6 decimals, amounts are in cents; both are compared in millionths of a dollar. */
const PRICE_SCALE = 6;
const AMOUNT_SCALE = 2;
const MICROS_PER_CENT = 10_000n;
/** A whole number of units times the price, rounded to cents, is at most half a cent away. */
const HALF_CENT_IN_MICROS = 5_000n;
/** One unit is 100 of face, and the price is per 100 of face: of one unit. */
const CENTS_PER_UNIT = 10_000n;

export interface AmountFit {
  readonly cash: boolean;
  readonly face: boolean;
}

/** Which readings of `amount` (at most 2 decimals) the `price` (positive, at most 6 decimals) of one trade allows. */
export function fitAmount(price: Decimal, amount: Decimal): AmountFit {
  const perUnit = toScaled(price, PRICE_SCALE);
  const cents = toScaled(amount, AMOUNT_SCALE);
  const micros = cents * MICROS_PER_CENT;
  const away = micros - nearest(micros, perUnit) * perUnit;
  return {
    cash: away <= HALF_CENT_IN_MICROS && away >= -HALF_CENT_IN_MICROS,
    face: cents % CENTS_PER_UNIT === 0n,
  };
}

/** The nearest whole number of units (of 100 of face) that `amount` stands for; halves go up. */
export function unitsOf(price: Decimal, amount: Decimal, meaning: AmountMeaning): bigint {
  const cents = toScaled(amount, AMOUNT_SCALE);
  switch (meaning) {
    case 'face':
      return nearest(cents, CENTS_PER_UNIT);
    case 'cash':
      return nearest(cents * MICROS_PER_CENT, toScaled(price, PRICE_SCALE));
  }
}

/** For a dividend that is not negative. */
function nearest(dividend: bigint, divisor: bigint): bigint {
  return (2n * dividend + divisor) / (2n * divisor);
}
