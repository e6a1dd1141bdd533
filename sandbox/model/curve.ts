import type { Price } from './money.ts';
import type { Random } from './random.ts';

/** The bill curve of one day: the discount rate at `days` is `long + slope × knee / (days + knee)`. */
export interface Curve {
  readonly long: number;
  readonly slope: number;
}

const KNEE_DAYS = 90;
const LONG_RATE = 0.041;
const SLOPE = 0.003;

/** A walk of some basis points a day that is pulled back to its mean. Only + - × ÷, so every machine gets the same. */
export function walkCurves(random: Random, days: number): Curve[] {
  const curves: Curve[] = [];
  let long = LONG_RATE + 0.004 * noise(random);
  let slope = SLOPE * noise(random);
  for (let day = 0; day < days; day++) {
    curves.push({ long, slope });
    long += 0.01 * (LONG_RATE - long) + 0.0004 * noise(random);
    slope += 0.02 * (SLOPE - slope) + 0.0002 * noise(random);
  }
  return curves;
}

/** 100 (1 - d r / 360), rounded once to six decimals; every figure after this is exact (31 CFR 356, App. B, III). */
export function priceOn(curve: Curve, daysToMaturity: number): Price {
  const rate = curve.long + (curve.slope * KNEE_DAYS) / (daysToMaturity + KNEE_DAYS);
  return BigInt(Math.round(1e8 * (1 - (daysToMaturity * rate) / 360)));
}

/** Roughly normal, within -3 and 3. */
function noise(random: Random): number {
  let sum = -3;
  for (let draw = 0; draw < 6; draw++) sum += random.fraction();
  return sum;
}
