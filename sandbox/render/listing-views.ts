import type { Cents } from '../model/money.ts';
import type { Trade } from '../model/records.ts';
import type { Transaction } from '../model/transactions.ts';

// What the listings are about to tell, faults included.

export interface ListedTrade {
  readonly trade: Trade;
  readonly cash: Cents;
  /** Its place in the list of all trades, the oldest first. */
  readonly position: number;
}

export interface ListedTransaction {
  readonly transaction: Transaction;
  /** Without a sign. */
  readonly amount: Cents;
  readonly position: number;
}

/** How a listing is being told. */
export interface Telling {
  readonly isCsv: boolean;
  /** How often the window of this item has been asked for as JSON, this time included. */
  delivery(reference: string): number;
}
