import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { readCalendarFile } from '../../src/db/calendar-file.ts';
import { addDays, type BusinessDate, weekday } from '../../src/domain/business-date.ts';
import {
  type CalendarRow,
  createCalendar,
  lastFinishedBusinessDate,
  parseCalendar,
} from '../../src/domain/calendar.ts';

const NEW_YORK = 'America/New_York';
const calendar = await readCalendarFile();
const day = (text: string) => text as BusinessDate;
const dayIn = (from: string, days: number) =>
  fc.integer({ min: 0, max: days - 1 }).map((offset) => addDays(day(from), offset));
/** A month is left free at both ends, so that a step never leaves the calendar. */
const anyDay = dayIn('2015-02-01', 365 * 20);

function holidaysOf(year: number): string[] {
  const days = Array.from({ length: 366 }, (_, index) => addDays(day(`${year}-01-01`), index));
  return days.filter((date) => date < `${year + 1}` && calendar.holidayName(date) !== null);
}

function row(date: string, kind: CalendarRow['kind'] = 'closed'): CalendarRow {
  return { date: day(date), kind, name: 'A holiday', source: 'test' };
}

describe('the shipped calendar', () => {
  test('covers 2015 to 2035', () => {
    expect(calendar.coverage).toEqual({ from: '2015-01-01', to: '2035-12-31' });
  });

  // Federal Reserve K.8 for 2026 and 2027, and where the bond market differs from it.
  test.each([
    {
      year: 2026,
      fed: '01-01 01-19 02-16 05-25 06-19 09-07 10-12 11-11 11-26 12-25',
      more: '07-03',
    },
    {
      year: 2027,
      fed: '01-01 01-18 02-15 05-31 07-05 09-06 10-11 11-11 11-25',
      more: '03-26 06-18 12-24',
    },
    {
      year: 2021,
      fed: '01-01 01-18 02-15 05-31 07-05 09-06 10-11 11-11 11-25',
      more: '12-24',
    },
    {
      year: 2018,
      fed: '01-01 01-15 02-19 05-28 07-04 09-03 10-08 11-12 11-22 12-25',
      more: '03-30 12-05',
    },
    {
      year: 2022,
      fed: '01-17 02-21 05-30 06-20 07-04 09-05 10-10 11-11 11-24 12-26',
      more: '04-15',
    },
  ])(
    'closes in $year with the Federal Reserve Banks and on the days of SIFMA',
    ({ year, fed, more }) => {
      const expected = `${fed} ${more}`.split(' ').map((text) => `${year}-${text}`);
      expect(holidaysOf(year)).toEqual(expected.sort());
    },
  );

  test.each(['2015-04-03', '2021-04-02', '2023-04-07', '2026-04-03'])(
    'Good Friday %s, with an employment report, is a business day that closes early',
    (date) => {
      expect(calendar.isEarlyClose(day(date))).toBe(true);
      expect(calendar.isBusinessDay(day(date))).toBe(true);
      expect(calendar.holidayName(day(date))).toBeNull();
    },
  );

  test.each([
    ['2025-01-09', 'day of mourning'],
    ['2020-07-02', 'the Thursday before a Saturday holiday kept on Friday'],
    ['2021-12-31', 'the last day of a year before a Saturday'],
    ['2025-11-28', 'the day after Thanksgiving'],
    ['2025-12-24', 'Christmas Eve'],
  ])('%s closes early: %s', (date) => {
    expect(calendar.isEarlyClose(day(date))).toBe(true);
    expect(calendar.isBusinessDay(day(date))).toBe(true);
  });

  test.each([
    ['2021-06-18', 'Juneteenth was law since the day before, Fedwire was open'],
    ['2023-11-10', 'Veterans Day on a Saturday is not moved'],
    ['2027-12-31', "New Year's Day on a Saturday is not moved"],
  ])('%s is a business day: %s', (date) => {
    expect(calendar.isBusinessDay(day(date))).toBe(true);
  });
});

describe('stepping from day to day', () => {
  test('the day after the one before a business day is that day', () => {
    fc.assert(
      fc.property(anyDay, (date) => {
        fc.pre(calendar.isBusinessDay(date));
        expect(calendar.nextBusinessDay(calendar.previousBusinessDay(date))).toBe(date);
        expect(calendar.previousBusinessDay(calendar.nextBusinessDay(date))).toBe(date);
      }),
    );
  });

  test('a step lands on a business day and passes none', () => {
    fc.assert(
      fc.property(anyDay, (date) => {
        const next = calendar.nextBusinessDay(date);
        expect(next > date).toBe(true);
        expect(calendar.businessDays({ from: addDays(date, 1), to: next })).toEqual([next]);
      }),
    );
  });

  test('a range is the sum of its parts', () => {
    fc.assert(
      fc.property(anyDay, fc.nat(60), fc.nat(60), (from, first, second) => {
        const middle = addDays(from, first);
        const to = addDays(middle, second + 1);
        fc.pre(to <= calendar.coverage.to);
        const parts = [
          ...calendar.businessDays({ from, to: middle }),
          ...calendar.businessDays({ from: addDays(middle, 1), to }),
        ];
        expect(calendar.businessDays({ from, to })).toEqual(parts);
      }),
    );
  });

  test('weekends are never business days, and no market rests longer than four days', () => {
    fc.assert(
      fc.property(anyDay, (date) => {
        if ([0, 6].includes(weekday(date))) expect(calendar.isBusinessDay(date)).toBe(false);
        expect(calendar.nextBusinessDay(date) <= addDays(date, 4)).toBe(true);
      }),
    );
  });

  test('a range that runs backwards has no days', () => {
    expect(calendar.businessDays({ from: day('2026-03-05'), to: day('2026-03-04') })).toEqual([]);
  });
});

