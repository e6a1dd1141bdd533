import type { Decimal } from '../../domain/decimal.ts';
import { detailOf } from './entry-detail.ts';
import { splitEntry } from './entry-split.ts';
import type { StatementEntry } from './statement-event.ts';
import { ENTRY } from './statement-layout.ts';
import type { StatementScope } from './statement-scope.ts';
import { type Direction, directed } from './xml-amount.ts';
import { booleanOf, countOf, dateOf } from './xml-text.ts';

/** One entry with its transactions, all read. `amount` is what stood in its Amt. */
export function entryOf(
  scope: StatementScope,
  transactions: readonly StatementScope[],
  amount: Decimal,
  locator: string,
): StatementEntry {
  const get = (slot: number) => scope.get(slot);
  const currency = scope.currency(ENTRY.amount);
  // Without an indicator it is zero, which has no direction.
  const direction = (get(ENTRY.indicator) ?? 'CRDT') as Direction;
  const soleOf = transactions.length === 1 ? scope : null;
  const context = { locator, currency, direction, soleOf };
  const details = transactions.map((transaction) => detailOf(transaction, context));
  const signed = directed(amount, direction);
  const { charges, detailAmount, residual } = splitEntry({
    amount: signed,
    currency,
    charges: scope.charges,
    detailAmounts: details.map((detail) => detail.amount),
    detailCharges: transactions.flatMap((transaction) => transaction.charges),
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
