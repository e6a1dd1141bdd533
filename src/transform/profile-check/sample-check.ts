import type { AmountDecision } from '../csv/amount-decision.ts';
import type { FileKind } from '../recognise.ts';

/** What a profile makes of a sample, and what it would need to read it. */
export interface SampleCheck {
  readonly path: string;
  readonly kind: FileKind | 'unknown';
  /** The sample is read to its end, and everything in it is known. */
  readonly fits: boolean;
  /** Why the reader refuses the sample, with line and column; null where it does not. */
  readonly error: string | null;
  readonly csv: CsvCheck | null;
  readonly camt: CamtCheck | null;
  /** What to change in the profile: `csv.TRADE_REPORT.layouts[0].date_format: set "DD/MM/YYYY"`. */
  readonly needs: readonly string[];
  /** What could be added, so that columns which are not required are read and not just kept. */
  readonly hints: readonly string[];
}

export interface CsvCheck {
  /** Where the layout stands in the profile: `csv.TRADE_REPORT.layouts[0]`. */
  readonly layout: string;
  readonly format: string;
  readonly delimiter: string;
  readonly rows: number;
  readonly columns: readonly ColumnCheck[];
  readonly unknown: readonly UnknownCheck[];
  /** null where the layout has no dates. */
  readonly dates: DateCheck | null;
  /** What the amounts of a trade report mean; null elsewhere, and where the sample is refused. */
  readonly amounts: AmountDecision | null;
}

export interface ColumnCheck {
  readonly column: string;
  readonly required: boolean;
  /** The header as it stands in the sample, or `column 3` where there are none; null where it was not found. */
  readonly found: string | null;
  /** The synonym of the profile by which it was found. */
  readonly synonym: string | null;
  /** From the first row; of account numbers the last four characters. */
  readonly example: string | null;
  /** Unknown headers that come nearest to a column that was not found. */
  readonly nearest: readonly string[];
}

export interface UnknownCheck {
  readonly header: string;
  readonly example: string;
}

export interface DateCheck {
  readonly format: string;
  /** Every date cell is a date in the format of the profile. */
  readonly fits: boolean;
  /** All common formats in which every date cell is a date. */
  readonly candidates: readonly string[];
}

export interface CamtCheck {
  readonly version: string | null;
  readonly statements: number;
  readonly accounts: readonly AccountCheck[];
  readonly balances: readonly BalanceCheck[];
  readonly entries: readonly EntryCheck[];
}

export interface AccountCheck {
  /** Its last four characters. */
  readonly account: string;
  /** By the pattern that its id fits; null for none. */
  readonly side: 'BANK' | 'BROKERAGE' | null;
}

export interface BalanceCheck {
  readonly code: string;
  readonly count: number;
  readonly meaning: 'opening' | 'closing' | 'none';
}

export interface EntryCheck {
  readonly side: 'BANK' | 'BROKERAGE' | null;
  /** The proprietary code; empty where there is none. */
  readonly code: string;
  readonly category: string;
  readonly count: number;
}
