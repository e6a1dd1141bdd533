import { type Decimal, fromScaled, toScaled } from '../domain/decimal.ts';

/** A sum that keeps every digit: its scale is that of the finest amount added. */
export class ExactSum {
  #units = 0n;
  #scale = 0;

  add(amount: Decimal): void {
    const scale = scaleOf(amount);
    if (scale > this.#scale) this.#rescale(scale);
    this.#units += toScaled(amount, this.#scale);
  }

  subtract(amount: Decimal): void {
    this.add(negated(amount));
  }

  isZero(): boolean {
    return this.#units === 0n;
  }

  isNearerToZeroThan(other: ExactSum): boolean {
    const scale = Math.max(this.#scale, other.#scale);
    return magnitude(this.toDecimal(), scale) < magnitude(other.toDecimal(), scale);
  }

  toDecimal(): Decimal {
    return fromScaled(this.#units, this.#scale);
  }

  #rescale(scale: number): void {
    this.#units *= 10n ** BigInt(scale - this.#scale);
    this.#scale = scale;
  }
}

export function negated(amount: Decimal): Decimal {
  const scale = scaleOf(amount);
  return fromScaled(-toScaled(amount, scale), scale);
}

export function isNegative(amount: Decimal): boolean {
  return amount.startsWith('-');
}

function magnitude(amount: Decimal, scale: number): bigint {
  const units = toScaled(amount, scale);
  return units < 0n ? -units : units;
}

function scaleOf(amount: Decimal): number {
  const point = amount.indexOf('.');
  return point < 0 ? 0 : amount.length - point - 1;
}
