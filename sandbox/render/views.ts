import type { IsoDate } from '../model/dates.ts';
import type { Cents, Price } from '../model/money.ts';
import type { PocketPlan } from '../model/pocket.ts';
import type { Position, Statement, Trade } from '../model/records.ts';

// What is about to be written, faults included. The records of the model are the truth and stay as they are.

export interface StatementView extends Statement {
  readonly pocket: PocketPlan;
  readonly date: IsoDate;
  /** By how much more the statement says that its entries come to than they do. */
  readonly summedUp?: Cents;
}

export interface TradeRow {
  readonly pocket: PocketPlan;
  readonly trade: Trade;
  /** Cash, even where the report will show the face value. */
  readonly cash: Cents;
}

export interface PositionView {
  readonly pocket: PocketPlan;
  readonly positions: readonly Position[];
  /** Undefined where the pocket did not exist yet. */
  readonly cash: Cents | undefined;
}

export interface PriceRow {
  readonly cusip: string;
  readonly date: IsoDate;
  readonly price: Price;
}
