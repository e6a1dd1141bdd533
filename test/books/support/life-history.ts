import fc from 'fast-check';
import type { BusinessDate } from '../../../src/domain/business-date.ts';
import type { Cusip } from '../../../src/domain/cusip.ts';
import { fromScaled } from '../../../src/domain/decimal.ts';
import type { PositionRow, TradeRow } from '../../../src/domain/ledger-row.ts';
import {
  billOf,
  buy,
  cashOf,
  cents,
  FRIDAY,
  position,
  sell,
  THURSDAY,
  TUESDAY,
  WEDNESDAY,
} from '../../reconcile/support/ledger-rows.ts';

export interface LifeEvent {
  readonly side: 'BUY' | 'SELL';
  readonly on: BusinessDate;
  readonly reference: string;
  readonly units: bigint;
  /** dollars per 100 of face, in millionths */
  readonly micros: bigint;
  readonly cents: bigint;
}

/** What becomes of one bill in a pocket: held on the Monday or not, and traded from Tuesday to Friday. */
export interface LifeHistory {
  readonly cusip: Cusip;
  readonly opening: { readonly units: bigint; readonly cents: bigint } | null;
  /** In the order of the file. */
  readonly events: readonly LifeEvent[];
}

const units = fc.integer({ min: 1, max: 60 });
const micros = fc.bigInt({ min: 93_000_000n, max: 99_999_999n });
const traded = fc.record({
  side: fc.constantFrom('BUY' as const, 'BUY' as const, 'SELL' as const),
  on: fc.constantFrom(TUESDAY, WEDNESDAY, THURSDAY, FRIDAY),
  units,
  micros,
});
const one = fc.record({
  opening: fc.option(fc.record({ units, micros })),
  events: fc.array(traded, { maxLength: 14 }),
});

/** Lives of several bills; now and then more is sold than there is. */
export const lifeHistories: fc.Arbitrary<LifeHistory[]> = fc
  .array(one, { minLength: 4, maxLength: 10 })
  .map((lives) =>
    lives.map(({ opening, events }, bill) => ({
      cusip: billOf(bill),
      opening: opening && {
        units: BigInt(opening.units),
        cents: centsOf(opening.units, opening.micros),
      },
      events: events.map((event, index) => ({
        ...event,
        reference: `${event.side} ${bill}-${index}`,
        units: BigInt(event.units),
        cents: centsOf(event.units, event.micros),
      })),
    })),
  );

/** The rows of the trade report. */
export function tradesOf({ cusip, events }: LifeHistory): TradeRow[] {
  return events.map((event) => {
    const { reference, micros: price } = event;
    const facts = { cusip, reference, price: fromScaled(price, 6) };
    const trade = event.side === 'BUY' ? buy : sell;
    return trade(Number(event.units), event.on, facts);
  });
}

/** The row of the first position summary, if there is one. */
export function openingOf({ cusip, opening }: LifeHistory): PositionRow[] {
  if (opening === null) return [];
  return [position(Number(opening.units), { cusip, cost: fromScaled(opening.cents, 2) })];
}

function centsOf(quantity: number, price: bigint): bigint {
  return cents(cashOf(quantity, fromScaled(price, 6)));
}
