import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PocketbookError } from '../../src/domain/errors.ts';
import { silentLog } from '../../src/domain/log.ts';
import { backoffMs, type RetryPolicy, repeat } from '../../src/extract/retry.ts';
import { parseRetryAfter } from '../../src/extract/retry-after.ts';
import { fakeClock } from './support/clocks.ts';

const now = new Date('2026-10-01T12:00:00Z');

describe('Retry-After (N11)', () => {
  it.each([
    ['7', 7_000],
    [' 5 ', 5_000],
    ['0', 0],
    ['1000000000', 1e12],
    ['9'.repeat(400), Number.MAX_SAFE_INTEGER],
    ['Thu, 01 Oct 2026 12:00:30 GMT', 30_000],
    ['Thu, 01 Oct 2026 11:00:00 GMT', 0],
  ])('%s is understood', (text, ms) => {
    expect(parseRetryAfter(text, now)).toBe(ms);
  });

  it.each([
    '',
    '-5',
    '+5',
    '1.5',
    '1e3',
    'soon',
    '0x10',
    'Thu Oct 1 12:00:30 2026',
    '2026-10-01',
    '٣',
  ])("'%s' counts as not there", (text) => {
    expect(parseRetryAfter(text, now)).toBeNull();
  });

  it('is never negative, never NaN, and whole seconds are read by their digits', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.date({ noInvalidDate: true }).map(String)), (text) => {
        const ms = parseRetryAfter(text, now);
        return ms === null || ms >= 0;
      }),
    );
    fc.assert(
      fc.property(fc.nat(), (seconds) => parseRetryAfter(`${seconds}`, now) === seconds * 1000),
    );
    const dates = fc.date({ min: now, max: new Date('2200-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(dates, (date) => {
        const ms = parseRetryAfter(date.toUTCString(), now) ?? -1;
        return Math.abs(now.getTime() + ms - date.getTime()) < 1000;
      }),
    );
  });
});

const policies = fc.record({
  retries: fc.nat({ max: 12 }),
  minDelayMs: fc.integer({ min: 1, max: 5_000 }),
  maxDelayMs: fc.integer({ min: 1, max: 60_000 }),
  budgetMs: fc.integer({ min: 0, max: 600_000 }),
});

const unanswered = (context = {}) =>
  new PocketbookError('HTTP_FAILED', 'no answer', { retryable: true, context });

describe('repeating', () => {
  const failing = async (policy: RetryPolicy, random: () => number, context = {}) => {
    const clock = fakeClock();
    let tries = 0;
    const attempt = async () => {
      tries += 1;
      throw unanswered(context);
    };
    const retrying = { clock, log: silentLog, policy, random };
    await expect(repeat(attempt, retrying)).rejects.toMatchObject({ code: 'HTTP_FAILED' });
    return { tries, slept: clock.slept, total: clock.slept.reduce((sum, ms) => sum + ms, 0) };
  };

  it('pauses within min(cap, base * 2^n), within the budget, as often as allowed', async () => {
    await fc.assert(
      fc.asyncProperty(
        policies,
        fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })),
        async (policy, draws) => {
          const { tries, slept, total } = await failing(policy, () => draws.next().value ?? 0);
          expect(tries).toBeLessThanOrEqual(policy.retries + 1);
          expect(total).toBeLessThanOrEqual(policy.budgetMs);
          slept.forEach((ms, index) => {
            expect(ms).toBeGreaterThanOrEqual(0);
            expect(ms).toBeLessThanOrEqual(
              Math.min(policy.maxDelayMs, policy.minDelayMs * 2 ** index),
            );
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('spreads its pauses', () => {
    const policy = { retries: 1, minDelayMs: 1_000, maxDelayMs: 60_000, budgetMs: 1e6 };
    const drawn = new Set(Array.from({ length: 50 }, () => backoffMs(3, policy, Math.random)));
    expect(drawn.size).toBeGreaterThan(30);
  });

  const policy = { retries: 3, minDelayMs: 1_000, maxDelayMs: 60_000, budgetMs: 900_000 };

  it('never comes back earlier than asked, and gives up at once where that is beyond the budget', async () => {
    const patient = await failing(policy, () => 0, { retryAfterMs: 7_000 });
    expect(patient.slept).toEqual([7_000, 7_000, 7_000]);
    const deferred = await failing(policy, () => 0, { retryAfterMs: 901_000 });
    expect(deferred).toMatchObject({ tries: 1, slept: [] });
    const past = await failing(policy, () => 0.5, { retryAfterMs: 0 });
    expect(past.slept).toEqual([500, 1_000, 2_000]);
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    const retrying = { clock: fakeClock(), log: silentLog, policy, random: () => 0 };
    const attempt = async () => {
      stop.abort(new Error('enough'));
      throw unanswered();
    };
    await expect(repeat(attempt, retrying, { signal: stop.signal })).rejects.toThrow('enough');
  });
});
