import { describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/cli/system-clock.ts';
import { readCalendarFile } from '../../../src/db/calendar-file.ts';
import { dayOfPortfolio } from '../../../src/jobs/resources/portfolio-day.ts';

const calendar = await readCalendarFile();

/** What is added to an answer that is read at an instant. */
function dayAt(instant: string, told: Readonly<Record<string, unknown>> = {}) {
  const clock = { ...systemClock, now: () => new Date(instant) };
  return dayOfPortfolio({ clock, timeZone: 'America/New_York', calendar }, 'pocket-1')(told);
}

describe('a portfolio whose prices were struck', () => {
  test.each([
    ['on the evening of a business day', '2026-09-15T21:00:00Z', '2026-09-15'],
    [
      'late at night in New York, which is the next day in London',
      '2026-09-16T03:30:00Z',
      '2026-09-15',
    ],
    ['on a Sunday', '2026-09-13T15:00:00+00:00', '2026-09-11'],
    ['on a holiday', '2026-09-07T15:00:00.123456Z', '2026-09-04'],
  ])('%s speaks of %3$s', (_, pricedAt, on) => {
    expect(dayAt('2026-09-17T10:30:00Z', { pricing_timestamp: pricedAt })).toEqual({
      pocket_id: 'pocket-1',
      business_date: on,
      is_provisional: false,
    });
  });

  test.each([
    // 06:00 in New York is 10:00 in summer.
    ['2026-09-16T09:59:59Z', true],
    ['2026-09-16T10:00:00Z', false],
  ])('on a day that is over at 06:00, read at %s, is provisional: %s', (readAt, isProvisional) => {
    const told = { pricing_timestamp: '2026-09-15T21:00:00Z' };
    expect(dayAt(readAt, told)).toMatchObject({ is_provisional: isProvisional });
  });

  test.each([
    // 08:00 in New York is 12:00 in summer.
    ['before business begins on the next', '2026-09-16T11:59:59Z', false],
    ['when it has begun', '2026-09-16T12:00:00Z', true],
    ['in the night after it', '2026-09-17T09:59:59Z', true],
  ])(
    'on a day that is over, read %s: what it holds may have moved since',
    (_, readAt, isProvisional) => {
      const told = { pricing_timestamp: '2026-09-15T21:00:00Z' };
      expect(dayAt(readAt, told)).toMatchObject({
        business_date: '2026-09-15',
        is_provisional: isProvisional,
      });
    },
  );

  test('at the moment it is read is of a day that goes on', () => {
    const told = { pricing_timestamp: '2026-09-16T10:29:59Z' };
    expect(dayAt('2026-09-16T10:30:00Z', told)).toMatchObject({
      business_date: '2026-09-16',
      is_provisional: true,
    });
  });
});

describe('a portfolio that does not tell when', () => {
  test.each([
    ['before business begins', '2026-09-16T11:59:59Z', '2026-09-15', false],
    ['when it has begun', '2026-09-16T12:00:00Z', '2026-09-15', true],
    ['in the night after it', '2026-09-17T05:00:00Z', '2026-09-15', true],
    ['on a Sunday', '2026-09-13T20:00:00Z', '2026-09-11', false],
  ])('speaks of the last finished day; read %s', (_, readAt, on, isProvisional) => {
    expect(dayAt(readAt)).toMatchObject({ business_date: on, is_provisional: isProvisional });
  });
});

test('an answer about another pocket is refused', () => {
  expect(() => dayAt('2026-09-16T10:30:00Z', { pocket_id: 'pocket-2' })).toThrow(
    'expected the pocket pocket-1, got ',
  );
  expect(dayAt('2026-09-16T10:30:00Z', { pocket_id: 'pocket-1' })).toMatchObject({
    pocket_id: 'pocket-1',
  });
});
