import { setMaxListeners } from 'node:events';
import pLimit, { type LimitFunction } from 'p-limit';
import type { Clock } from '../domain/clock.ts';
import type { Log } from '../domain/log.ts';
import {
  createReportWatch,
  DEFAULT_POLLING,
  type PollingOptions,
  type ReportWatch,
} from './await-reports.ts';
import type { LandedFile } from './landed-file.ts';
import { createLostSearch, type LostSearch } from './lost-search.ts';
import type { PlannedAsk, SettleHooks, SettleOptions } from './planned-ask.ts';
import type { ReportRequests } from './report-requests.ts';

export interface SettleTools {
  readonly requests: ReportRequests;
  readonly download: (reportId: string, signal: AbortSignal) => Promise<LandedFile>;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: () => number;
  readonly polling: Partial<PollingOptions>;
}

/** What all asks of one settlement share. */
export interface Settlement<T extends PlannedAsk> {
  readonly tools: SettleTools;
  readonly hooks: SettleHooks<T>;
  readonly options: SettleOptions;
  readonly stop: AbortController;
  readonly signal: AbortSignal;
  readonly watch: ReportWatch;
  readonly lost: LostSearch;
  readonly creating: LimitFunction;
  readonly downloading: LimitFunction;
  readonly claimed: Set<string>;
  /** How often creating one of a type was not permitted. */
  readonly refusals: Map<string, number>;
  readonly permitted: Set<string>;
  readonly summary: { landed: number; failed: number; late: number };
  unanswered: number;
}

export function createSettlement<T extends PlannedAsk>(
  tools: SettleTools,
  asks: readonly T[],
  hooks: SettleHooks<T>,
  options: SettleOptions,
  stop: AbortController,
): Settlement<T> {
  const { requests, clock, random } = tools;
  const signal =
    options.signal === undefined ? stop.signal : AbortSignal.any([stop.signal, options.signal]);
  // Each ask that pauses listens to it, and in an outage all of them do.
  setMaxListeners(0, signal);
  const creating = pLimit(options.createConcurrency ?? CREATE_CONCURRENCY);
  const downloading = pLimit(options.downloadConcurrency ?? DOWNLOAD_CONCURRENCY);
  const claimed = claimedBy(asks, options.claimedIds ?? []);
  const watch = createReportWatch({
    requests,
    clock,
    random,
    polling: { ...DEFAULT_POLLING, ...tools.polling, ...options.polling },
    signal,
    isBusy: () => creating.activeCount + creating.pendingCount + downloading.activeCount > 0,
  });
  return {
    tools,
    hooks,
    options,
    stop,
    signal,
    watch,
    lost: createLostSearch({ requests, clock, claimed, signal }),
    creating,
    downloading,
    claimed,
    refusals: new Map(),
    permitted: new Set(),
    summary: { landed: 0, failed: 0, late: 0 },
    unanswered: 0,
  };
}

function claimedBy(asks: readonly PlannedAsk[], others: Iterable<string>): Set<string> {
  const claimed = new Set(others);
  for (const { progress } of asks) {
    if (progress?.state === 'requested') claimed.add(progress.remoteId);
  }
  return claimed;
}

const CREATE_CONCURRENCY = 8;
const DOWNLOAD_CONCURRENCY = 8;
const REASK_PAUSE_MS = 5_000;

/** What goes wrong here is not one ask's matter. */
export async function orStop<T extends PlannedAsk, R>(
  work: Settlement<T>,
  promise: Promise<R>,
): Promise<R> {
  try {
    return await promise;
  } catch (error) {
    work.stop.abort(work.signal.aborted ? work.signal.reason : error);
    throw error;
  }
}

/** Before the same thing is asked for again; `times` counts from 0. */
export function pauseBeforeAgain<T extends PlannedAsk>(
  { tools, options, signal }: Settlement<T>,
  times: number,
): Promise<void> {
  return tools.clock.sleep((options.reaskPauseMs ?? REASK_PAUSE_MS) * 2 ** times, signal);
}
