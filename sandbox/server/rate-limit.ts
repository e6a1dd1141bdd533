import { Problem } from './problem.ts';

export type RateGroup = 'auth' | 'reports' | 'reads';

export interface RateLimitOptions {
  /** Of the reports and of authentication; pockets and trades get two fifths of it. 300 as documented. */
  readonly perMinute?: number;
  /** How long a "minute" lasts. */
  readonly windowMs?: number;
}

export interface RateLimiter {
  /** Counts a call and returns the headers that tell how many are left; throws the 429 where none is. */
  take(group: RateGroup, caller: string): Record<string, string>;
}

const PER_MINUTE = 300;
const MINUTE_MS = 60_000;

export function createRateLimiter(options: RateLimitOptions, now: () => Date): RateLimiter {
  const perMinute = options.perMinute ?? PER_MINUTE;
  const windowMs = options.windowMs ?? MINUTE_MS;
  const limits: Record<RateGroup, number> = {
    auth: perMinute,
    reports: perMinute,
    reads: Math.max(1, Math.floor(perMinute * 0.4)),
  };
  const windows = new Map<string, { endsAt: number; used: number }>();
  return {
    take(group, caller) {
      const at = now().getTime();
      const key = `${group}/${caller}`;
      const known = windows.get(key);
      const window = known && at < known.endsAt ? known : { endsAt: at + windowMs, used: 0 };
      windows.set(key, window);
      const isRefused = window.used >= limits[group];
      if (!isRefused) window.used += 1;
      const headers = {
        // The time of the simulation, which the reset is told in.
        Date: now().toUTCString(),
        'X-RateLimit-Limit': String(limits[group]),
        'X-RateLimit-Remaining': String(limits[group] - window.used),
        'X-RateLimit-Reset': String(Math.ceil(window.endsAt / 1000)),
      };
      if (!isRefused) return headers;
      const retryAfter = String(Math.max(1, Math.ceil((window.endsAt - at) / 1000)));
      throw new Problem(
        429,
        { detail: 'Too many requests' },
        { ...headers, 'Retry-After': retryAfter },
      );
    },
  };
}
