import type { Decimal } from '../../domain/decimal.ts';
import { ValueError } from '../../domain/errors.ts';
import type { AmountMeaning } from '../../domain/ledger-row.ts';
import { fitAmount } from '../../domain/trade-amount.ts';

/** What the amount column of one file means, and on what grounds. */
export interface AmountDecision {
  readonly meaning: AmountMeaning;
  readonly rows: number;
  readonly fitsCash: number;
  readonly fitsFace: number;
  readonly decidedBy: 'arithmetic' | 'profile';
}

/** Collects how the rows of one file can be read. One wrong cent must not hide a file: nine rows in ten are enough. */
export class AmountEvidence {
  #rows = 0;
  #fitsCash = 0;
  #fitsFace = 0;

  add(price: Decimal, amount: Decimal): void {
    const fit = fitAmount(price, amount);
    this.#rows++;
    if (fit.cash) this.#fitsCash++;
    if (fit.face) this.#fitsFace++;
  }

  /** Throws `ValueError` where arithmetic cannot tell and the profile says `infer`. */
  decide(byProfile: AmountMeaning | 'infer'): AmountDecision {
    const inferred = this.#inferred();
    const counts = { rows: this.#rows, fitsCash: this.#fitsCash, fitsFace: this.#fitsFace };
    if (inferred !== null) return { meaning: inferred, ...counts, decidedBy: 'arithmetic' };
    if (byProfile !== 'infer') return { meaning: byProfile, ...counts, decidedBy: 'profile' };
    // An empty file has no amount that could mean one thing or the other.
    if (this.#rows === 0) return { meaning: 'cash', ...counts, decidedBy: 'profile' };
    const found = `${this.#fitsCash} rows that fit cash and ${this.#fitsFace} that fit face of ${this.#rows}`;
    throw new ValueError('amounts that are all cash or all face', found);
  }

  #inferred(): AmountMeaning | null {
    if (this.#rows === 0) return null;
    if (this.#isMost(this.#fitsCash) && this.#isFew(this.#fitsFace)) return 'cash';
    if (this.#isMost(this.#fitsFace) && this.#isFew(this.#fitsCash)) return 'face';
    return null;
  }

  #isMost(fits: number): boolean {
    return fits * 10 >= this.#rows * 9;
  }

  #isFew(fits: number): boolean {
    return fits * 10 <= this.#rows;
  }
}
