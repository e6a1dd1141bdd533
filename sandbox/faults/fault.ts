import type { IsoDate } from '../model/dates.ts';
import type { Account } from '../model/records.ts';
import type { ReportType } from '../profile.ts';
import type { PositionView, StatementView, TradeRow } from '../render/views.ts';

export const FAULT_KINDS = [
  'missing_trade',
  'duplicated_trade',
  'quantity_off',
  'price_off',
  'value_off',
  'cost_off',
  'trade_cash_off',
  'position_after_maturity',
  'missing_entry',
  'nonzero_close',
  'broken_chain',
  'lost_sweep_leg',
  'late_report',
  'failed_report',
  'restated_report',
  'document_missing',
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

export type RuleName =
  | 'position_quantity'
  | 'position_value'
  | 'position_price'
  | 'position_cost'
  | 'statement_balance'
  | 'statement_chain'
  | 'bank_zero_close'
  | 'brokerage_closing'
  | 'sweep_legs'
  | 'trade_cash'
  | 'trade_duplicate'
  | 'completeness'
  | 'document_missing';

/** How a fault shows in what is delivered. Each edit belongs to one pocket. */
export type Edit =
  | {
      readonly on: 'statement';
      readonly account: Account;
      readonly date: IsoDate;
      /** `delivery` counts from 1: how often this statement has been handed out as a new report. */
      apply(view: StatementView, delivery: number): StatementView;
    }
  | {
      readonly on: 'positions';
      readonly date: IsoDate;
      apply(view: PositionView): PositionView;
    }
  | { readonly on: 'trade'; readonly reference: string; apply(row: TradeRow): TradeRow[] }
  | {
      readonly on: 'request';
      readonly account: Account;
      readonly date: IsoDate;
      readonly fate: Fate;
    }
  | {
      readonly on: 'document';
      readonly account: Account;
      /** The first day of the month. */
      readonly month: IsoDate;
    };

/** A request that never gets ready in time, or one that always fails. */
export type Fate = 'late' | 'failed';

export interface ExpectedBreak {
  readonly rule: RuleName;
  readonly pocket_id: string;
  readonly cusip: string | null;
  readonly business_date: IsoDate;
  readonly state: 'open' | 'cleared';
  /** Rules that disagree because of the same root. */
  readonly consequences: readonly RuleName[];
}

/** One line of the answer key. */
export interface FaultAnswer {
  readonly id: string;
  readonly kind: FaultKind;
  readonly pocket_id: string;
  readonly cusip: string | null;
  readonly business_date: IsoDate;
  readonly report_type: ReportType;
  readonly expect: ExpectedBreak;
  readonly note: string;
}

export interface Answers {
  readonly faults: readonly FaultAnswer[];
  /** Kinds of the default plan that found no place, and why. */
  readonly skipped: readonly { readonly kind: FaultKind; readonly reason: string }[];
}
