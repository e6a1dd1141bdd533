import type { BusinessDate } from '../../domain/business-date.ts';

/** What may lie behind a break: the closed list of recon.break_sighting. */
export const CAUSES = [
  'price per 1 instead of per 100',
  'face and cash swapped',
  'dated k days off',
  'sign',
  'one line missing',
  'one line doubled',
  'per-lot rounding',
  'unsettled',
  'late report',
  'restated',
  'unknown',
] as const;

export type Cause = (typeof CAUSES)[number];

/**
 * A break and all that is looked at to name its cause. Every figure is a bigint of scale 8: prices have up to eight decimals,
 * and amounts, prices and quantities are held against one another. A `day` counts business days from the break's own day.
 */
export interface BreakCase {
  readonly rule: string;
  readonly account: string | null;
  readonly item: string;
  readonly on: BusinessDate;
  readonly detail: string | null;
  readonly expected: bigint | null;
  readonly actual: bigint | null;
  /** actual - expected; null where either is not told */
  readonly difference: bigint | null;
  /** the last day on which it was seen */
  readonly lastDay: number;
  /** Has a day been looked at since, on which it was not seen? */
  readonly isOver: boolean;
  readonly cash: readonly CashLine[];
  readonly trades: readonly TradeLine[];
  readonly positions: readonly PositionLine[];
  readonly quotes: readonly QuoteLine[];
  readonly statements: readonly StatementLine[];
  readonly doubled: readonly DoubledLine[];
  readonly missing: readonly MissingUnit[];
}

/** Where a row stands, and in which version of its unit. */
export interface Place {
  readonly reportFileId: string;
  readonly locator: string;
  readonly on: BusinessDate;
  readonly day: number;
  readonly version: number;
  readonly isCurrent: boolean;
}

/** A line of a statement or of the transaction listing. */
export interface CashLine extends Place {
  readonly source: 'bank statement' | 'brokerage statement' | 'transaction listing';
  /** what increases the account is positive */
  readonly amount: bigint;
  /** its category, or its type */
  readonly what: string;
  readonly name: string | null;
  /** every name that may tell that another line is the same movement */
  readonly names: readonly string[];
}

export interface TradeLine extends Place {
  readonly source: 'trade report' | 'trade listing';
  /** Does the quantity of the holding follow it? Of the listing only maturities do. */
  readonly isBooked: boolean;
  readonly side: 'BUY' | 'SELL' | 'MATURITY';
  /** units of 100 face, positive */
  readonly quantity: bigint;
  /** per 100 face */
  readonly price: bigint;
  /** cash, positive */
  readonly amount: bigint;
  readonly tradeId: string;
  readonly reference: string | null;
  readonly tradeDate: BusinessDate;
  readonly tradeDay: number;
  readonly settlementDay: number | null;
  /** when the position moves, by the reading `position_basis` */
  readonly movedOn: BusinessDate;
  readonly movedDay: number;
}

export interface PositionLine extends Place {
  readonly securityKey: number;
  readonly cusip: string;
  readonly quantity: bigint;
  readonly price: bigint;
  readonly value: bigint;
  readonly cost: bigint;
}

/** An end-of-day price. */
export interface QuoteLine extends Place {
  readonly securityKey: number;
  readonly price: bigint;
}

export interface StatementLine extends Place {
  readonly opening: bigint | null;
  readonly closing: bigint | null;
}

/** A line that the bank sent twice. */
export interface DoubledLine {
  readonly reportFileId: string;
  readonly locator: string;
  readonly firstLocator: string;
  readonly amount: bigint | null;
}

/** A unit that the calendar says must exist and that has no version. */
export interface MissingUnit {
  readonly reportType: string;
  readonly on: BusinessDate;
  readonly day: number;
}

/** A row that makes up a difference, or a part of it. */
export interface ExplainingRow {
  readonly place: { readonly reportFileId: string; readonly locator: string };
  readonly amount: bigint | null;
  readonly what: string;
}

export interface NamedCause {
  readonly cause: Cause;
  /** the arithmetic that shows it, in words and figures */
  readonly evidence: string;
  readonly explainedBy: readonly ExplainingRow[];
  /** Is it the only set of its size that makes up the difference? null where no set is told. */
  readonly isUnique: boolean | null;
}

/** Recognises one shape; null where the figures do not show it. */
export type Shape = (broken: BreakCase) => NamedCause | null;
