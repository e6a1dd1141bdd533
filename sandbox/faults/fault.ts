import type { IsoDate } from '../model/dates.ts';
import type { Cents } from '../model/money.ts';
import type { Account } from '../model/records.ts';
import type { ReportType } from '../profile.ts';
import type { ListedTrade, ListedTransaction, Telling } from '../render/listing-views.ts';
import type { PositionView, PriceRow, StatementView, TradeRow } from '../render/views.ts';
import type { Item } from '../resources/item.ts';

export const FAULT_KINDS = [
  'missing_trade',
  'duplicated_trade',
  'quantity_off',
  'price_off',
  'value_off',
  'cost_off',
  'sale_cost_off',
  'trade_cash_off',
  'position_after_maturity',
  'maturity_short',
  'unsettled_position',
  'basis_flip',
  'missing_entry',
  'nonzero_close',
  'broken_chain',
  'lost_sweep_leg',
  'late_report',
  'failed_report',
  'restated_report',
  'listing_trade_off',
  'transaction_missing',
  'transaction_amount_off',
  'transaction_late',
  'csv_listing_off',
  'portfolio_quantity_off',
  'earnings_off',
  'audit_csv_off',
  'member_log_gap',
  'document_missing',
  'price_per_one',
  'price_stale',
  'value_lot_rounding',
  'face_cash_swapped',
  'trade_misdated',
  'entry_misdated',
  'entry_sign',
  'entry_doubled',
  'cash_off',
  'fee_off',
  'trade_dates_off',
  'entry_date_off',
  'quote_per_one',
  'cusip_off',
  'settlement_off',
  'deal_price_off',
  'price_missing',
  'price_doubled',
  'cost_negative',
  'cash_uninvested',
  'cash_idle',
  'statement_repeated',
  'entry_unclassified',
  'details_off',
  'summary_off',
  'gain_off',
  'closing_off',
  'closed_month_changed',
  'lot_method_flipped',
  'resource_refused',
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

export type RuleName =
  | 'position_quantity'
  | 'position_basis_flip'
  | 'maturity_missed'
  | 'price_series'
  | 'maturity_listing'
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
  | 'trade_listing'
  | 'transaction_listing'
  | 'listing_csv'
  | 'portfolio_position'
  | 'earnings_gain'
  | 'audit_log_csv'
  | 'audit_log_member'
  | 'document_missing'
  | 'brokerage_gain'
  | 'residual_cash_roll'
  | 'trade_dates'
  | 'entry_dates'
  | 'price_sanity'
  | 'cusip_check'
  | 'listing_terms'
  | 'trade_price'
  | 'position_negative'
  | 'residual_cash'
  | 'idle_cash'
  | 'statement_duplicate'
  | 'statement_summary'
  | 'unclassified_entry'
  | 'entry_details'
  | 'period_restated'
  | 'lot_method'
  | 'resource_reading';

/** Where a fault stands. */
export type Source = ReportType | 'TRADE_LIST' | 'TRANSACTION_LIST';

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
      /** The last day; left out, it is the only one. */
      readonly until?: IsoDate;
      apply(view: PositionView): PositionView;
    }
  | { readonly on: 'trade'; readonly reference: string; apply(row: TradeRow): TradeRow[] }
  | {
      readonly on: 'price';
      readonly cusip: string;
      readonly date: IsoDate;
      apply(row: PriceRow): PriceRow[];
    }
  /** What the pocket itself tells, as of the end of the world. */
  | { readonly on: 'portfolio'; apply(view: PositionView): PositionView }
  /** What is told of a part of a month, `YYYY-MM`, from its first day on. */
  | { readonly on: 'earnings'; readonly month: string; apply(earned: Cents): Cents }
  | {
      readonly on: 'listed_trade';
      readonly reference: string;
      apply(row: ListedTrade, telling: Telling): ListedTrade[];
    }
  | {
      readonly on: 'transaction';
      readonly reference: string;
      apply(row: ListedTransaction, telling: Telling): ListedTransaction[];
    }
  | {
      readonly on: 'request';
      readonly account: Account;
      readonly date: IsoDate;
      readonly fate: Fate;
    }
  | {
      readonly on: 'resource';
      readonly resource: string;
      apply(items: readonly Item[]): readonly Item[];
    }
  | {
      readonly on: 'document';
      readonly account: Account;
      /** The first day of the month. */
      readonly month: IsoDate;
    };

/** A request that never gets ready in time, or one that always fails. */
export type Fate = 'late' | 'failed';

/** What may lie behind a break. */
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

export interface ExpectedBreak {
  readonly rule: RuleName;
  /** null: it is of no pocket */
  readonly pocket_id: string | null;
  readonly cusip: string | null;
  readonly business_date: IsoDate;
  readonly state: 'open' | 'cleared';
  /** What the figures show; where a figure is just wrong they show nothing, and it is `unknown`. */
  readonly cause: Cause;
  /** Rules that disagree because of the same root. */
  readonly consequences: readonly RuleName[];
}

/** One line of the answer key. */
export interface FaultAnswer {
  readonly id: string;
  readonly kind: FaultKind;
  /** null: it is of no pocket */
  readonly pocket_id: string | null;
  readonly cusip: string | null;
  readonly business_date: IsoDate;
  /** null: what is wrong is no report */
  readonly report_type: Source | null;
  readonly expect: ExpectedBreak;
  readonly note: string;
}

export interface Answers {
  readonly faults: readonly FaultAnswer[];
  /** Months, as their first days, that are to be closed after everything was read once: what comes later is a break. */
  readonly closes: readonly string[];
  /** Kinds of the default plan that found no place, and why. */
  readonly skipped: readonly { readonly kind: FaultKind; readonly reason: string }[];
}
