import type { Clock } from '../../../src/domain/clock.ts';

export interface VirtualClock extends Clock {
  elapsedMs(): number;
}

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** Time that jumps to the next sleeper as soon as nothing else is left to do; for a world without real input and output. */
export function virtualClock(): VirtualClock {
  const start = Date.parse('2026-10-01T10:00:00Z');
  const sleepers: Sleeper[] = [];
  let elapsed = 0;
  let isPumping = false;
  const pump = () => {
    const next = sleepers.sort((left, right) => left.at - right.at).shift();
    if (next === undefined) {
      isPumping = false;
      return;
    }
    elapsed = Math.max(elapsed, next.at);
    next.wake();
    setImmediate(pump);
  };
  return {
    now: () => new Date(start + elapsed),
    elapsedMs: () => elapsed,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const stop = () => reject(signal?.reason);
        const wake = () => {
          signal?.removeEventListener('abort', stop);
          resolve();
        };
        sleepers.push({ at: elapsed + ms, wake });
        signal?.addEventListener('abort', stop, { once: true });
        if (isPumping) return;
        isPumping = true;
        setImmediate(pump);
      }),
  };
}
