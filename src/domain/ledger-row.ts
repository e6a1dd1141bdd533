import type { BusinessDate } from './business-date.ts';
import type { Cusip } from './cusip.ts';
import type { Decimal } from './decimal.ts';
import type { Account } from './report.ts';

/** The place of a row in its file: `line 17`, or `Stmt[1]/Ntry[4]`. */
interface Located {
  readonly locator: string;
}

/** One statement of one account and day. Balances are signed: credit is positive; null where the file has none. */
export interface StatementRow extends Located {
  readonly account: Account;
  readonly pocketId: string;
  readonly businessDate: BusinessDate;
  readonly statementId: string;
  readonly openingBalance: Decimal | null;
  readonly closingBalance: Decimal | null;
  readonly currency: string;
  readonly entries: number;
}

/** One booked entry. What increases the account is positive. */
export interface CashEntryRow extends Located {
  readonly account: Account;
  readonly pocketId: string;
  readonly businessDate: BusinessDate;
  readonly bookedOn: BusinessDate | null;
  readonly valueOn: BusinessDate | null;
  readonly amount: Decimal;
  readonly currency: string;
  readonly category: CashCategory;
  readonly description: string | null;
  readonly reference: string | null;
  readonly endToEndId: string | null;
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
}