describe('outside of its years', () => {
  test.each([
    () => calendar.isBusinessDay(day('2036-01-01')),
    () => calendar.isEarlyClose(day('2014-12-31')),
    () => calendar.holidayName(day('2036-01-01')),
    () => calendar.nextBusinessDay(day('2035-12-31')),
    () => calendar.previousBusinessDay(day('2015-01-02')),
    () => calendar.businessDays({ from: day('2035-12-01'), to: day('2036-01-04') }),
    () => calendar.businessDays({ from: day('2036-01-04'), to: day('2035-12-01') }),
  ])('the calendar refuses to guess: %s', (ask) => {
    expect(ask).toThrow('the calendar of business days covers 2015-01-01 to 2035-12-31');
  });

  test('a Saturday outside is refused like any other day', () => {
    expect(() => calendar.isBusinessDay(day('2036-01-05'))).toThrow('cannot speak of 2036-01-05');
  });
});

describe('the last finished business date', () => {
  test.each([
    ['2026-11-20T10:59:59Z', '2026-11-18', '05:59 on Friday: Thursday is not over'],
    ['2026-11-20T11:00:00Z', '2026-11-19', '06:00 on Friday: Thursday is over'],
    ['2026-11-21T10:59:59Z', '2026-11-19', '05:59 on Saturday'],
    ['2026-11-21T11:00:00Z', '2026-11-20', '06:00 on Saturday: Friday is over'],
    ['2026-11-23T10:59:59Z', '2026-11-20', 'Monday before six'],
    ['2026-11-23T12:00:00Z', '2026-11-20', 'Monday after six'],
    ['2026-11-27T11:00:00Z', '2026-11-25', 'the morning after Thanksgiving'],
    ['2026-03-10T09:59:59Z', '2026-03-06', 'before six after the short Sunday, EDT'],
    ['2026-03-10T10:00:00Z', '2026-03-09', 'six after the short Sunday, EDT'],
    ['2026-11-03T10:59:59Z', '2026-10-30', 'before six after the long Sunday, EST'],
    ['2026-11-03T11:00:00Z', '2026-11-02', 'six after the long Sunday, EST'],
  ])('at %s it is %s: %s', (now, expected) => {
    expect(lastFinishedBusinessDate(new Date(now), NEW_YORK, calendar)).toBe(expected);
  });

  test('goes by the clocks of the zone, not of the machine', () => {
    const now = new Date('2026-11-19T22:00:00Z');
    expect(lastFinishedBusinessDate(now, NEW_YORK, calendar)).toBe('2026-11-18');
    expect(lastFinishedBusinessDate(now, 'Asia/Tokyo', calendar)).toBe('2026-11-19');
  });

  test('never goes back as time goes on', () => {
    const range = { min: new Date('2015-02-01'), max: new Date('2035-12-30'), noInvalidDate: true };
    fc.assert(
      fc.property(fc.date(range), fc.nat(72), (now, hours) => {
        const later = new Date(now.getTime() + hours * 3_600_000);
        fc.pre(later < range.max);
        const before = lastFinishedBusinessDate(now, NEW_YORK, calendar);
        expect(before <= lastFinishedBusinessDate(later, NEW_YORK, calendar)).toBe(true);
      }),
    );
  });

  test('an unknown zone is refused by name', () => {
    expect(() => lastFinishedBusinessDate(new Date(0), 'Mars/Olympus', calendar)).toThrow(
      "expected a time zone such as America/New_York, got 'Mars/Olympus'",
    );
  });
});

describe('a calendar file', () => {
  const parse = (...lines: string[]) => parseCalendar(lines.join('\n'), 'days.csv');
  const HEADER = 'date,kind,name,source';

  test('is read past comments and empty lines, with either line end', () => {
    const text = `# a comment\r\n${HEADER}\r\n\r\n2026-01-01,closed,New Year,k8\r\n`;
    expect(parseCalendar(text, 'days.csv')).toEqual([
      { date: '2026-01-01', kind: 'closed', name: 'New Year', source: 'k8' },
    ]);
  });

  test.each([
    [['nonsense'], 'days.csv:1:1: expected the header'],
    [[], 'days.csv:1:1: expected the header'],
    [
      ['#', HEADER, '2026-02-30,closed,A,b'],
      'days.csv:3:1: expected a calendar date as YYYY-MM-DD',
    ],
    [
      [HEADER, '2026-01-01,open,A,b'],
      "days.csv:2:1: expected 'closed' or 'early_close', got 'open'",
    ],
    [[HEADER, '2026-01-01,closed,A'], 'days.csv:2:1: expected four fields without quotes'],
    [[HEADER, '2026-01-01,closed,"A",b'], 'days.csv:2:1: expected four fields without quotes'],
    [[HEADER, '2026-01-01,closed,,b'], 'days.csv:2:1: expected a name and a source'],
  ])('%j is refused with its place', (lines, message) => {
    expect(() => parse(...lines)).toThrow(message);
  });

  test('a weekend, a day listed twice, a missing year and no rows at all are refused', () => {
    expect(() => createCalendar([row('2026-07-04')])).toThrow('a weekday');
    const twice = [row('2026-01-01'), row('2026-01-01', 'early_close')];
    expect(() => createCalendar(twice)).toThrow('each day once');
    const gap = [row('2026-01-01'), row('2028-12-25')];
    expect(() => createCalendar(gap)).toThrow("rows in every year, got '2026 2028'");
    expect(() => createCalendar([])).toThrow('with rows');
  });
});
