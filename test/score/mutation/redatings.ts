import type { Random } from '../../../sandbox/model/random.ts';
import type { ReportType } from '../../../src/domain/report.ts';
import { addRows, dropRows, mutantOf, setRows, type ToldRow } from './changes.ts';
import type { Neighbours } from './list-mutants.ts';
import type { Mutant, NewValues, RowTable } from './mutant.ts';

/** The dates that rows of a table tell. */
const DATES: Partial<Record<RowTable, readonly string[]>> = {
  cash_entry: ['booked_on', 'value_on'],
  trade: ['trade_date', 'settlement_date', 'book_date'],
  listed_trade: ['trade_date', 'settlement_date', 'book_date'],
  transaction: ['booked_on', 'time_settled'],
};

/** The date by which rows are cut into units; dated otherwise, a row belongs to another unit. */
const CUT_BY: Partial<Record<ReportType, string>> = {
  TRADE_REPORT: 'trade_date',
  TRADE_LIST: 'settlement_date',
  TRADE_LIST_CSV: 'trade_date',
  TRANSACTION_LIST: 'booked_on',
  TRANSACTION_LIST_CSV: 'booked_on',
};

/**
 * Each date of a row moved by one business day, there or back as `random` says. A position, residual cash and a price have no date but that of their report:
 * they stand in that of the next day instead.
 */
export function redatingsOf(told: ToldRow, beside: Neighbours, random: Random): Mutant[] {
  const { table, unit, row } = told;
  if (['position', 'cash_position', 'price_quote'].includes(table)) {
    return moved(told, beside, null, {}, random);
  }
  return (DATES[table] ?? [])
    .filter((column) => row.told.includes(column))
    .flatMap((column) => {
      if (column === CUT_BY[unit.reportType]) return moved(told, beside, column, {}, random);
      const values = { [column]: dateMoved(column, random.chance(0.5)) };
      return [
        mutantOf(table, unit, row, 're-dated', column, [
          { unit, rows: setRows(table, unit, row, values) },
        ]),
      ];
    });
}

function dateMoved(column: string, isLater: boolean): string {
  if (column === 'time_settled') return `t.${column} ${isLater ? '+' : '-'} interval '1 day'`;
  const [side, order] = isLater ? ['>', 'asc'] : ['<', 'desc'];
  return `(
    select d.business_date
    from ledger.calendar_day d
    where d.is_business_day
      and d.business_date ${side} t.${column}
    order by d.business_date ${order}
    limit 1
  )`;
}

function moved(
  { table, unit, row }: ToldRow,
  { previous, next }: Neighbours,
  column: string | null,
  more: NewValues,
  random: Random,
): Mutant[] {
  const to = random.chance(0.5) ? (next ?? previous) : (previous ?? next);
  if (to === undefined) return [];
  const values = column === null ? more : { ...more, ...datedOn(column, to.businessDate) };
  return [
    mutantOf(table, unit, row, 're-dated', column, [
      { unit, rows: dropRows(table, unit, row) },
      { unit: to, rows: addRows(table, unit, row, values, false) },
    ]),
  ];
}

function datedOn(column: string, date: string): NewValues {
  if (column !== 'booked_on') return { [column]: `date '${date}'` };
  return {
    booked_on: `date '${date}'`,
    time_booked: `t.time_booked + (date '${date}' - t.booked_on) * interval '1 day'`,
  };
}
