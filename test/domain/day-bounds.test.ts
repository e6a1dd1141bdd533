import { expect, test } from 'vitest';
import { parseBusinessDate } from '../../src/domain/business-date.ts';
import { dayBounds } from '../../src/domain/day-bounds.ts';

test.each([
  [
    '2026-10-01',
    '2026-10-01',
    'America/New_York',
    '2026-10-01T04:00:00.000Z',
    '2026-10-02T03:59:59.999999Z',
  ],
  // clocks go back on the first of November, at two in the morning
  [
    '2026-10-31',
    '2026-11-01',
    'America/New_York',
    '2026-10-31T04:00:00.000Z',
    '2026-11-02T04:59:59.999999Z',
  ],
  [
    '2026-11-01',
    '2026-11-01',
    'America/New_York',
    '2026-11-01T04:00:00.000Z',
    '2026-11-02T04:59:59.999999Z',
  ],
  [
    '2026-03-08',
    '2026-03-08',
    'America/New_York',
    '2026-03-08T05:00:00.000Z',
    '2026-03-09T03:59:59.999999Z',
  ],
  [
    '2026-10-01',
    '2026-10-01',
    'Asia/Tokyo',
    '2026-09-30T15:00:00.000Z',
    '2026-10-01T14:59:59.999999Z',
  ],
  ['2026-10-01', '2026-10-01', 'UTC', '2026-10-01T00:00:00.000Z', '2026-10-01T23:59:59.999999Z'],
])('%s to %s in %s', (from, to, zone, first, last) => {
  const range = { from: parseBusinessDate(from), to: parseBusinessDate(to) };
  expect(dayBounds(range, zone)).toEqual({ from: first, to: last });
});
