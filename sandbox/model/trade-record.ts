import type { Calendar } from './calendar.ts';
import type { IsoDate } from './dates.ts';
import type { Fill } from './desk.ts';
import type { PocketPlan } from './pocket.ts';
import { createRandom } from './random.ts';
import type { Trade } from './records.ts';

/** Which of a trade's dates is the one on which quantity and cash move. */
export type PositionBasis = 'trade_date' | 'settlement_date';

export interface TradeRecorder {
  readonly trades: readonly Trade[];
  record(fill: Fill, effectiveDate: IsoDate): void;
}

type TradeDates = Pick<Trade, 'tradeDate' | 'settlementDate' | 'bookDate'>;

export function createTradeRecorder(
  seed: number,
  plan: PocketPlan,
  calendar: Calendar,
  basis: PositionBasis,
): TradeRecorder {
  const ids = createRandom(seed, 'trades', plan.number);
  const trades: Trade[] = [];
  let day: IsoDate = '';
  let dates: TradeDates = { tradeDate: '', settlementDate: '', bookDate: '' };
  let today = 0;
  return {
    trades,
    record(fill, effectiveDate) {
      if (effectiveDate !== day) {
        [day, today, dates] = [effectiveDate, 0, datesOf(effectiveDate, calendar, basis)];
      }
      today += 1;
      const own = fill.activity === 'MATURITY' ? allOn(effectiveDate) : dates;
      trades.push({
        ...fill,
        ...own,
        id: ids.uuid(),
        pocketId: plan.id,
        effectiveDate,
        tradedAt: tradedAt(fill, own.tradeDate, today),
        reference: `JK${day.replaceAll('-', '')}-${padded(plan.number, 3)}-${padded(today, 3)}`,
      });
    },
  };
}

function datesOf(effectiveDate: IsoDate, calendar: Calendar, basis: PositionBasis): TradeDates {
  if (basis === 'settlement_date') {
    const tradeDate = calendar.previous(effectiveDate);
    return { tradeDate, settlementDate: effectiveDate, bookDate: effectiveDate };
  }
  const settlementDate = calendar.next(effectiveDate);
  return { tradeDate: effectiveDate, settlementDate, bookDate: effectiveDate };
}

/** A maturity is not dealt: everything about it happens on the day the bill pays. */
function allOn(date: IsoDate): TradeDates {
  return { tradeDate: date, settlementDate: date, bookDate: date };
}

/** Within New York's trading day, and of that same date in UTC. */
function tradedAt(fill: Fill, tradeDate: IsoDate, sequence: number): string {
  if (fill.activity === 'MATURITY') return `${tradeDate}T14:00:00Z`;
  return `${tradeDate}T15:${padded(sequence % 60, 2)}:07.250000Z`;
}

function padded(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
