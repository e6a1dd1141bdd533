import type { Decimal } from '../../domain/decimal.ts';
import { ExactSum, isNegative, negated } from '../exact-sum.ts';
import { isZero } from './xml-amount.ts';

/** Entries counted and added up, exactly. */
export class EntryTally {
  entries = 0;
  creditEntries = 0;
  debitEntries = 0;
  /** Entries of nothing, which count as credit or as debit: their sign does not tell. */
  zeroEntries = 0;
  readonly #credits = new ExactSum();
  readonly #debits = new ExactSum();

  add(amount: Decimal): void {
    this.entries++;
    if (isNegative(amount)) {
      this.debitEntries++;
      this.#debits.subtract(amount);
    } else {
      if (isZero(amount)) this.zeroEntries++;
      else this.creditEntries++;
      this.#credits.add(amount);
    }
  }

  credits(): Decimal {
    return this.#credits.toDecimal();
  }

  /** Positive. */
  debits(): Decimal {
    return this.#debits.toDecimal();
  }

  net(): Decimal {
    const net = new ExactSum();
    net.add(this.credits());
    net.add(negated(this.debits()));
    return net.toDecimal();
  }

  /** Both together. */
  with(other: EntryTally): EntryTally {
    const both = new EntryTally();
    for (const tally of [this, other]) {
      both.entries += tally.entries;
      both.creditEntries += tally.creditEntries;
      both.debitEntries += tally.debitEntries;
      both.zeroEntries += tally.zeroEntries;
      both.#credits.add(tally.credits());
      both.#debits.add(tally.debits());
    }
    return both;
  }
}
