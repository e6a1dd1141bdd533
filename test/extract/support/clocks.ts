import { setImmediate, setTimeout } from 'node:timers/promises';
import type { Clock } from '../../../src/domain/clock.ts';

export const realClock: Clock = {
  now: () => new Date(),
  async sleep(ms, signal) {
    await setTimeout(ms, undefined, signal === undefined ? {} : { signal }).catch((error) => {
      throw signal?.reason ?? error;
    });
  },
};

export interface FakeClock extends Clock {
  /** What was slept, in order. */
  readonly slept: number[];
  advance(ms: number): void;
  monotonicMs(): number;
}

/** Time passes only by sleeping, and then at once; a sleep still lets what is going on in the process go on. */
export function fakeClock(start = new Date()): FakeClock {
  let elapsed = 0;
  const slept: number[] = [];
  return {
    slept,
    now: () => new Date(start.getTime() + elapsed),
    monotonicMs: () => elapsed,
    advance(ms) {
      elapsed += ms;
    },
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      slept.push(ms);
      await setImmediate();
      elapsed += ms;
      signal?.throwIfAborted();
    },
  };
}
