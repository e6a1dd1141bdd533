import type { Decimal } from '../../domain/decimal.ts';
import type { EntryDetail } from '../../domain/ledger-row.ts';
import { chargesOf } from './entry-split.ts';
import { ENTRY, TRANSACTION } from './statement-layout.ts';
import type { StatementScope } from './statement-scope.ts';
import { type Direction, directed } from './xml-amount.ts';

/** What a transaction needs to know of the entry it belongs to. */
export interface DetailContext {
  readonly locator: string;
  /** Of the entry, which is that of the account. */
  readonly currency: string | null;
  readonly direction: Direction;
}

/** One transaction of an entry (TxDtls); its amount and charges are signed and in the currency of the account, or null. */
export function detailOf(transaction: StatementScope, context: DetailContext): EntryDetail {
  const get = (slot: number) => transaction.get(slot);
  return {
    locator: `${context.locator}/TxDtls[${transaction.index}]`,
    amount: accountAmount(transaction, context),
    instructedAmount: transaction.amount(TRANSACTION.instructedAmount),
    instructedCurrency: currencyOf(transaction, TRANSACTION.instructedAmount),
    counterAmount: transaction.amount(TRANSACTION.counterAmount),
    counterCurrency: currencyOf(transaction, TRANSACTION.counterAmount),
    exchangeRate: rateOf(transaction, TRANSACTION),
    charges: chargesOf(transaction.charges, context.currency),
    endToEndId: provided(get(TRANSACTION.endToEndId)),
    transactionId: get(TRANSACTION.transactionId),
    instructionId: get(TRANSACTION.instructionId),
    servicerReference: get(TRANSACTION.servicerReference),
    uetr: get(TRANSACTION.uetr),
    mandateId: get(TRANSACTION.mandateId),
    debtorName: get(TRANSACTION.debtorName),
    debtorAccount: get(TRANSACTION.debtorIban) ?? get(TRANSACTION.debtorAccount),
    debtorAgent:
      get(TRANSACTION.debtorBic) ??
      get(TRANSACTION.debtorMember) ??
      get(TRANSACTION.debtorAgentName),
    creditorName: get(TRANSACTION.creditorName),
    creditorAccount: get(TRANSACTION.creditorIban) ?? get(TRANSACTION.creditorAccount),
    creditorAgent:
      get(TRANSACTION.creditorBic) ??
      get(TRANSACTION.creditorMember) ??
      get(TRANSACTION.creditorAgentName),
    ultimateDebtorName: get(TRANSACTION.ultimateDebtorName),
    ultimateCreditorName: get(TRANSACTION.ultimateCreditorName),
    remittance: get(TRANSACTION.remittance),
    creditorReference: get(TRANSACTION.creditorReference),
    purpose: get(TRANSACTION.purpose),
    returnReason: get(TRANSACTION.returnReason),
    additionalInformation: get(TRANSACTION.additionalInformation),
  };
}

/** The only transaction of an entry: what the entry tells of its amounts (AmtDtls) is told of it, where it is silent. */
export function withAmountsOfEntry(detail: EntryDetail, entry: StatementScope): EntryDetail {
  const isSilent = detail.instructedAmount === null && detail.counterAmount === null;
  if (!isSilent) return detail;
  const instructedAmount = entry.amount(ENTRY.instructedAmount);
  const counterAmount = entry.amount(ENTRY.counterAmount);
  const exchangeRate = detail.exchangeRate ?? rateOf(entry, ENTRY);
  if (instructedAmount === null && counterAmount === null && exchangeRate === null) return detail;
  return {
    ...detail,
    instructedAmount,
    instructedCurrency: currencyOf(entry, ENTRY.instructedAmount),
    counterAmount,
    counterCurrency: currencyOf(entry, ENTRY.counterAmount),
    exchangeRate,
  };
}

/**
 * What the transaction moved the account by: its own amount (Amt, from 001.03 on), else the booked one (TxAmt), else the
 * counter value (CntrValAmt), the first that is in the currency of the account; an amount in another one is never
 * converted. Its direction is its own, else that of the entry.
 */
function accountAmount(
  transaction: StatementScope,
  { currency, direction }: DetailContext,
): Decimal | null {
  const own = transaction.get(TRANSACTION.indicator) as Direction | null;
  for (const slot of ACCOUNT_AMOUNTS) {
    const amount = transaction.amount(slot);
    if (amount !== null && (transaction.currency(slot) ?? currency) === currency) {
      return directed(amount, own ?? direction);
    }
  }
  return null;
}

const ACCOUNT_AMOUNTS = [
  TRANSACTION.amount,
  TRANSACTION.transactionAmount,
  TRANSACTION.counterAmount,
];

/** ISO 20022's placeholder where there is no end-to-end id: not an id. */
function provided(id: string | null): string | null {
  return id === 'NOTPROVIDED' ? null : id;
}

function currencyOf(scope: StatementScope, slot: number): string | null {
  return scope.amount(slot) === null ? null : scope.currency(slot);
}

function rateOf(
  scope: StatementScope,
  slots: {
    readonly transactionRate: number;
    readonly counterRate: number;
    readonly instructedRate: number;
  },
): Decimal | null {
  const rate =
    scope.get(slots.transactionRate) ??
    scope.get(slots.counterRate) ??
    scope.get(slots.instructedRate);
  // Kept as the number that `put` made of it.
  return rate as Decimal | null;
}
