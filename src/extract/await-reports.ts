import { addDays, type BusinessDate, parseBusinessDate } from '../domain/business-date.ts';
import type { Clock } from '../domain/clock.ts';
import { PocketbookError } from '../domain/errors.ts';
import { CLOCK_SLACK_MS } from './lost-request.ts';
import type { RemoteRequest } from './remote-request.ts';
import type { ReportRequests } from './report-requests.ts';

export interface PollingOptions {
  /** Before the first look; 2 s by default. */
  readonly firstPauseMs: number;
  /** Between looks; 30 s by default. It is stretched where looking has become dear. */
  readonly pauseMaxMs: number;
  /** From the creation of a request to the moment it is called late; 15 minutes by default. */
  readonly deadlineMs: number;
}

export const DEFAULT_POLLING: PollingOptions = {
  firstPauseMs: 2_000,
  pauseMaxMs: 30_000,
  deadlineMs: 15 * 60_000,
};

export interface WatchOptions {
  readonly requests: Pick<ReportRequests, 'list' | 'get'>;
  readonly clock: Clock;
  readonly polling: PollingOptions;
  /** In [0, 1). */
  readonly random: () => number;
  readonly signal?: AbortSignal | undefined;
  /** Is there other work whose calls would be better spent first? */
  readonly isBusy?: () => boolean;
}

export interface ReportWatch {
  /** The request once it is ready or failed; null when the deadline came first. `since` is when it was asked for. */
  settled(id: string, since: Date): Promise<RemoteRequest | null>;
}

/** As many that may have become ready make a look worth its call while there is other work. */
const RIPE_WORTH_A_LOOK = 20;
/**
 * Looks may cost this many calls and this share of a call for each request; then they are made rarely. It keeps what 100
 * reports cost within 2.2 calls each (one to create, one to download), stragglers included.
 */
const LOOKS_FREE = 12;
const LOOKS_PER_REQUEST = 0.04;
const PAUSE_STRETCHED = 10;
const GROWTH = 1.5;
const GROWTH_DEAR = 3;

interface Waiter {
  readonly id: string;
  readonly since: Date;
  readonly deadlineAt: number;
  /** How many were watched before: tells how deep in the list it has sunk. */
  readonly order: number;
  readonly resolve: (request: RemoteRequest | null) => void;
  readonly reject: (error: unknown) => void;
}

/** Waits for many requests by reading the list, which tells of a page of them for the price of one call. */
export function createReportWatch(options: WatchOptions): ReportWatch {
  const { clock, polling } = options;
  const state: WatchState = {
    waiters: new Map(),
    watched: 0,
    looks: 0,
    pauseMs: polling.firstPauseMs,
  };
  let isRunning = false;

  const run = async (): Promise<void> => {
    try {
      while (state.waiters.size > 0) await waitAndLook(state, options);
    } catch (error) {
      for (const waiter of state.waiters.values()) waiter.reject(error);
      state.waiters.clear();
    } finally {
      isRunning = false;
    }
  };
  return {
    settled(id, since) {
      return new Promise((resolve, reject) => {
        // One that was asked for long ago is given its time all the same: nobody has looked meanwhile.
        const deadlineAt = Math.max(since.getTime(), clock.now().getTime()) + polling.deadlineMs;
        const order = state.watched++;
        state.waiters.set(id, { id, since, deadlineAt, order, resolve, reject });
        if (isRunning) return;
        isRunning = true;
        void run();
      });
    },
  };
}

interface WatchState {
  readonly waiters: Map<string, Waiter>;
  watched: number;
  /** Calls spent on looking. */
  looks: number;
  pauseMs: number;
}

async function waitAndLook(state: WatchState, options: WatchOptions): Promise<void> {
  await pauseUntilWorthwhile(state, options);
  const before = state.waiters.size;
  await look(state, options);
  callLate(state, options.clock);
  adaptPause(state, options.polling, before - state.waiters.size, before);
}

async function pauseUntilWorthwhile(state: WatchState, options: WatchOptions): Promise<void> {
  const { clock, signal, polling, random, isBusy = () => false } = options;
  const startedAt = clock.now().getTime();
  for (;;) {
    const now = clock.now().getTime();
    const deadlineAt = Math.min(...[...state.waiters.values()].map((waiter) => waiter.deadlineAt));
    const jittered = state.pauseMs * (0.85 + 0.3 * random());
    await clock.sleep(Math.max(1, Math.ceil(Math.min(jittered, deadlineAt - now))), signal);
    // Other work may go on for long (a large file): the longest pause is never exceeded for its sake.
    const isOverdue = clock.now().getTime() - startedAt >= polling.pauseMaxMs;
    if (isOverdue || !isBusy() || countRipe(state, clock.now()) >= RIPE_WORTH_A_LOOK) return;
  }
}

/** Those that have been waiting for longer than it took others, by the pause that has proved worthwhile. */
function countRipe(state: WatchState, now: Date): number {
  let ripe = 0;
  for (const { since } of state.waiters.values()) {
    if (now.getTime() - since.getTime() >= state.pauseMs) ripe += 1;
  }
  return ripe;
}

