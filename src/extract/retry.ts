import pRetry from 'p-retry';
import type { Clock } from '../domain/clock.ts';
import { PocketbookError } from '../domain/errors.ts';
import type { Log } from '../domain/log.ts';

export interface RetryPolicy {
  /** After the first try. */
  readonly retries: number;
  /** The longest pause before the first repeat; it doubles from one repeat to the next. */
  readonly minDelayMs: number;
  readonly maxDelayMs: number;
  /** From the first try to the last pause. What would wait longer is given up, still marked as retryable. */
  readonly budgetMs: number;
}

export const DEFAULT_RETRY: RetryPolicy = {
  retries: 10,
  minDelayMs: 1_000,
  maxDelayMs: 60_000,
  budgetMs: 15 * 60_000,
};

export interface Retrying {
  readonly clock: Clock;
  readonly log: Log;
  readonly policy: RetryPolicy;
  /** In [0, 1). */
  readonly random: () => number;
}

export interface RepeatOptions {
  readonly signal?: AbortSignal | undefined;
  /** By default: what the error itself says. */
  readonly mayRepeat?: (error: PocketbookError) => boolean;
}

/**
 * Tries until it works, may not be repeated, or the policy is used up; then throws the last error. Waits as long as the
 * error's `retryAfterMs` asks, or else by full jitter.
 */
export function repeat<T>(
  attempt: (attemptNumber: number) => Promise<T>,
  retrying: Retrying,
  options: RepeatOptions = {},
): Promise<T> {
  const { clock, log, policy } = retrying;
  const { signal, mayRepeat = (error) => error.retryable } = options;
  const startedAt = clock.now().getTime();
  return pRetry(attempt, {
    retries: policy.retries,
    // The pause is made below, on the Clock, where Retry-After and a test's time count; p-retry itself never waits.
    minTimeout: 0,
    maxTimeout: 0,
    randomize: false,
    maxRetryTime: policy.budgetMs,
    ...(signal === undefined ? {} : { signal }),
    shouldRetry: async ({ error, attemptNumber }) => {
      if (!(error instanceof PocketbookError) || !mayRepeat(error)) return false;
      const pauseMs = pauseBefore(error, attemptNumber, retrying);
      const spentMs = Math.max(0, clock.now().getTime() - startedAt);
      if (spentMs + pauseMs > policy.budgetMs) return false;
      log.debug('extract.retry', { reason: error.message, attempt: attemptNumber, pauseMs });
      await clock.sleep(pauseMs, signal);
      return true;
    },
  });
}

/** Uniform in [0, min(cap, base * 2^(n-1))) for the n-th failure: full jitter keeps many clients from returning at once. */
export function backoffMs(
  attemptNumber: number,
  policy: RetryPolicy,
  random: () => number,
): number {
  const ceiling = Math.min(policy.maxDelayMs, policy.minDelayMs * 2 ** (attemptNumber - 1));
  return Math.floor(random() * ceiling);
}

function pauseBefore(error: PocketbookError, attemptNumber: number, retrying: Retrying): number {
  const jitter = backoffMs(attemptNumber, retrying.policy, retrying.random);
  const asked = error.context['retryAfterMs'];
  if (typeof asked !== 'number') return jitter;
  // Never earlier than asked; a date that is past still leaves the ordinary pause.
  return Math.max(jitter, asked + Math.floor(retrying.random() * retrying.policy.minDelayMs));
}
