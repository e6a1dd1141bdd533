import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseBusinessDate } from '../../src/domain/business-date.ts';
import { grouped, instant, longDate, price, signed } from '../../src/report/figure.ts';
import { judge } from '../../src/report/verdict.ts';

describe('a figure for people', () => {
  test.each([
    ['0', '0'],
    ['999.99', '999.99'],
    ['1000', '1,000'],
    ['-1234567.80', '-1,234,567.80'],
    ['123456789012345678.91', '123,456,789,012,345,678.91'],
    ['1000000.123456', '1,000,000.123456'],
  ])('%s reads %s', (decimal, read) => {
    expect(grouped(decimal)).toBe(read);
  });

  test('is the figure of the books when its commas are taken out, whatever it is', () => {
    const decimal = fc
      .tuple(fc.bigInt(), fc.nat({ max: 99 }))
      .map(([whole, cents]) => `${whole}.${`${cents}`.padStart(2, '0')}`);
    fc.assert(fc.property(decimal, (text) => grouped(text).replaceAll(',', '') === text));
  });

  test('has a plus where it is a gain, and none where it is nothing', () => {
    expect(['0.01', '0.00', '-0.01', '1000'].map(signed)).toEqual([
      '+0.01',
      '0.00',
      '-0.01',
      '+1,000',
    ]);
  });

  test.each([
    ['98.50000000', '98.50'],
    ['98.50250000', '98.5025'],
    ['100.00000000', '100.00'],
    ['99.86448812', '99.86448812'],
    ['100', '100'],
  ])('as a price keeps what it tells and at least two decimals: %s reads %s', (decimal, read) => {
    expect(price(decimal)).toBe(read);
  });

  test('of time is a day in words, or an instant in UTC', () => {
    expect(longDate(parseBusinessDate('2026-10-30'))).toBe('Friday, 30 October 2026');
    expect(instant(new Date('2026-10-31T10:04:59Z'))).toBe('2026-10-31 10:04 UTC');
  });
});

const THURSDAY = parseBusinessDate('2026-10-29');
const FRIDAY = parseBusinessDate('2026-10-30');

describe('a night', () => {
  const well = {
    date: FRIDAY,
    owed: 12,
    missing: 0,
    open: 0,
    oldestAge: 0,
    oldest: null,
    isProven: true,
  };

  test('is green where all has landed, everything ties and the rules have looked at all of it', () => {
    expect(judge(well)).toEqual({
      state: 'green',
      sentence:
        'All 12 reports owed up to Friday, 30 October 2026 have landed, and everything ties.',
    });
  });

  test.each([
    [{ missing: 1 }, 'missing', '1 report has not landed.'],
    [{ open: 1, oldest: FRIDAY }, 'breaks', '1 break is open, new that day.'],
    [{ open: 2, oldest: FRIDAY }, 'breaks', '2 breaks are open, new that day.'],
    [{ open: 1, oldest: THURSDAY }, 'breaks', '1 break is open, not overdue.'],
    [{ open: 2, oldest: THURSDAY }, 'breaks', '2 breaks are open, none of them overdue.'],
    [{ open: 3, oldestAge: 4 }, 'breaks', '3 breaks are open, the oldest 4 business days old.'],
    [{ isProven: false }, 'unproven', 'The rules have not looked at all that has landed.'],
    [
      { missing: 2, open: 1, oldestAge: 1, isProven: false },
      'missing',
      '2 reports have not landed, 1 break is open, 1 business day old, and the rules have not looked at all that has landed.',
    ],
    [
      { owed: 0 },
      'unproven',
      'Nothing is owed up to Friday, 30 October 2026: the books are empty.',
    ],
  ])('is not where it is %j', (trouble, state, sentence) => {
    expect(judge({ ...well, ...trouble })).toEqual({ state, sentence });
  });
});
