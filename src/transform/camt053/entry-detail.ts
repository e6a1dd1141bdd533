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
  /** The entry itself where this is its only transaction: what is told of its amounts is told of this one. */
  readonly soleOf: StatementScope | null;
}

/** One transaction of an entry (TxDtls); its amount and charges are signed and in the currency of the account, or null. */
export function detailOf(transaction: StatementScope, context: DetailContext): EntryDetail {
  const { soleOf } = context;
  const get = (slot: number) => transaction.get(slot);
  const instructed =
    moneyOf(transaction, TRANSACTION.instructedAmount) ?? moneyOf(soleOf, ENTRY.instructedAmount);
  const counter =
    moneyOf(transaction, TRANSACTION.counterAmount) ?? moneyOf(soleOf, ENTRY.counterAmount);
  return {
    locator: `${context.locator}/TxDtls[${transaction.index}]`,
    amount: accountAmount(transaction, context),
    instructedAmount: instructed?.amount ?? null,
    instructedCurrency: instructed?.currency ?? null,
    counterAmount: counter?.amount ?? null,
    counterCurrency: counter?.currency ?? null,
    exchangeRate: rateOf(transaction, soleOf),
    charges: chargesOf(transaction.charges, context.currency),
    endToEndId: get(TRANSACTION.endToEndId),
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

function moneyOf(scope: StatementScope | null, slot: number) {
  const amount = scope?.amount(slot) ?? null;
  return amount === null ? null : { amount, currency: scope?.currency(slot) ?? null };
}

function rateOf(transaction: StatementScope, soleOf: StatementScope | null): Decimal | null {
  const rate =
    transaction.get(TRANSACTION.transactionRate) ??
    transaction.get(TRANSACTION.counterRate) ??
    transaction.get(TRANSACTION.instructedRate) ??
    soleOf?.get(ENTRY.transactionRate) ??
    soleOf?.get(ENTRY.counterRate) ??
    soleOf?.get(ENTRY.instructedRate) ??
    null;
  // Kept as the number that `put` made of it.
  return rate as Decimal | null;
}
