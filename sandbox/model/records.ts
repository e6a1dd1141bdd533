import type { Bill } from './bills.ts';
import type { IsoDate } from './dates.ts';
import type { Cents, Price, Units } from './money.ts';

export type Account = 'BANK' | 'BROKERAGE';

export type BankCategory =
  | 'deposit'
  | 'withdrawal'
  | 'payment_in'
  | 'payment_out'
  | 'fee'
  | 'sweep_in'
  | 'sweep_out';
export type BrokerageCategory = 'addition' | 'subtraction' | 'gain' | 'loss' | 'fee';
export type Category = BankCategory | BrokerageCategory;

export interface Entry {
  readonly category: Category;
  /** What increases the account is positive; never zero. */
  readonly amount: Cents;
  readonly text: string;
  readonly reference: string;
  readonly endToEndId: string;
  /** Left out, the day of the statement. */
  readonly bookedOn?: IsoDate;
  /** Left out, that of its category. */
  readonly code?: string;
  /** What its details tell; left out, its amount. */
  readonly detailed?: Cents;
}

export interface Statement {
  readonly account: Account;
  readonly opening: Cents;
  readonly closing: Cents;
  readonly entries: readonly Entry[];
}

export interface Position {
  readonly bill: Bill;
  readonly quantity: Units;
  readonly price: Price;
  readonly value: Cents;
  readonly cost: Cents;
}

/** What a pocket looks like when a business day has ended. */
export interface PocketDay {
  readonly date: IsoDate;
  readonly bank: Statement;
  readonly brokerage: Statement;
  readonly positions: readonly Position[];
  readonly cash: Cents;
}

export type Activity = 'BUY' | 'SELL' | 'MATURITY';

export interface Trade {
  readonly id: string;
  readonly pocketId: string;
  readonly activity: Activity;
  readonly bill: Bill;
  readonly quantity: Units;
  readonly price: Price;
  readonly cash: Cents;
  /** The day on which quantity and cash move. */
  readonly effectiveDate: IsoDate;
  readonly tradeDate: IsoDate;
  readonly settlementDate: IsoDate;
  readonly bookDate: IsoDate;
  readonly tradedAt: string;
  /** Unique; within a pocket it sorts in the order of execution. */
  readonly reference: string;
}
