import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, type BusinessDate, daysBetween } from '../../src/domain/business-date.ts';
import type { ReportType } from '../../src/domain/report.ts';
import { costOf, type PlannedUnit, planAsks, windowsOver } from '../../src/jobs/plan.ts';

const FIRST = '2026-10-01' as BusinessDate;
const POCKETS = ['pocket-a', 'pocket-b'];

function units(reportType: ReportType, days: readonly number[]): PlannedUnit[] {
  const pockets = reportType === 'SECURITY_PRICE_REPORT' ? [null] : POCKETS;
  return days.flatMap((day, index) =>
    pockets.map((pocketId, nth) => ({
      unitId: BigInt(index * 10 + nth),
      reportType,
      pocketId,
      businessDate: addDays(FIRST, day),
    })),
  );
}

const someDays = fc
  .uniqueArray(fc.integer({ min: 0, max: 200 }), { maxLength: 60 })
  .map((days) => days.sort((a, b) => a - b).map((day) => addDays(FIRST, day)));

describe('windows over days', () => {
  test('hold every day once, overlap nowhere and are never longer than allowed', () => {
    fc.assert(
      fc.property(someDays, fc.integer({ min: 1, max: 31 }), (days, daysMax) => {
        const windows = windowsOver(days, daysMax);
        for (const day of days) {
          expect(windows.filter(({ from, to }) => from <= day && day <= to)).toHaveLength(1);
        }
        for (const [index, { from, to }] of windows.entries()) {
          expect(daysBetween(from, to)).toBeLessThan(daysMax);
          const next = windows[index + 1];
          if (next !== undefined) expect(next.from > to).toBe(true);
          expect(days).toContain(from);
          expect(days).toContain(to);
        }
      }),
    );
  });

  test('thirty-one days from the first to the last are one window, thirty-two are two', () => {
    const at = (day: number) => addDays(FIRST, day);
    expect(windowsOver([at(0), at(30)], 31)).toHaveLength(1);
    expect(windowsOver([at(0), at(31)], 31)).toHaveLength(2);
  });
});

describe('a plan', () => {
  test('asks for a statement once a pocket and day', () => {
    const wanted = units('BANK_STATEMENT_REPORT', [0, 1]);
    const asks = planAsks(wanted, wanted, { windowDaysMax: 31 });
    expect(asks).toHaveLength(4);
    expect(
      asks.every(({ pocketId, units: covered }) => pocketId !== null && covered.length === 1),
    ).toBe(true);
  });

  test('asks for positions once a day, for all pockets', () => {
    const wanted = units('POSITION_SUMMARY_REPORT', [0, 1]);
    const asks = planAsks(wanted, wanted, { windowDaysMax: 31 });
    expect(
      asks.map(({ pocketId, range, units: covered }) => [pocketId, range.from, covered.length]),
    ).toEqual([
      [null, FIRST, 2],
      [null, addDays(FIRST, 1), 2],
    ]);
  });

  test('asks for trades once a window, and what lies in the window anyway is part of the answer', () => {
    const known = units('TRADE_REPORT', [0, 1, 2]);
    const wanted = known.filter(({ businessDate }) => businessDate !== addDays(FIRST, 1));
    const [ask, ...others] = planAsks(wanted, known, { windowDaysMax: 31 });
    expect(others).toEqual([]);
    expect(ask?.range).toEqual({ from: FIRST, to: addDays(FIRST, 2) });
    expect(ask?.units).toHaveLength(6);
  });

  test('asks for the oldest first', () => {
    const wanted = [...units('TRADE_REPORT', [40]), ...units('BANK_STATEMENT_REPORT', [5, 3])];
    const days = planAsks(wanted, wanted, { windowDaysMax: 31 }).map(({ range }) => range.from);
    expect(days).toEqual([...days].sort());
  });

  test('costs two calls a report and a share of the list; a listing costs one, and so does a reading', () => {
    const wanted = [...units('POSITION_SUMMARY_REPORT', [0, 1, 2]), ...units('TRADE_LIST', [0])];
    const cost = costOf(planAsks(wanted, wanted, { windowDaysMax: 31 }), 10);
    expect(cost).toEqual({ reports: 3, apiCalls: 18, minutes: 10 / 120 });
  });
});
