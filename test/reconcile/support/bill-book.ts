import fc from 'fast-check';
import { type BusinessDate, parseBusinessDate } from '../../../src/domain/business-date.ts';
import type { Cusip } from '../../../src/domain/cusip.ts';
import type { TradeRow } from '../../../src/domain/ledger-row.ts';
import { billOf, buy, maturity, sell } from './ledger-rows.ts';

/** Two weeks with a long weekend in between: 2026-05-25 is Memorial Day. */
export const DAYS = [
  '2026-05-20',
  '2026-05-21',
  '2026-05-22',
  '2026-05-26',
  '2026-05-27',
  '2026-05-28',
  '2026-05-29',
].map(parseBusinessDate);

/** Before the first trade. */
const ISSUED = parseBusinessDate('2026-04-01');
const CLOSED = ['2026-05-23', '2026-05-24', '2026-05-25'];

/** Where in `DAYS` what is due on a calendar day happens. */
function dayOn(date: string): number {
  return DAYS.findIndex((day) => day >= date);
}

interface Dealing {
  readonly bill: number;
  readonly day: number;
  /** sold where it is negative */
  readonly units: number;
}

/** What a bank could tell of a few bills, and what a naive ledger makes of it. */
export interface BillBook {
  readonly basis: 'trade_date' | 'settlement_date';
  /** trades of the report, all settled on the next business day */
  readonly trades: readonly TradeRow[];
  readonly maturities: readonly TradeRow[];
  /** by day of `DAYS`, then by bill */
  readonly held: readonly ReadonlyMap<Cusip, number>[];
}

/** Bills that mature on any day around the holiday, closed ones included, dealt in until they do. */
export const billBook: fc.Arbitrary<BillBook> = fc
  .record({
    basis: fc.constantFrom('trade_date' as const, 'settlement_date' as const),
    bills: fc.array(
      fc.record({
        held: fc.integer({ min: 0, max: 40 }),
        maturesOn: fc.constantFrom(...DAYS.slice(2), ...CLOSED.map(parseBusinessDate)),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    dealings: fc.array(
      fc.record({
        bill: fc.nat({ max: 2 }),
        day: fc.nat({ max: DAYS.length - 2 }),
        units: fc.integer({ min: -20, max: 20 }).filter((units) => units !== 0),
      }),
      { maxLength: 14 },
    ),
  })
  .map(({ basis, bills, dealings }) => bookOf(basis, bills, dealings));

interface Bill {
  readonly held: number;
  readonly maturesOn: BusinessDate;
}

function bookOf(
  basis: BillBook['basis'],
  bills: readonly Bill[],
  wishes: readonly Dealing[],
): BillBook {
  const held = DAYS.map(() => new Map<Cusip, number>());
  const trades: TradeRow[] = [];
  const maturities: TradeRow[] = [];
  for (const [index, bill] of bills.entries()) {
    const cusip = billOf(index + 1);
    // The first purchase tells when the bill matures.
    const dealings = possible(bill, [{ bill: index, day: 0, units: 1 }, ...wishes], index);
    const pays = dayOn(bill.maturesOn);
    for (const day of DAYS.keys()) {
      const quantity = day < pays ? quantityOn(bill, dealings, day, basis) : 0;
      if (quantity > 0) held[day]?.set(cusip, quantity);
    }
    for (const [line, { day, units }] of dealings.entries()) {
      const facts = {
        cusip,
        line,
        settlesOn: dateOf(day + 1),
        maturesOn: bill.maturesOn,
        issuedOn: ISSUED,
        reference: `${cusip}-${line}`,
      };
      const row = units > 0 ? buy(units, dateOf(day), facts) : sell(-units, dateOf(day), facts);
      trades.push(row);
    }
    const left = quantityOn(bill, dealings, pays, 'settlement_date');
    const terms = { cusip, maturesOn: bill.maturesOn, issuedOn: ISSUED };
    if (left > 0) maturities.push(maturity(left, dateOf(pays), terms));
  }
  return { basis, trades: [...trades, ...steadyTrades()], maturities, held: held.map(withSteady) };

  function withSteady(quantities: Map<Cusip, number>, day: number): Map<Cusip, number> {
    const bought = Math.min(basis === 'trade_date' ? day + 1 : day, DAYS.length - 1);
    return bought === 0 ? quantities : new Map([...quantities, [STEADY, bought]]);
  }
}

/** One unit of this bill is bought every day, so that the date by which positions move is never in doubt. */
const STEADY = billOf(9);

function steadyTrades(): TradeRow[] {
  return DAYS.slice(0, -1).map((on, day) =>
    buy(1, on, {
      cusip: STEADY,
      issuedOn: ISSUED,
      settlesOn: dateOf(day + 1),
      reference: `steady-${day}`,
    }),
  );
}

/** Those that can be: nothing is sold that is not there, and what is dealt settles by the day on which the bill pays. */
function possible(bill: Bill, wishes: readonly Dealing[], index: number): Dealing[] {
  const pays = dayOn(bill.maturesOn);
  let quantity = bill.held;
  return wishes
    .filter((wish) => wish.bill === index)
    .toSorted((a, b) => a.day - b.day)
    .filter(({ day, units }) => {
      const isInTime = units > 0 ? day + 1 < pays : day < pays;
      // Sold is only what had settled at the latest on the day before.
      const isThere = units > 0 || quantity + units >= 0;
      if (isInTime && isThere) quantity += units;
      return isInTime && isThere;
    });
}

function quantityOn(
  bill: Bill,
  dealings: readonly Dealing[],
  day: number,
  basis: BillBook['basis'],
): number {
  return dealings
    .filter((dealing) => (basis === 'trade_date' ? dealing.day : dealing.day + 1) <= day)
    .reduce((sum, { units }) => sum + units, bill.held);
}

function dateOf(day: number): BusinessDate {
  const date = DAYS[day];
  if (date === undefined) throw new RangeError(`no day ${day}`);
  return date;
}
