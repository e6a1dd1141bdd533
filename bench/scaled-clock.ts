import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../src/domain/clock.ts';

/** A clock on which `scale` seconds pass in one, from `originMs` (Unix time) on; processes with the same origin agree. */
export function scaledClock(originMs: number, scale: number): Clock {
  return {
    now: () => new Date(originMs + (Date.now() - originMs) * scale),
    async sleep(ms, signal) {
      try {
        await sleep(ms / scale, undefined, signal === undefined ? {} : { signal });
      } catch (error) {
        throw signal?.aborted === true ? signal.reason : error;
      }
    },
  };
}
