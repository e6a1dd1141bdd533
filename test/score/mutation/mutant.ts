import type { BusinessDate } from '../../../src/domain/business-date.ts';
import type { ReportType } from '../../../src/domain/report.ts';

/** A table of the ledger whose rows belong to a version of a unit. */
export type RowTable =
  | 'statement'
  | 'cash_entry'
  | 'cash_entry_detail'
  | 'unbooked_entry'
  | 'trade'
  | 'doubled_row'
  | 'listed_trade'
  | 'transaction'
  | 'position'
  | 'cash_position'
  | 'price_quote';

/** One wrong thing in clean books. */
export interface Mutant {
  /** Of one kind, table and column. */
  readonly kind: 'changed' | 'removed' | 'doubled' | 're-dated';
  readonly unit: Unit;
  readonly table: RowTable;
  /** null: the row as a whole */
  readonly column: string | null;
  readonly ordinal: number;
  /** The row before, for people. */
  readonly row: string;
  /** What a file would have to say otherwise, unit by unit. */
  readonly edits: readonly UnitEdit[];
}

/** How the next version of a unit differs from the last. */
export interface UnitEdit {
  readonly unit: Unit;
  readonly rows: readonly RowEdit[];
}

/** A unit and its version in the clean books. */
export interface Unit {
  readonly unitId: bigint;
  readonly versionId: bigint;
  readonly reportType: ReportType;
  /** null for prices */
  readonly pocketKey: number | null;
  readonly businessDate: BusinessDate;
}

/** SQL by column; `t` is the row as it is now. */
export type NewValues = Readonly<Record<string, string>>;

export type RowEdit = (
  | { readonly does: 'set'; readonly values: NewValues }
  | { readonly does: 'drop' }
  /** At the end of the unit, from a row of this version. */
  | { readonly does: 'add'; readonly fromVersionId: bigint; readonly values: NewValues }
) & {
  readonly table: RowTable;
  /** Of the row; for the details of an entry, of the entry. */
  readonly ordinal: number;
};

export function classOf({ unit, table, column, kind }: Mutant): string {
  return `${unit.reportType} ${table}${column === null ? '' : `.${column}`} ${kind}`;
}
