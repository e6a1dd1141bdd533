import { createHash } from 'node:crypto';
import type { BusinessDate } from '../domain/business-date.ts';
import type { Decimal } from '../domain/decimal.ts';
import { RowHashes } from './row-hashes.ts';

/** A line of a unit that stands in it twice, and where it stood first. Ordinals count from 1 within the unit. */
export interface DoubledLine {
  readonly ordinal: number;
  readonly firstOrdinal: number;
}

/**
 * What a file says about one unit: how many rows, and a hash of them that does not depend on their order, on the
 * layout of the file or on the window that was asked for. It is SHA-256 over the sorted SHA-256 of the rows.
 */
export class UnitContent {
  readonly unitNo: number;
  readonly pocketId: string | null;
  readonly businessDate: BusinessDate;
  readonly #hashes = new RowHashes();

  constructor(unitNo: number, pocketId: string | null, businessDate: BusinessDate) {
    this.unitNo = unitNo;
    this.pocketId = pocketId;
    this.businessDate = businessDate;
  }

  /** Takes in one row and returns its ordinal. */
  add(content: string): number {
    return this.#hashes.add(content);
  }

  get rowCount(): number {
    return this.#hashes.count;
  }

  /** `salt` is what the whole file adds to the meaning of its rows, such as the reading of its amount column. */
  digest(salt: string): Buffer {
    const sum = createHash('sha256').update(`${salt}\n`);
    for (const index of this.#hashes.sorted()) sum.update(this.#hashes.at(index));
    return sum.digest();
  }

  /** Rows that are equal in everything to an earlier one of the unit, in the order of the rows. */
  doubledLines(): DoubledLine[] {
    const doubled: DoubledLine[] = [];
    let first: number | null = null;
    for (const index of this.#hashes.sorted()) {
      if (first !== null && this.#hashes.isEqual(first, index)) {
        doubled.push({ ordinal: index + 1, firstOrdinal: first + 1 });
      } else {
        first = index;
      }
    }
    return doubled.sort((left, right) => left.ordinal - right.ordinal);
  }
}

/** `98.500000` and `98.5` are the same price. */
export function withoutTrailingZeros(decimal: Decimal): string {
  if (!decimal.endsWith('0') || !decimal.includes('.')) return decimal;
  return decimal.replace(/\.?0+$/, '');
}
