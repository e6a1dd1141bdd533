import type { Clock } from '../domain/clock.ts';
import { RATE_GROUPS, type RateGroup } from '../domain/endpoint.ts';

export type { RateGroup };

export type RateLimits = Readonly<Record<RateGroup, number>>;

const PER_MINUTE = 300;
/** Those that Jiko limits to two fifths, and those whose limit is not documented. */
const SLOW: readonly RateGroup[] = [
  'pockets',
  'trades',
  'transactions',
  'transfers',
  'statements',
  'events',
];

/** Calls a minute. */
export const DEFAULT_LIMITS: RateLimits = Object.fromEntries(
  RATE_GROUPS.map((group) => [group, SLOW.includes(group) ? 120 : PER_MINUTE]),
) as RateLimits;

export interface RateLimiter {
  /** Makes the call as soon as the group's limit has room for it; first come, first served. */
  run<T>(group: RateGroup, call: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** Takes in what the server says of its own count, in the `X-RateLimit-*` headers of an answer. */
  note(group: RateGroup, headers: Headers): void;
  /** Nobody in the group calls before `ms` have passed. */
  pause(group: RateGroup, ms: number): void;
}

const MINUTE_MS = 60_000;
/** Of the known limit: others may use the same client id, and the server may count a call twice that we repeat. */
const MARGIN = 0.05;
/** Of the server's remaining count: calls on their way that the count does not hold yet. */
const RESERVE = 0.02;

/**
 * Slows down before a limit is hit. `windowMs` is a minute except where a simulated one is shorter. A call counts from before it is sent until one window after its answer came, so that
 * wherever in between the server counts it, no window of the server's holds more than the limit.
 */
export function createRateLimiter(
  limits: RateLimits,
  clock: Clock,
  windowMs = MINUTE_MS,
): RateLimiter {
  const elapsedMs = createElapsed(clock);
  const lanes = new Map<RateGroup, Lane>();
  const laneOf = (group: RateGroup): Lane => {
    const lane = lanes.get(group) ?? createLane(limits[group], windowMs);
    lanes.set(group, lane);
    return lane;
  };
  return {
    async run(group, call, signal) {
      const lane = laneOf(group);
      await takeTurn(lane, () => waitForRoom(lane, clock, elapsedMs, signal));
      try {
        return await call();
      } finally {
        lane.inFlight -= 1;
        lane.answeredAt.push(elapsedMs());
      }
    },
    note(group, headers) {
      takeReading(laneOf(group), headers, elapsedMs(), clock.now());
    },
    pause(group, ms) {
      const lane = laneOf(group);
      lane.closedUntil = Math.max(lane.closedUntil, elapsedMs() + ms);
    },
  };
}

interface Lane {
  readonly limit: number;
  readonly windowMs: number;
  inFlight: number;
  /** In ms of elapsed time, ascending. */
  readonly answeredAt: number[];
  closedUntil: number;
  reading: Reading | null;
  /** Resolves when those who came before have their room. */
  turn: Promise<void>;
}

interface Reading {
  /** Calls the server still allows; ours that it may not have counted yet are already taken off. */
  remaining: number;
  readonly reserve: number;
  readonly resetsAt: number;
}

function createLane(perWindow: number, windowMs: number): Lane {
  const limit = Math.max(1, Math.floor(perWindow * (1 - MARGIN)));
  return {
    limit,
    windowMs,
    inFlight: 0,
    answeredAt: [],
    closedUntil: 0,
    reading: null,
    turn: Promise.resolve(),
  };
}

/** Time that never runs backwards, though the wall clock may be set back. */
function createElapsed(clock: Clock): () => number {
  let last = clock.now().getTime();
  let elapsed = 0;
  return () => {
    const now = clock.now().getTime();
    elapsed += Math.max(0, now - last);
    last = now;
    return elapsed;
  };
}

/** One waits at a time; one that gives up lets the next one through. */
async function takeTurn(lane: Lane, wait: () => Promise<void>): Promise<void> {
  const mine = lane.turn.then(wait);
  lane.turn = mine.catch(() => {});
  await mine;
}

async function waitForRoom(
  lane: Lane,
  clock: Clock,
  elapsedMs: () => number,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (;;) {
    signal?.throwIfAborted();
    const pauseMs = roomIn(lane, elapsedMs());
    if (pauseMs <= 0) break;
    await clock.sleep(pauseMs, signal);
  }
  lane.inFlight += 1;
  if (lane.reading !== null) lane.reading.remaining -= 1;
}

/** Milliseconds until it is worth asking again whether there is room; 0 is now. */
function roomIn(lane: Lane, now: number): number {
  if (now < lane.closedUntil) return lane.closedUntil - now;
  if (lane.reading !== null && now >= lane.reading.resetsAt) lane.reading = null;
  if (lane.reading !== null && lane.reading.remaining <= lane.reading.reserve) {
    return lane.reading.resetsAt - now;
  }
  while (lane.answeredAt[0] !== undefined && lane.answeredAt[0] <= now - lane.windowMs) {
    lane.answeredAt.shift();
  }
  if (lane.inFlight + lane.answeredAt.length < lane.limit) return 0;
  const oldest = lane.answeredAt[0];
  return oldest === undefined ? IN_FLIGHT_ONLY_MS : oldest + lane.windowMs - now;
}

/** The whole limit is on its way and nothing has come back: look again soon. */
const IN_FLIGHT_ONLY_MS = 50;

function takeReading(lane: Lane, headers: Headers, now: number, wall: Date): void {
  const remaining = wholeNumber(headers.get('x-ratelimit-remaining'));
  const reset = wholeNumber(headers.get('x-ratelimit-reset'));
  if (remaining === null || reset === null) return;
  const resetInMs = Math.min(lane.windowMs, Math.max(0, untilReset(reset, headers, wall)));
  const limit = wholeNumber(headers.get('x-ratelimit-limit')) ?? lane.limit;
  lane.reading = {
    // The one whose answer this is was counted; the others in flight perhaps not.
    remaining: remaining - Math.max(0, lane.inFlight - 1),
    reserve: Math.floor(limit * RESERVE),
    resetsAt: now + resetInMs,
  };
}

/** The reset is a Unix time; some servers send the seconds left instead. */
function untilReset(reset: number, headers: Headers, wall: Date): number {
  if (reset < 1_000_000_000) return reset * 1000;
  const sentAt = Date.parse(headers.get('date') ?? '');
  return reset * 1000 - (Number.isNaN(sentAt) ? wall.getTime() : sentAt);
}

function wholeNumber(text: string | null): number | null {
  return text !== null && /^\d{1,12}$/.test(text.trim()) ? Number(text) : null;
}
