import { addDays, type BusinessDate, parseBusinessDate, weekday } from './business-date.ts';
import { ParseError, PocketbookError, ValueError } from './errors.ts';
import type { DateRange } from './report.ts';

/** A weekday on which the market is not open as usual. On an early close it is a business day all the same. */
export interface CalendarRow {
  readonly date: BusinessDate;
  readonly kind: 'closed' | 'early_close';
  readonly name: string;
  readonly source: string;
}

/**
 * The business days of one market, for whole years. Every question about a day outside of `coverage` is refused:
 * a guess would plan days that nobody owes or leave out days that somebody does.
 */
export interface Calendar {
  readonly coverage: DateRange;
  isBusinessDay(date: BusinessDate): boolean;
  isEarlyClose(date: BusinessDate): boolean;
  /** Why a weekday is no business day; null on business days and on weekends. */
  holidayName(date: BusinessDate): string | null;
  /** The first business day after `date`, whether or not `date` is one. */
  nextBusinessDay(date: BusinessDate): BusinessDate;
  /** The last business day before `date`, whether or not `date` is one. */
  previousBusinessDay(date: BusinessDate): BusinessDate;
  /** In order; none when the range runs backwards. */
  businessDays(range: DateRange): readonly BusinessDate[];
}

/**
 * The hour of the following calendar day at which a business day counts as over. Reports asked for before the end of the day
 * carry the prices of the moment; Jiko does not publish when its day ends, so the prices and the bookings get the night.
 */
export const FINISHED_AT_HOUR = 6;

/** The hour at which business on a business day may begin: bills are dealt from the morning on. */
const BEGINS_AT_HOUR = 8;

const HEADER = 'date,kind,name,source';

export function createCalendar(rows: readonly CalendarRow[]): Calendar {
  return new TableCalendar(rows);
}

/**
 * The latest business day that is over at `now`: D is over from D+1 06:00 on the clocks of `zone` (an IANA name). D+1 is the
 * next calendar day, so that Friday is over on Saturday morning.
 */
export function lastFinishedBusinessDate(
  now: Date,
  zone: string,
  calendar: Calendar,
): BusinessDate {
  const { date, hour } = wallClock(now, zone);
  return calendar.previousBusinessDay(hour >= FINISHED_AT_HOUR ? date : addDays(date, -1));
}

/** Has business begun on the business day after the last finished one? What is seen then may be of either. */
export function hasNextDayBegun(now: Date, zone: string, calendar: Calendar): boolean {
  const { date, hour } = wallClock(now, zone);
  const next = calendar.nextBusinessDay(lastFinishedBusinessDate(now, zone, calendar));
  return next < date || (next === date && hour >= BEGINS_AT_HOUR);
}

/** The calendar day of `now` on the clocks of `zone`. */
export function calendarDayOf(now: Date, zone: string): BusinessDate {
  return wallClock(now, zone).date;
}

/** Reads the rows of a calendar file: comment lines begin with `#`, no field is quoted. `file` is named in errors. */
export function parseCalendar(text: string, file: string): CalendarRow[] {
  const lines = text
    .split(/\r?\n/)
    .map((content, index) => ({ content, line: index + 1 }))
    .filter(({ content }) => content !== '' && !content.startsWith('#'));
  const [header, ...body] = lines;
  if (header?.content !== HEADER) {
    throw refuse(file, header?.line ?? 1, `expected the header '${HEADER}'`);
  }
  return body.map(({ content, line }) => {
    try {
      return parseRow(content);
    } catch (error) {
      throw refuse(file, line, error instanceof Error ? error.message : String(error), error);
    }
  });
}

class TableCalendar implements Calendar {
  readonly coverage: DateRange;
  readonly #rows: ReadonlyMap<BusinessDate, CalendarRow>;

  constructor(rows: readonly CalendarRow[]) {
    this.#rows = byDate(rows);
    this.coverage = wholeYears(rows);
  }

