import type { Decimal } from '../../domain/decimal.ts';
import type { EntryDetail, StatementSummary } from '../../domain/ledger-row.ts';
import type { EntrySplit } from './entry-split.ts';

/** Where something stands: `Stmt[1]/Ntry[4]`, and the line and column (from 1) of its tag. */
interface Placed {
  readonly locator: string;
  readonly line: number;
  readonly column: number;
}

/** The message was recognised; `version` is `001.08`, or null where the file names none. */
export interface DocumentEvent {
  readonly kind: 'document';
  readonly version: string | null;
}

/** Which page of a statement this is (StmtPgntn, else that of the message), as written. */
export interface StatementPage {
  readonly number: string | null;
  /** Null where the file does not say. */
  readonly isLast: boolean | null;
}

export interface StatementHeader extends Placed {
  readonly id: string | null;
  readonly sequenceNumber: string | null;
  /** Null for a statement that is not cut into pages. */
  readonly page: StatementPage | null;
  readonly account: { readonly kind: 'IBAN' | 'OTHER'; readonly id: string } | null;
  readonly currency: string | null;
  /** `FrToDt`, the calendar days as written. */
  readonly fromDate: string | null;
  readonly toDate: string | null;
  /** Complete in the `end` event only. */
  readonly summary: StatementSummary | null;
}

/** Handed out before the first balance or entry: what the file has said by then. */
export interface StatementStart {
  readonly kind: 'start';
  readonly header: StatementHeader;
}

export interface StatementBalance extends Placed {
  readonly kind: 'balance';
  /** `OPBD`, `CLBD`, ...; a proprietary one as it came; null where there is none. */
  readonly code: string | null;
  /** Signed: a credit balance is positive, and so is one without an indicator. */
  readonly amount: Decimal;
  readonly hasIndicator: boolean;
  readonly currency: string | null;
  readonly date: string | null;
}

export interface StatementEntry extends Placed, EntrySplit {
  readonly kind: 'entry';
  /** Signed by `CdtDbtInd` alone: a reversal states the direction of its own booking (ISO 20022, RvslInd). */
  readonly amount: Decimal;
  readonly currency: string | null;
  /** `BOOK`, `PDNG`, `INFO`, `FUTR`, or the bank's own word; `BOOK` where there is none. */
  readonly status: string;
  readonly isReversal: boolean;
  /** Calendar days as written, without time and zone. */
  readonly bookedOn: string | null;
  readonly valueOn: string | null;
  readonly entryReference: string | null;
  readonly servicerReference: string | null;
  readonly proprietaryCode: string | null;
  readonly domainCode: string | null;
  readonly familyCode: string | null;
  readonly subFamilyCode: string | null;
  readonly additionalInformation: string | null;
  readonly batchTransactions: number | null;
  readonly details: readonly EntryDetail[];
}

/** A figure beside the booked truth that cannot be read: it counts as absent. Precedes the entry or the end it belongs to. */
export interface StatementRemark {
  readonly kind: 'remark';
  readonly locator: string;
  readonly message: string;
}

/** The statement is complete; its header again, in case parts of it stood after the entries. */
export interface StatementEnd {
  readonly kind: 'end';
  readonly header: StatementHeader;
}

export type StatementEvent =
  | DocumentEvent
  | StatementStart
  | StatementBalance
  | StatementEntry
  | StatementRemark
  | StatementEnd;
