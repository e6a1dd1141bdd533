import type { Random } from '../../../sandbox/model/random.ts';
import type { Mutant, NewValues, RowEdit, RowTable, Unit, UnitEdit } from './mutant.ts';

/** A row of the clean books. */
export interface Row {
  readonly unitId: bigint;
  readonly ordinal: number;
  readonly text: string;
  /** The columns that are not null. */
  readonly told: readonly string[];
  /** Its file tells face values; the cash was computed. */
  readonly isFace: boolean;
  /** Empty where there is none. */
  readonly reference: string;
  readonly side: string;
}

export interface ToldRow {
  readonly table: RowTable;
  readonly unit: Unit;
  readonly row: Row;
}

/** Each figure of a row changed by one unit of its last digit, and the row removed and doubled. */
export function changesOf(told: ToldRow, random: Random): Mutant[] {
  return [...figuresOf(told, random), ...removalOf(told), ...doublingOf(told)];
}

const CENT = '0.01';

/** The columns of each table that carry figures of their own. */
const FIGURES: Readonly<Record<RowTable, readonly string[]>> = {
  statement: [
    'opening_balance',
    'closing_balance',
    'summary_entries',
    'summary_net',
    'summary_credit_entries',
    'summary_credits',
    'summary_debit_entries',
    'summary_debits',
  ],
  cash_entry: ['amount', 'charges'],
  cash_entry_detail: ['amount'],
  unbooked_entry: [],
  trade: ['amount', 'price'],
  doubled_row: [],
  listed_trade: ['amount', 'price', 'quantity'],
  transaction: ['amount'],
  position: ['quantity', 'market_price', 'market_value', 'cost_value'],
  cash_position: ['amount'],
  price_quote: ['price'],
};

function figuresOf({ table, unit, row }: ToldRow, random: Random): Mutant[] {
  return FIGURES[table]
    .filter((column) => row.told.includes(column))
    .map((column) => {
      const values = figureChanged(table, column, row, random.chance(0.5) ? '+' : '-');
      return mutantOf(table, unit, row, 'changed', column, [
        { unit, rows: setRows(table, unit, row, values) },
      ]);
    });
}

/** The column as it would stand if its file said otherwise, and what the load computes from it. */
function figureChanged(table: RowTable, column: string, row: Row, sign: string): NewValues {
  if (table === 'trade' && row.isFace) return faceChanged(column, sign);
  if (table === 'listed_trade' && column === 'quantity') {
    return { quantity: `t.quantity ${sign} 1`, face_amount: `t.face_amount ${sign} 100` };
  }
  if (column.endsWith('price')) return { [column]: priceChanged(column, sign) };
  if (column === 'quantity' || column.endsWith('entries'))
    return { [column]: `t.${column} ${sign} 1` };
  const values = { [column]: `t.${column} ${sign} ${CENT}` };
  return table === 'cash_entry' && column === 'amount'
    ? { ...values, residual: `t.residual ${sign} ${CENT}` }
    : values;
}

/** A file of face values says how many units; the cash is quantity times price. */
function faceChanged(column: string, sign: string): NewValues {
  if (column === 'price') {
    const price = priceChanged('price', sign);
    return { price, amount: `round(t.quantity * (${price}), 2)` };
  }
  return {
    quantity: `t.quantity ${sign} 1`,
    face_amount: `t.face_amount ${sign} 100`,
    amount: `round((t.quantity ${sign} 1) * t.price, 2)`,
  };
}

/** By the last digit that prices are told with. The warehouse keeps more, all of them zero. */
const PRICE_STEP = '0.000001';

function priceChanged(column: string, sign: string): string {
  return `t.${column} ${sign} ${PRICE_STEP}`;
}

/** A file without its statement is refused, and never becomes a version. */
function removalOf({ table, unit, row }: ToldRow): Mutant[] {
  if (table === 'statement' || table === 'cash_entry_detail') return [];
  const rows = dropRows(table, unit, row);
  return [mutantOf(table, unit, row, 'removed', null, [{ unit, rows }])];
}

/**
 * What the same line twice leaves in the warehouse. A listing that moves on while it is read tells a line twice, so the load
 * drops the second: nothing is left of it, and nothing to find. The second of a trade is kept out and listed.
 */
function doublingOf({ table, unit, row }: ToldRow): Mutant[] {
  if (table === 'statement' || table === 'cash_entry_detail') return [];
  if (table === 'listed_trade' || table === 'transaction') return [];
  const rows = addRows(table, unit, row, {});
  return [mutantOf(table, unit, row, 'doubled', null, [{ unit, rows }])];
}

export function mutantOf(
  table: RowTable,
  unit: Unit,
  row: Row,
  kind: Mutant['kind'],
  column: string | null,
  edits: readonly UnitEdit[],
): Mutant {
  return { kind, unit, table, column, ordinal: row.ordinal, row: row.text, edits };
}

export function setRows(table: RowTable, unit: Unit, row: Row, values: NewValues): RowEdit[] {
  const { ordinal } = row;
  const set: RowEdit = { does: 'set', table, ordinal, values };
  // A detail is a part of its entry, and the load says what is left over.
  if (table === 'cash_entry_detail') {
    const more = values['amount']?.replace('t.amount', '') ?? '';
    const less = more.includes('+') ? more.replace('+', '-') : more.replace('-', '+');
    const entry = { detail_amount: `t.detail_amount${more}`, residual: `t.residual${less}` };
    return [set, { does: 'set', table: 'cash_entry', ordinal, values: entry }];
  }
  return [set, ...asMaturity(unit, row, (mirror) => ({ ...set, table: mirror }))];
}

export function dropRows(table: RowTable, unit: Unit, row: Row): RowEdit[] {
  const { ordinal } = row;
  const drop: RowEdit = { does: 'drop', table, ordinal };
  return [
    drop,
    ...withDetails(table, (details) => ({ ...drop, table: details })),
    ...asMaturity(unit, row, (mirror) => ({ ...drop, table: mirror })),
  ];
}

/** The row once more, at the end of `to`. */
export function addRows(
  table: RowTable,
  from: Unit,
  row: Row,
  values: NewValues,
  isDoubled = true,
): RowEdit[] {
  const add: RowEdit = {
    does: 'add',
    table,
    ordinal: row.ordinal,
    fromVersionId: from.versionId,
    values,
  };
  if (table === 'trade' && isDoubled && row.reference !== '') {
    const doubled = { reference: 't.reference', first_locator: 't.locator' };
    return [{ ...add, table: 'doubled_row', values: doubled }];
  }
  return [
    add,
    ...withDetails(table, (details) => ({ ...add, table: details })),
    ...asMaturity(from, row, (mirror) => ({ ...add, table: mirror })),
  ];
}

function withDetails(table: RowTable, make: (details: RowTable) => RowEdit): RowEdit[] {
  return table === 'cash_entry' ? [make('cash_entry_detail')] : [];
}

/** A maturity of the listing proper stands among the trades as well. */
function asMaturity(unit: Unit, row: Row, make: (mirror: RowTable) => RowEdit): RowEdit[] {
  return unit.reportType === 'TRADE_LIST' && row.side === 'MATURITY' ? [make('trade')] : [];
}