/** One look at all of them: pages until each was seen, or single reads where fewer of those are needed. */
async function look(state: WatchState, options: WatchOptions): Promise<void> {
  const unseen = new Map(state.waiters);
  const query = createdBetween(unseen.values(), options.clock);
  let cursor: string | undefined;
  for (let pages = 0; unseen.size > 0; pages++) {
    if (unseen.size <= pagesBetween(state, unseen.values(), pages)) {
      return lookAtEach(state, unseen.values(), options);
    }
    state.looks += 1;
    const page = await options.requests.list({ ...query, cursor }, options.signal);
    for (const request of page.requests) {
      unseen.delete(request.id);
      take(state, request);
    }
    if (page.next === null || isPast(page.requests, unseen.values())) return;
    cursor = page.next;
  }
}

/** What the rest of a look would cost by pages, at the least: newer requests stand before older ones. */
function pagesBetween(state: WatchState, unseen: Iterable<Waiter>, pagesRead: number): number {
  const oldest = Math.min(...[...unseen].map((waiter) => waiter.order));
  const depth = Math.ceil((state.watched - oldest) / PAGE_ITEMS);
  return Math.max(1, depth - pagesRead);
}

const PAGE_ITEMS = 100;

async function lookAtEach(
  state: WatchState,
  waiters: Iterable<Waiter>,
  options: WatchOptions,
): Promise<void> {
  for (const waiter of [...waiters]) {
    state.looks += 1;
    try {
      take(state, await options.requests.get(waiter.id, options.signal));
    } catch (error) {
      if (!isUnknownThere(error)) throw error;
      giveUpOld(state, waiter, options.clock);
    }
  }
}

function isUnknownThere(error: unknown): boolean {
  return error instanceof PocketbookError && error.context['status'] === 404;
}

/** One that was just made may not be readable yet; one of some age is gone, which is as good as failed. */
function giveUpOld(state: WatchState, { id, since }: Waiter, clock: Clock): void {
  if (clock.now().getTime() - since.getTime() < CLOCK_SLACK_MS) return;
  take(state, {
    id,
    type: null,
    pocketIds: null,
    range: null,
    state: 'failed',
    statusWord: '404',
    reports: [],
    error: 'the server no longer knows this request',
    createdAt: null,
  });
}

/** A request that is called ready but lists no report is not believed yet. */
function take(state: WatchState, request: RemoteRequest): void {
  const waiter = state.waiters.get(request.id);
  const isReady = request.state === 'ready' && request.reports.length > 0;
  if (waiter === undefined || !(isReady || request.state === 'failed')) return;
  state.waiters.delete(request.id);
  waiter.resolve(request);
}

/** Has the list come to requests older than all that are looked for? Then they are not in it yet. */
function isPast(requests: readonly RemoteRequest[], unseen: Iterable<Waiter>): boolean {
  const reached = requests.at(-1)?.createdAt;
  if (reached === undefined || reached === null) return false;
  const oldest = Math.min(...[...unseen].map((waiter) => waiter.since.getTime()));
  return reached.getTime() < oldest - CLOCK_SLACK_MS;
}

function callLate(state: WatchState, clock: Clock): void {
  const now = clock.now().getTime();
  for (const waiter of [...state.waiters.values()]) {
    if (waiter.deadlineAt > now) continue;
    state.waiters.delete(waiter.id);
    waiter.resolve(null);
  }
}

function adaptPause(state: WatchState, polling: PollingOptions, found: number, of: number): void {
  const isDear = state.looks > LOOKS_FREE + LOOKS_PER_REQUEST * state.watched;
  const isWorthwhile = found >= RIPE_WORTH_A_LOOK || (found >= of / 4 && !isDear);
  const pauseMax = polling.pauseMaxMs * (isDear ? PAUSE_STRETCHED : 1);
  state.pauseMs = isWorthwhile
    ? Math.max(polling.firstPauseMs, state.pauseMs * 0.75)
    : Math.min(pauseMax, state.pauseMs * (isDear ? GROWTH_DEAR : GROWTH));
}

/** A day more on either side: in which zone the server reckons its days is not documented. */
export function createdBetween(asked: Iterable<{ readonly since: Date }>, clock: Clock) {
  const oldest = Math.min(...[...asked].map(({ since }) => since.getTime()));
  return {
    createdFrom: addDays(utcDay(new Date(oldest)), -1),
    createdTo: addDays(utcDay(clock.now()), 1),
  };
}

function utcDay(instant: Date): BusinessDate {
  return parseBusinessDate(instant.toISOString().slice(0, 10));
}

export interface AwaitOptions extends Omit<WatchOptions, 'polling'> {
  readonly awaited: readonly { readonly id: string; readonly since: Date }[];
  readonly polling?: Partial<PollingOptions>;
  /** Called as each becomes ready or failed, while the others are still waited for. */
  readonly onSettled: (request: RemoteRequest) => void;
}

/** Waits for all of them; resolves with the ids of those that were not settled before their deadline. */
export async function awaitReports(options: AwaitOptions): Promise<readonly string[]> {
  const polling = { ...DEFAULT_POLLING, ...options.polling };
  const watch = createReportWatch({ ...options, polling });
  const late = await Promise.all(
    options.awaited.map(async ({ id, since }) => {
      const request = await watch.settled(id, since);
      if (request === null) return [id];
      options.onSettled(request);
      return [];
    }),
  );
  return late.flat();
}
