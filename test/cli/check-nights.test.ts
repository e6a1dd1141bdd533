import { describe, expect, test } from 'vitest';
import { checkNights, proposeNights } from '../../src/cli/check-nights.ts';
import type { ReportType } from '../../src/domain/report.ts';
import type { ReaskDays } from '../../src/report/read-finality.ts';

function needs(reportType: ReportType, proposedDays: number | null): ReaskDays {
  return {
    reportType,
    unitsAsked: 100,
    unitsChanged: 1,
    unitsChangedAfter31: 0,
    proposedDays,
    verdict: 'covered',
  };
}

test('a setting that covers what was seen is well, as is one of which nothing is known', () => {
  expect(checkNights([needs('TRADE_REPORT', 3), needs('BANK_STATEMENT_REPORT', 1)], 3)).toEqual({
    isWell: true,
    detail: 'each day is asked 3 nights, and reports need 3 by what was seen',
  });
  expect(checkNights([needs('TRADE_REPORT', null)], 3).isWell).toBe(true);
  expect(checkNights([], 3).isWell).toBe(true);
});

test('one night less than a report needs is told, with the report and the remedy', () => {
  expect(checkNights([needs('TRADE_REPORT', 4), needs('BANK_STATEMENT_REPORT', 1)], 3)).toEqual({
    isWell: false,
    detail:
      'each day is asked 3 nights, and trades still change after that: ' +
      'set POCKETBOOK_REASK_DAYS=4 (pocketbook restatements --curve)',
  });
});

test('no night asked again is one night, as the day itself is settled on it', () => {
  expect(checkNights([needs('TRADE_REPORT', 1)], 0).isWell).toBe(true);
  expect(checkNights([needs('TRADE_REPORT', 2)], 0).isWell).toBe(false);
});

describe('what status proposes', () => {
  const reports = [needs('TRADE_REPORT', 2), needs('BANK_STATEMENT_REPORT', 1)];

  test('is more nights where reports still change', () => {
    expect(proposeNights(reports, 1)).toBe(
      'POCKETBOOK_REASK_DAYS is 1, and by what was seen it should be 2: ' +
        'reports still change after that (pocketbook restatements --curve)',
    );
  });

  test('is fewer where none changes so late', () => {
    expect(proposeNights(reports, 3)).toContain('it should be 2: no report needs more');
  });

  test('is nothing where the setting is right, or too little was seen', () => {
    expect(proposeNights(reports, 2)).toBeNull();
    expect(proposeNights([needs('TRADE_REPORT', 1)], 0)).toBeNull();
    expect(proposeNights([needs('TRADE_REPORT', null)], 3)).toBeNull();
  });
});
