import type { Decimal } from '../../domain/decimal.ts';
import type { EntryDetail } from '../../domain/ledger-row.ts';
import { detailOf, withAmountsOfEntry } from './entry-detail.ts';
import { type Charge, splitEntry } from './entry-split.ts';
import type { StatementEntry } from './statement-event.ts';
import { ENTRY } from './statement-layout.ts';
import type { StatementScope } from './statement-scope.ts';
import { type Direction, directed } from './xml-amount.ts';
import { booleanOf, countOf, dateOf } from './xml-text.ts';

/** What is known of the transactions of an entry that is being read. */
export class EntryDetails {
  readonly #entry: StatementScope;
  readonly #locator: string;
  readonly #details: EntryDetail[] = [];
  readonly #charges: Charge[] = [];
  readonly #waiting: StatementScope[] = [];
  #size = 0;

  constructor(entry: StatementScope, locator: string) {
    this.#entry = entry;
    this.#locator = locator;
  }

  get length(): number {
    return this.#details.length + this.#waiting.length;
  }

  /** Characters kept. */
  get size(): number {
    return this.#size;
  }

  /** In the order of the schema the entry has told its amount by now, and nothing needs to wait for it. */
  add(transaction: StatementScope): void {
    this.#size += transaction.size;
    const isKnown =
      this.#entry.get(ENTRY.amount) !== null && this.#entry.get(ENTRY.indicator) !== null;
    if (isKnown && this.#waiting.length === 0) this.#settle(transaction);
    else this.#waiting.push(transaction);
  }

  charges(): readonly Charge[] {
    return this.#charges;
  }

  /** When the entry has ended. */
  all(): readonly EntryDetail[] {
    for (const transaction of this.#waiting) this.#settle(transaction);
    this.#waiting.length = 0;
    const [only] = this.#details;
    const isSole = only !== undefined && this.#details.length === 1;
    return isSole ? [withAmountsOfEntry(only, this.#entry)] : this.#details;
  }

  #settle(transaction: StatementScope): void {
    const context = {
      locator: this.#locator,
      currency: this.#entry.currency(ENTRY.amount),
      direction: directionOf(this.#entry),
    };
    this.#details.push(detailOf(transaction, context));
    for (const charge of transaction.charges) this.#charges.push(charge);
  }
}

/** One entry with its transactions, all read. `amount` is what stood in its Amt. */
export function entryOf(
  scope: StatementScope,
  transactions: EntryDetails,
  amount: Decimal,
  locator: string,
): StatementEntry {
  const get = (slot: number) => scope.get(slot);
  const currency = scope.currency(ENTRY.amount);
  const details = transactions.all();
  const signed = directed(amount, directionOf(scope));
  const { charges, detailAmount, residual } = splitEntry({
    amount: signed,
    currency,
    charges: scope.charges,
    detailAmounts: details.map((detail) => detail.amount),
    detailCharges: transactions.charges(),
  });
  return {
    kind: 'entry',
    line: scope.place.line,
    column: scope.place.column,
    locator,
    amount: signed,
    currency,
    status: get(ENTRY.status) ?? get(ENTRY.statusWord) ?? 'BOOK',
    isReversal: booleanOf(get(ENTRY.reversal)) === true,
    bookedOn: dateOf(get(ENTRY.bookedOn) ?? get(ENTRY.bookedAt)),
    valueOn: dateOf(get(ENTRY.valueOn) ?? get(ENTRY.valueAt)),
    entryReference: get(ENTRY.entryReference),
    servicerReference: get(ENTRY.servicerReference),
    proprietaryCode: get(ENTRY.proprietaryCode),
    domainCode: get(ENTRY.domainCode),
    familyCode: get(ENTRY.familyCode),
    subFamilyCode: get(ENTRY.subFamilyCode),
    additionalInformation: get(ENTRY.additionalInformation),
    batchTransactions: batchOf(get(ENTRY.batchTransactions)),
    charges,
    detailAmount,
    residual,
    details,
  };
}

/** Without an indicator an entry is of nothing, which has no direction. */
function directionOf(entry: StatementScope): Direction {
  return (entry.get(ENTRY.indicator) ?? 'CRDT') as Direction;
}

/** The numbers of all batches of an entry were joined by blanks; null where one is no number. */
function batchOf(text: string | null): number | null {
  if (text === null) return null;
  let sum = 0;
  for (const count of text.split(' ').map(countOf)) {
    if (count === null) return null;
    sum += count;
  }
  return sum;
}
