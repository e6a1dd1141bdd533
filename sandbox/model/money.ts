/** Cents. */
export type Cents = bigint;
/** Millionths of a dollar per 100 of face: 98.612361 is 98612361n. */
export type Price = bigint;
/** Units of $100 face. */
export type Units = bigint;

export const PAR: Price = 100_000_000n;
const MICROS_PER_CENT = 10_000n;

/** quantity × price, rounded half up to the cent. */
export function cashOf(quantity: Units, price: Price): Cents {
  return (quantity * price + MICROS_PER_CENT / 2n) / MICROS_PER_CENT;
}

export function faceOf(quantity: Units): Cents {
  return quantity * 10_000n;
}

/** The most units whose cash amount does not exceed `cash`. */
export function unitsWithin(cash: Cents, price: Price): Units {
  let units = (cash * MICROS_PER_CENT) / price;
  while (cashOf(units + 1n, price) <= cash) units += 1n;
  while (units > 0n && cashOf(units, price) > cash) units -= 1n;
  return units;
}

/** The fewest units whose cash amount reaches `cash`. */
export function unitsToRaise(cash: Cents, price: Price): Units {
  const units = unitsWithin(cash, price);
  return cashOf(units, price) >= cash ? units : units + 1n;
}

export function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

/** `1234567n` to `12345.67`. */
export function formatCents(cents: Cents): string {
  return decimal(cents, 2);
}

/** Six decimals, as prices are reported. */
export function formatPrice(price: Price): string {
  return decimal(price, 6);
}

function decimal(value: bigint, scale: number): string {
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0');
  const text = `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  return value < 0n ? `-${text}` : text;
}
