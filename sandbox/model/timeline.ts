import { type Bill, type BillMarket, createBillMarket, type Tenor } from './bills.ts';
import type { Calendar } from './calendar.ts';
import { type Curve, priceOn, walkCurves } from './curve.ts';
import { addDays, dayNumber, type IsoDate } from './dates.ts';
import type { Price } from './money.ts';
import { createRandom } from './random.ts';

/** The business days of a simulated world, and the market on each of them. Days are spoken of by their index. */
export interface Timeline {
  readonly calendar: Calendar;
  readonly days: readonly IsoDate[];
  /** The first and the last business day of the range that was asked for. */
  readonly first: number;
  readonly last: number;
  readonly bills: readonly Bill[];
  dateOf(day: number): IsoDate;
  /** Undefined for what is no business day of this world. */
  indexOf(date: IsoDate): number | undefined;
  /** The last business day not after the date; negative where the world had not begun. */
  indexAsOf(date: IsoDate): number;
  onTheRun(tenor: Tenor, day: number): Bill;
  /** A price exists from the day of issue to the day before maturity. */
  hasPrice(bill: Bill, day: number): boolean;
  priceOf(bill: Bill, day: number): Price;
}

// Long enough for a year's bill and the months that a pocket is older than its strategy.
const HISTORY_WEEKS = 76;

export function createTimeline(options: {
  seed: number;
  from: IsoDate;
  to: IsoDate;
  calendar: Calendar;
}): Timeline {
  const { calendar, from, to } = options;
  const inside = calendar.between(from, to);
  const [firstDate, lastDate] = [inside[0], inside.at(-1)];
  if (!firstDate || !lastDate) throw new RangeError(`no business day between ${from} and ${to}`);
  // One day more than asked for: what trades on the last day may settle on the next.
  const days = calendar.between(addDays(from, -7 * HISTORY_WEEKS), calendar.next(lastDate));
  const indexes = new Map(days.map((date, index) => [date, index]));
  const dayNumbers = days.map(dayNumber);
  const market = createBillMarket(calendar, days[0] ?? from, days.at(-1) ?? to);
  const curves = walkCurves(createRandom(options.seed, 'curve'), days.length);
  const dateOf = (day: number): IsoDate => at(days, day);
  return {
    calendar,
    days,
    first: indexes.get(firstDate) ?? 0,
    last: indexes.get(lastDate) ?? 0,
    bills: market.bills,
    dateOf,
    indexOf: (date) => indexes.get(date),
    indexAsOf: (date) => countUpTo(days, date) - 1,
    onTheRun: onTheRunByDay(market, dateOf),
    hasPrice: (bill, day) => bill.issueDate <= dateOf(day) && dateOf(day) < bill.maturityDate,
    priceOf: (bill, day) => priceOn(at<Curve>(curves, day), bill.maturityDay - at(dayNumbers, day)),
  };
}

function onTheRunByDay(market: BillMarket, dateOf: (day: number) => IsoDate): Timeline['onTheRun'] {
  const known = new Map<string, Bill>();
  return (tenor, day) => {
    const key = `${tenor}/${day}`;
    const bill = known.get(key) ?? market.onTheRun(tenor, dateOf(day));
    known.set(key, bill);
    return bill;
  };
}

/** How many of the sorted dates are not after `date`. */
function countUpTo(dates: readonly IsoDate[], date: IsoDate): number {
  let [low, high] = [0, dates.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at(dates, middle) <= date) low = middle + 1;
    else high = middle;
  }
  return low;
}

function at<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined)
    throw new RangeError(`no day ${index} in a world of ${items.length} days`);
  return item;
}