  isBusinessDay(date: BusinessDate): boolean {
    return this.#row(date)?.kind !== 'closed' && !isWeekend(date);
  }

  isEarlyClose(date: BusinessDate): boolean {
    return this.#row(date)?.kind === 'early_close';
  }

  holidayName(date: BusinessDate): string | null {
    const row = this.#row(date);
    return row?.kind === 'closed' ? row.name : null;
  }

  nextBusinessDay(date: BusinessDate): BusinessDate {
    return this.#step(date, 1);
  }

  previousBusinessDay(date: BusinessDate): BusinessDate {
    return this.#step(date, -1);
  }

  businessDays({ from, to }: DateRange): readonly BusinessDate[] {
    const days: BusinessDate[] = [];
    this.#row(from);
    this.#row(to);
    for (let date = from; date <= to; date = addDays(date, 1)) {
      if (this.isBusinessDay(date)) days.push(date);
    }
    return days;
  }

  #step(date: BusinessDate, days: 1 | -1): BusinessDate {
    let found = addDays(date, days);
    while (this.#row(found)?.kind === 'closed' || isWeekend(found)) found = addDays(found, days);
    return found;
  }

  #row(date: BusinessDate): CalendarRow | undefined {
    const { from, to } = this.coverage;
    if (date < from || date > to) throw outside(date, this.coverage);
    return this.#rows.get(date);
  }
}

function byDate(rows: readonly CalendarRow[]): ReadonlyMap<BusinessDate, CalendarRow> {
  const found = new Map<BusinessDate, CalendarRow>();
  for (const row of rows) {
    if (isWeekend(row.date)) throw new ValueError('a weekday in the calendar', row.date);
    if (found.has(row.date)) throw new ValueError('each day once in the calendar', row.date);
    found.set(row.date, row);
  }
  return found;
}

/** No year of a market is without a holiday: one without rows was forgotten. */
function wholeYears(rows: readonly CalendarRow[]): DateRange {
  const years = new Set(rows.map(({ date }) => Number(date.slice(0, 4))));
  const first = Math.min(...years);
  const last = Math.max(...years);
  if (years.size === 0) throw new ValueError('a calendar with rows', '');
  if (years.size !== last - first + 1) {
    throw new ValueError('a calendar with rows in every year', [...years].sort().join(' '));
  }
  return { from: parseBusinessDate(`${first}-01-01`), to: parseBusinessDate(`${last}-12-31`) };
}

function isWeekend(date: BusinessDate): boolean {
  const day = weekday(date);
  return day === 0 || day === 6;
}

function outside(date: BusinessDate, { from, to }: DateRange): PocketbookError {
  return new PocketbookError(
    'VALUE_INVALID',
    `the calendar of business days covers ${from} to ${to} and cannot speak of ${date}`,
    { retryable: false, context: { date, from, to } },
  );
}

function wallClock(now: Date, zone: string): { date: BusinessDate; hour: number } {
  const parts = Object.fromEntries(
    formatterFor(zone)
      .formatToParts(now)
      .map(({ type, value }) => [type, value]),
  );
  return {
    date: parseBusinessDate(`${parts['year']}-${parts['month']}-${parts['day']}`),
    hour: Number(parts['hour']),
  };
}

function formatterFor(zone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
    });
  } catch {
    throw new ValueError('a time zone such as America/New_York', zone);
  }
}

function parseRow(content: string): CalendarRow {
  const fields = content.split(',');
  const [date = '', kind = '', name = '', source = ''] = fields;
  if (fields.length !== 4 || content.includes('"')) {
    throw new ValueError('four fields without quotes', content);
  }
  if (kind !== 'closed' && kind !== 'early_close') {
    throw new ValueError("'closed' or 'early_close'", kind);
  }
  if (name === '' || source === '') throw new ValueError('a name and a source', content);
  return { date: parseBusinessDate(date), kind, name, source };
}

function refuse(file: string, line: number, reason: string, cause?: unknown): ParseError {
  return new ParseError({ file, line, column: 1, locator: '' }, reason, cause);
}
