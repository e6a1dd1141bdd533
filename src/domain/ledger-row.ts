import type { BusinessDate } from './business-date.ts';
import type { Cusip } from './cusip.ts';
import type { Decimal } from './decimal.ts';
import type { Account } from './report.ts';

/** The place of a row in its file: `line 17`, or `Stmt[1]/Ntry[4]`. */
interface Located {
  readonly locator: string;
}

/** What a statement says of its own entries (ISO 20022, TxsSummry): a second source for their sums. Null where it is silent. */
export interface StatementSummary {
  readonly entries: number | null;
  /** signed: credits less debits */
  readonly net: Decimal | null;
  readonly creditEntries: number | null;
  readonly credits: Decimal | null;
  readonly debitEntries: number | null;
  /** positive */
  readonly debits: Decimal | null;
}

/** One statement of one account and day. Balances are signed: credit is positive; null where the file has none. */
export interface StatementRow extends Located {
  readonly kind: 'statement';
  readonly account: Account;
  readonly pocketId: string;
  readonly businessDate: BusinessDate;
  readonly statementId: string;
  /** The bank's running number of statements of this account (ElctrncSeqNb, else LglSeqNb). */
  readonly sequenceNumber: string | null;
  readonly openingBalance: Decimal | null;
  readonly closingBalance: Decimal | null;
  readonly currency: string;
  /** booked ones */
  readonly entries: number;
  readonly summary: StatementSummary | null;
}

/** What booked and other entries have in common. What increases the account is positive. */
interface EntryRow extends Located {
  readonly account: Account;
  readonly pocketId: string;
  readonly businessDate: BusinessDate;
  readonly bookedOn: BusinessDate | null;
  readonly valueOn: BusinessDate | null;
  readonly amount: Decimal;
  readonly currency: string;
  readonly category: CashCategory;
  /** AddtlNtryInf, else the remittance text. */
  readonly description: string | null;
  /** The bank's reference (AcctSvcrRef), else NtryRef. */
  readonly reference: string | null;
  readonly endToEndId: string | null;
  /** The proprietary code, else `DOMAIN/FAMILY/SUBFAMILY`. */
  readonly bankCode: string | null;
  /** The amount undoes an earlier entry; its sign is already that of the undoing (ISO 20022, RvslInd). */
  readonly isReversal: boolean;
}

/** One booked entry: the truth of the account. Its details split it, and never change it. */
export interface CashEntryRow extends EntryRow {
  readonly kind: 'entry';
  /** How many transactions the bank says the entry gathers (Btch/NbOfTxs); null where it does not say. */
  readonly batchTransactions: number | null;
  /** Signed as they moved the account: what was taken is negative. Null where none are told. */
  readonly charges: Decimal | null;
  /** Signed sum of the details in the currency of the account; null where there are none, or one does not tell its amount. */
  readonly detailAmount: Decimal | null;
  /** What neither details nor charges explain: amount - detailAmount - charges not yet inside them. Null as detailAmount. */
  readonly residual: Decimal | null;
  readonly details: readonly EntryDetail[];
}

/** One entry that is not booked (PDNG, INFO, FUTR or a word of the bank's): kept apart, and in no sum. */
export interface UnbookedEntryRow extends EntryRow {
  readonly kind: 'unbooked';
  readonly status: string;
}

/** One transaction of an entry (ISO 20022, TxDtls). All but the place may be missing: null then, never a default. */
export interface EntryDetail extends Located {
  /** Signed as it moved the account, in the currency of the account. */
  readonly amount: Decimal | null;
  /** What was ordered, and what the other side got or gave, in their currencies; positive. */
  readonly instructedAmount: Decimal | null;
  readonly instructedCurrency: string | null;
  readonly counterAmount: Decimal | null;
  readonly counterCurrency: string | null;
  /** As written: units of the one currency for a unit of the other. */
  readonly exchangeRate: Decimal | null;
  /** Signed as they moved the account. */
  readonly charges: Decimal | null;
  readonly endToEndId: string | null;
  readonly transactionId: string | null;
  readonly instructionId: string | null;
  readonly servicerReference: string | null;
  readonly uetr: string | null;
  readonly mandateId: string | null;
  readonly debtorName: string | null;
  readonly debtorAccount: string | null;
  /** BIC, else clearing member id, else name. */
  readonly debtorAgent: string | null;
  readonly creditorName: string | null;
  readonly creditorAccount: string | null;
  readonly creditorAgent: string | null;
  readonly ultimateDebtorName: string | null;
  readonly ultimateCreditorName: string | null;
  /** Unstructured remittance, its lines joined by a blank. */
  readonly remittance: string | null;
  /** The creditor's own structured reference (CdtrRefInf/Ref). */
  readonly creditorReference: string | null;
  /** Purpose code, else the proprietary one. */
  readonly purpose: string | null;
  /** Return reason code, else the proprietary one. */
  readonly returnReason: string | null;
  readonly additionalInformation: string | null;
}

