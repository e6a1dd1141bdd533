import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addDays,
  type BusinessDate,
  daysBetween,
  parseBusinessDate,
  weekday,
} from '../../src/domain/business-date.ts';

const anyDate = fc
  .integer({ min: 0, max: 7_000 })
  .map((days) => addDays('2015-01-01' as BusinessDate, days));

describe('a business date', () => {
  test.each(['2026-02-30', '2026-13-01', '2026-1-01', '20260101', '2026-01-01T00:00:00Z', ''])(
    "'%s' is refused",
    (text) => {
      expect(() => parseBusinessDate(text)).toThrow('expected a calendar date as YYYY-MM-DD');
    },
  );

  test('February 29 exists in leap years only', () => {
    expect(parseBusinessDate('2024-02-29')).toBe('2024-02-29');
    expect(() => parseBusinessDate('2026-02-29')).toThrow();
  });

  test('adding days and counting them agree, whatever clock change lies between', () => {
    fc.assert(
      fc.property(anyDate, fc.integer({ min: -800, max: 800 }), (date, days) => {
        const later = addDays(date, days);
        expect(daysBetween(date, later)).toBe(days);
        expect(addDays(later, -days)).toBe(date);
        expect(weekday(later)).toBe((((weekday(date) + days) % 7) + 7) % 7);
      }),
    );
  });
});
