import { expect, test } from 'vitest';
import { parseBusinessDate } from '../../src/domain/business-date.ts';
import { countingTo } from '../../src/jobs/loading/counting-to.ts';

const day = parseBusinessDate;

/** A Friday and the Monday after it. */
const asked = [day('2026-09-18'), day('2026-09-21')].map((businessDate) => ({
  pocketId: 'p',
  businessDate,
}));

test.each([
  ['2026-09-18', '2026-09-18'],
  ['2026-09-19', '2026-09-21'],
  ['2026-09-20', '2026-09-21'],
  ['2026-09-21', '2026-09-21'],
  // neither is of a day that was asked for: the load refuses them
  ['2026-09-17', '2026-09-17'],
  ['2026-09-22', '2026-09-22'],
])('%s counts to %s', (booked, counted) => {
  const dayOf = countingTo({ asked, countsFrom: day('2026-09-18') });
  expect(dayOf(day(booked))).toBe(counted);
});