export const CASH_CATEGORIES = [
  'deposit',
  'withdrawal',
  'payment_in',
  'payment_out',
  'fee',
  'sweep_in',
  'sweep_out',
  'addition',
  'subtraction',
  'gain',
  'loss',
  'unclassified',
] as const;

export type CashCategory = (typeof CASH_CATEGORIES)[number];

/** Columns of the file that mean nothing to us, as a JSON object of header and text; no part of what makes rows differ. */
export type ExtraColumns = string | null;

export type TradeSide = 'BUY' | 'SELL' | 'MATURITY';

/**
 * One trade as its file tells it. `price` is per 100 of face. `amount` is positive; whether it is cash or face is
 * decided for the whole file (see `AmountMeaning`). `quantity` is in units of 100 of face and null where the file has none.
 */
export interface TradeRow extends Located {
  readonly pocketId: string;
  readonly tradeId: string | null;
  readonly reference: string | null;
  readonly side: TradeSide;
  readonly cusip: Cusip;
  readonly issuer: string | null;
  readonly issueDate: BusinessDate | null;
  readonly maturityDate: BusinessDate | null;
  readonly transactionCode: string | null;
  readonly custodian: string | null;
  readonly custodianAccount: string | null;
  readonly tradeDate: BusinessDate;
  readonly settlementDate: BusinessDate | null;
  readonly bookDate: BusinessDate | null;
  readonly price: Decimal;
  readonly amount: Decimal;
  readonly quantity: bigint | null;
  readonly extra: ExtraColumns;
}

/** What the amount column of a trade file turned out to be, by arithmetic or by the profile's default. */
export type AmountMeaning = 'cash' | 'face';

/** One holding on the day asked for; `quantity` in units of 100 of face. */
export interface PositionRow extends Located {
  readonly kind: 'position';
  readonly pocketId: string;
  readonly pocketName: string | null;
  readonly cusip: Cusip;
  readonly quantity: bigint;
  readonly marketPrice: Decimal;
  readonly marketValue: Decimal;
  readonly costValue: Decimal;
  readonly extra: ExtraColumns;
}

/** The residual cash of one pocket on the day asked for. */
export interface CashPositionRow extends Located {
  readonly kind: 'cash';
  readonly pocketId: string;
  readonly pocketName: string | null;
  readonly amount: Decimal;
}

/** One end-of-day price per 100 of face. */
export interface PriceRow extends Located {
  readonly cusip: Cusip;
  readonly businessDate: BusinessDate;
  readonly price: Decimal;
  readonly provider: string;
  readonly extra: ExtraColumns;
}

/** One movement on a pocket as the transaction listing tells it: a second source beside the statements. */
export interface TransactionRow extends Located {
  /** The transaction as this pocket sees it. */
  readonly activityId: string;
  /** The transaction itself: one between two pockets of a customer is seen by both. */
  readonly transactionId: string | null;
  readonly pocketId: string;
  /** As `ACH`; Jiko's word where the profile does not know it. */
  readonly type: string;
  readonly direction: 'DEBIT' | 'CREDIT';
  /** Signed: a debit is negative. */
  readonly amount: Decimal;
  readonly currency: string;
  readonly description: string | null;
  readonly title: string | null;
  readonly counterpartyName: string | null;
  readonly wireId: string | null;
  readonly onUsId: string | null;
  readonly traceNumber: string | null;
  /** The bank's reference, which its statement may tell too. */
  readonly reference: string | null;
  /** The instant as written, with its offset. */
  readonly bookedAt: string;
  /** The calendar day of `bookedAt` in the zone of the business day, whether or not it is a business day. */
  readonly bookedOn: BusinessDate;
  readonly settledAt: string | null;
  readonly status: string;
  readonly extra: ExtraColumns;
}
