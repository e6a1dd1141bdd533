import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createRateLimiter, DEFAULT_LIMITS } from '../../src/extract/rate-limit.ts';
import { fakeClock } from './support/clocks.ts';

const readings = (remaining: number, reset: number | string) =>
  new Headers({ 'x-ratelimit-remaining': `${remaining}`, 'x-ratelimit-reset': `${reset}` });

/** The most calls in any minute, wherever between sending and answering the server counts them. */
function busiestMinute(spans: readonly (readonly [sent: number, answered: number])[]): number {
  return Math.max(
    ...spans.map(
      ([, end]) => spans.filter(([sent, done]) => done >= end - 59_999 && sent <= end).length,
    ),
  );
}

it('never lets more calls into any minute than the limit, however long they take', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 60 }),
      fc.array(fc.nat({ max: 9_000 }), { minLength: 1, maxLength: 150 }),
      async (limit, durations) => {
        const clock = fakeClock();
        const limiter = createRateLimiter({ ...DEFAULT_LIMITS, reports: limit }, clock);
        const spans: [number, number][] = [];
        await Promise.all(
          durations.map((ms) =>
            limiter.run('reports', async () => {
              const sent = clock.monotonicMs();
              await setImmediate();
              clock.advance(ms / durations.length);
              spans.push([sent, clock.monotonicMs()]);
            }),
          ),
        );
        expect(spans).toHaveLength(durations.length);
        expect(busiestMinute(spans)).toBeLessThanOrEqual(limit);
      },
    ),
    { numRuns: 40 },
  );
});

it('uses most of the limit: 300 calls a minute are not stretched to two', async () => {
  const clock = fakeClock();
  const limiter = createRateLimiter(DEFAULT_LIMITS, clock);
  for (let call = 0; call < 280; call++) await limiter.run('reports', async () => {});
  expect(clock.monotonicMs()).toBe(0);
  for (let call = 0; call < 20; call++) await limiter.run('reports', async () => {});
  expect(clock.monotonicMs()).toBe(60_000);
});

it('holds back before the count of the server is used up, until it begins anew (N12)', async () => {
  const clock = fakeClock(new Date('2026-10-01T12:00:00Z'));
  const limiter = createRateLimiter(DEFAULT_LIMITS, clock);
  limiter.note('trades', readings(0, Date.parse('2026-10-01T12:00:20Z') / 1000));
  await limiter.run('pockets', async () => {});
  expect(clock.monotonicMs()).toBe(0);
  await limiter.run('trades', async () => {});
  expect(clock.monotonicMs()).toBe(20_000);
});

it('takes a reset in seconds as well as one in Unix time, and waits for no more than a minute', async () => {
  const clock = fakeClock();
  const limiter = createRateLimiter(DEFAULT_LIMITS, clock);
  limiter.note('reports', readings(1, 9));
  await limiter.run('reports', async () => {});
  expect(clock.monotonicMs()).toBe(9_000);
  limiter.note('reports', readings(1, 2_000_000_000_0));
  await limiter.run('reports', async () => {});
  expect(clock.monotonicMs()).toBe(69_000);
});

it('ignores a count that it cannot read', async () => {
  const clock = fakeClock();
  const limiter = createRateLimiter(DEFAULT_LIMITS, clock);
  limiter.note('reports', readings(0, 'soon'));
  limiter.note('reports', new Headers({ 'x-ratelimit-remaining': '0' }));
  await limiter.run('reports', async () => {});
  expect(clock.monotonicMs()).toBe(0);
});

it('pauses one group and lets the others go on', async () => {
  const clock = fakeClock();
  const limiter = createRateLimiter(DEFAULT_LIMITS, clock);
  limiter.pause('reports', 7_000);
  await limiter.run('trades', async () => {});
  expect(clock.monotonicMs()).toBe(0);
  await limiter.run('reports', async () => {});
  expect(clock.monotonicMs()).toBe(7_000);
});

it('lets the next one through when one gives up, and counts nothing for it', async () => {
  const clock = fakeClock();
  const limiter = createRateLimiter({ ...DEFAULT_LIMITS, reports: 1 }, clock);
  await limiter.run('reports', async () => {});
  const stop = AbortSignal.abort(new Error('enough'));
  const given = limiter.run('reports', async () => {}, stop);
  const next = limiter.run('reports', async () => 'next');
  await expect(given).rejects.toThrow('enough');
  await expect(next).resolves.toBe('next');
  expect(clock.monotonicMs()).toBe(60_000);
});

it('goes on when the clock is set back', async () => {
  const clock = fakeClock();
  const limiter = createRateLimiter({ ...DEFAULT_LIMITS, reports: 1 }, clock);
  await limiter.run('reports', async () => {});
  clock.advance(-3_600_000);
  const before = clock.monotonicMs();
  await limiter.run('reports', async () => {});
  expect(clock.monotonicMs() - before).toBe(60_000);
});
