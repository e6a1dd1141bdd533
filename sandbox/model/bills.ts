import type { Calendar } from './calendar.ts';
import { cusipOfSlot } from './cusip.ts';
import { dateOfDay, dayNumber, type IsoDate } from './dates.ts';

export type Tenor = 4 | 8 | 13 | 17 | 26 | 52;

export interface Bill {
  readonly cusip: string;
  readonly issueDate: IsoDate;
  readonly maturityDate: IsoDate;
  readonly maturityDay: number;
}

export interface BillMarket {
  /** Every bill alive at some time of the range, the earliest maturity first. */
  readonly bills: readonly Bill[];
  /** The bill of this tenor that was auctioned last. */
  onTheRun(tenor: Tenor, asOf: IsoDate): Bill;
}

interface Series {
  /** Day number of the first such weekday after 1970-01-01. */
  readonly firstDay: number;
  readonly parity: 0 | 1;
}

// As the Treasury does it: 4, 8 and 17 weeks settle on Tuesdays, 13, 26 and 52 weeks on Thursdays. An auction of a
// shorter tenor reopens the bill that already matures on that day, so a maturity date has one CUSIP.
const TUESDAY: Series = { firstDay: 5, parity: 0 };
const THURSDAY: Series = { firstDay: 0, parity: 1 };
const SERIES: Record<Tenor, Series> = {
  4: TUESDAY,
  8: TUESDAY,
  17: TUESDAY,
  13: THURSDAY,
  26: THURSDAY,
  52: THURSDAY,
};
const YEAR_BILL_EVERY_WEEKS = 4;

export function createBillMarket(calendar: Calendar, from: IsoDate, to: IsoDate): BillMarket {
  const bySlot = new Map<number, Bill>();
  const billAt = (series: Series, week: number): Bill => {
    const slot = week * 2 + series.parity;
    const known = bySlot.get(slot);
    if (known) return known;
    const bill = createBill(calendar, series, week);
    bySlot.set(slot, bill);
    return bill;
  };
  for (const series of [TUESDAY, THURSDAY]) {
    const last = weekOf(series, dayNumber(to)) + 53;
    for (let week = weekOf(series, dayNumber(from)); week <= last; week++) billAt(series, week);
  }
  const bills = [...bySlot.values()]
    .filter((bill) => bill.issueDate <= to && bill.maturityDate > from)
    .sort((a, b) => a.maturityDay - b.maturityDay);
  return {
    bills,
    onTheRun: (tenor, asOf) => billAt(SERIES[tenor], runWeek(calendar, tenor, asOf)),
  };
}

function createBill(calendar: Calendar, series: Series, week: number): Bill {
  const maturityDate = shifted(calendar, series, week);
  return {
    cusip: cusipOfSlot(week * 2 + series.parity),
    issueDate: shifted(calendar, series, week - firstTenor(series, week)),
    maturityDate,
    maturityDay: dayNumber(maturityDate),
  };
}

/** The maturity week of the bill whose auction of this tenor settled last. */
function runWeek(calendar: Calendar, tenor: Tenor, asOf: IsoDate): number {
  const series = SERIES[tenor];
  const step = tenor === 52 ? YEAR_BILL_EVERY_WEEKS : 1;
  let week = weekOf(series, dayNumber(asOf));
  week -= week % step;
  if (shifted(calendar, series, week) > asOf) week -= step;
  return week + tenor;
}

function firstTenor(series: Series, week: number): Tenor {
  if (series === TUESDAY) return 17;
  return week % YEAR_BILL_EVERY_WEEKS === 0 ? 52 : 26;
}

function weekOf(series: Series, day: number): number {
  return Math.floor((day - series.firstDay) / 7);
}

/** On a holiday, issue and maturity move to the next business day. */
function shifted(calendar: Calendar, series: Series, week: number): IsoDate {
  return calendar.onOrAfter(dateOfDay(series.firstDay + week * 7));
}
