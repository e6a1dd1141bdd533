import type { Decimal } from '../../domain/decimal.ts';
import { ExactSum } from '../exact-sum.ts';
import { type Direction, directed } from './xml-amount.ts';

/** A charge as it is told. */
export interface Charge {
  readonly amount: Decimal;
  readonly currency: string | null;
  readonly direction: Direction | null;
  /** Is it inside the amount it stands beside (ISO 20022, ChrgInclInd)? Null where the bank does not say. */
  readonly isIncluded: boolean | null;
  /** The sum of all charges of an entry or a transaction (TtlChrgsAndTaxAmt), and not one of them. */
  readonly isTotal: boolean;
}

export interface ToldEntry {
  /** Signed. */
  readonly amount: Decimal;
  /** Of the account; nothing in another currency is added up. */
  readonly currency: string | null;
  readonly charges: readonly Charge[];
  /** Of each detail, signed, in the currency of the account; null where it is not told. */
  readonly detailAmounts: readonly (Decimal | null)[];
  readonly detailCharges: readonly Charge[];
}

/** How an entry is made up, as far as the bank tells. All signed as they moved the account. */
export interface EntrySplit {
  readonly charges: Decimal | null;
  readonly detailAmount: Decimal | null;
  readonly residual: Decimal | null;
}

/**
 * What the details of a booked entry add up to, and what they leave over. The entry is the booked truth (ISO 20022,
 * camt.053 message definition report: `NtryDtls` "provides details on the entry"); nothing here changes it.
 *
 * - `detailAmount`: the sum of the details; null where there are none, or one does not tell its amount.
 * - `charges`: those of the entry, else those of its details; null where none are told, or one is in another currency.
 * - `residual`: gap = amount - detailAmount. Charges explain a gap and never make one: where taking off the charges that
 *   are not inside the details brings it nearer to zero, residual = gap - charges, else residual = gap. Inside the details
 *   are those that a detail tells with ChrgInclInd true ("included in the amount" it stands beside). Charges of the entry
 *   may always explain: included in the entry, they are what its details lack. Null as `detailAmount`.
 */
export function splitEntry(entry: ToldEntry): EntrySplit {
  const { amount, currency, charges: own, detailCharges } = entry;
  const told = own.length > 0 ? own : detailCharges;
  const charges = chargesOf(told, currency);
  const detailAmount = sumOf(entry.detailAmounts);
  if (detailAmount === null) return { charges, detailAmount, residual: null };
  const outside = own.length > 0 ? own : detailCharges.filter(({ isIncluded }) => !isIncluded);
  const residual = residualOf(amount, detailAmount, chargesOf(outside, currency));
  return { charges, detailAmount, residual };
}

/**
 * What charges moved the account by: what was taken is negative, and so is a charge that does not tell its direction.
 * Single charges count; only where there are none does their total. Null for none, and where one is not in `currency`.
 */
export function chargesOf(charges: readonly Charge[], currency: string | null): Decimal | null {
  if (charges.length === 0) return null;
  const single = charges.filter(({ isTotal }) => !isTotal);
  const counted = single.length > 0 ? single : charges;
  if (counted.some((charge) => charge.currency !== null && charge.currency !== currency)) {
    return null;
  }
  return sumOf(counted.map((charge) => directed(charge.amount, charge.direction ?? 'DBIT')));
}

function residualOf(amount: Decimal, detailAmount: Decimal, charges: Decimal | null): Decimal {
  // Nearly always: then there is nothing to explain, and no need of exact sums.
  if (detailAmount === amount) return zeroLike(amount);
  const gap = difference(amount, detailAmount);
  if (charges === null) return gap.toDecimal();
  const left = difference(gap.toDecimal(), charges);
  return (left.isNearerToZeroThan(gap) ? left : gap).toDecimal();
}

function difference(minuend: Decimal, subtrahend: Decimal): ExactSum {
  const sum = new ExactSum();
  sum.add(minuend);
  sum.subtract(subtrahend);
  return sum;
}

function sumOf(amounts: readonly (Decimal | null)[]): Decimal | null {
  const [only] = amounts;
  if (only === undefined) return null;
  if (amounts.length === 1) return only;
  const sum = new ExactSum();
  for (const amount of amounts) {
    if (amount === null) return null;
    sum.add(amount);
  }
  return sum.toDecimal();
}

/** `0.00` for an amount of two decimals, as a difference of two of them would be. */
function zeroLike(amount: Decimal): Decimal {
  const point = amount.indexOf('.');
  return (point < 0 ? '0' : `0.${'0'.repeat(amount.length - point - 1)}`) as Decimal;
}
