import type { Clock } from '../domain/clock.ts';
import { PocketbookError } from '../domain/errors.ts';
import type { Log } from '../domain/log.ts';

/** The authorization server's idea of now, learned from its `Date` headers. */
export interface ServerClock {
  now(): Date;
  /** Never throws: an answer that has come holds more than its date. */
  observe(headers: Headers): void;
  /** Throws AUTH_REJECTED when our clock is so far off that every assertion would be refused. */
  check(): void;
}

const WARN_MS = 5_000;
const REFUSE_MS = 5 * 60_000;

export function createServerClock(clock: Clock, log: Log): ServerClock {
  let offsetMs = 0;
  let isWarned = false;
  return {
    now: () => new Date(clock.now().getTime() + offsetMs),
    observe(headers) {
      const told = toldAt(headers);
      if (told === null) return;
      offsetMs = told - clock.now().getTime();
      if (Math.abs(offsetMs) > WARN_MS && !isWarned) {
        isWarned = true;
        log.warn('extract.clock-off', { offsetSeconds: Math.round(offsetMs / 1000) });
      }
    },
    check() {
      if (Math.abs(offsetMs) > REFUSE_MS) throw clockWrong(offsetMs);
    },
  };
}

/** `Date` counts whole seconds, so the server is up to one second further; an assertion dated a little early does no harm. */
function toldAt(headers: Headers): number | null {
  const date = Date.parse(headers.get('date') ?? '');
  if (Number.isNaN(date)) return null;
  // A cache sends the Date of the origin and how long ago that was (RFC 9111, 5.1).
  const age = /^\d{1,9}$/.exec(headers.get('age') ?? '')?.[0] ?? '0';
  return date + Number(age) * 1000;
}

function clockWrong(offsetMs: number): PocketbookError {
  const seconds = Math.round(Math.abs(offsetMs) / 1000);
  const side = offsetMs > 0 ? 'behind' : 'ahead of';
  return new PocketbookError(
    'AUTH_REJECTED',
    `clock: expected at most ${REFUSE_MS / 1000} s off, this machine is ${seconds} s ${side} the authorization server; set its clock (NTP)`,
    { retryable: false, context: { offsetSeconds: Math.round(offsetMs / 1000) } },
  );
}
