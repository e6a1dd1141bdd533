import { Problem } from './problem.ts';

/** Calls a minute that are documented, or taken where they are not: statements and events. */
const DOCUMENTED = {
  auth: 300,
  reports: 300,
  pockets: 120,
  trades: 120,
  transactions: 120,
  transfers: 120,
  agreements: 300,
  counterparties: 300,
  customer: 300,
  notifications: 300,
  portals: 300,
  subscriptions: 300,
  team: 300,
  strategies: 300,
  user: 300,
  statements: 120,
  events: 120,
} as const;

/** Calls that share a limit. */
export type RateGroup = keyof typeof DOCUMENTED;

export const RATE_GROUPS: readonly RateGroup[] = Object.keys(DOCUMENTED).filter(isGroup);

function isGroup(name: string): name is RateGroup {
  return name in DOCUMENTED;
}

export interface RateLimitOptions {
  /** Of the groups that have 300 as documented, such as the reports; the others in proportion. */
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
  const limitOf = (group: RateGroup): number =>
    Math.max(1, Math.floor((perMinute * DOCUMENTED[group]) / PER_MINUTE));
  const windows = new Map<string, { endsAt: number; used: number }>();
  return {
    take(group, caller) {
      const at = now().getTime();
      const key = `${group}/${caller}`;
      const known = windows.get(key);
      const window = known && at < known.endsAt ? known : { endsAt: at + windowMs, used: 0 };
      windows.set(key, window);
      const limit = limitOf(group);
      const isRefused = window.used >= limit;
      if (!isRefused) window.used += 1;
      const headers = {
        // The time of the simulation, which the reset is told in.
        Date: now().toUTCString(),
        'X-RateLimit-Limit': String(limit),
        'X-RateLimit-Remaining': String(limit - window.used),
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
