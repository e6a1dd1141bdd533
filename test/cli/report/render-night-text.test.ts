import { expect, test } from 'vitest';
import { describeNight } from '../../../src/cli/report/render-night-text.ts';
import { nightReport } from '../../report/support/night.ts';

test('the verdict goes on after its colon in small letters', () => {
  const verdict = { state: 'green', sentence: 'All 31 reports have landed.' } as const;
  expect(describeNight(nightReport({ verdict }))).toContain('Green: all 31 reports have landed.');
});

test('what changed is told whether it is held against a run or against the day before', () => {
  const told = 'since the night before: breaks: 1 appeared, 0 cleared';
  expect(describeNight(nightReport())).toContain(told);
  const { changes } = nightReport();
  const early = nightReport({ changes: { ...changes, sinceRunAt: null } });
  expect(describeNight(early)).toContain(told);
});
