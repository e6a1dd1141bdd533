import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../domain/clock.ts';

export const systemClock: Clock = {
  now: () => new Date(),
  async sleep(ms, signal) {
    try {
      await sleep(ms, undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      // The timer throws an error of its own; whoever aborted had a reason to tell.
      throw signal?.aborted === true ? signal.reason : error;
    }
  },
};
