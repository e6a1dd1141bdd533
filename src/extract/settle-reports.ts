import pLimit, { type LimitFunction } from 'p-limit';
import type { Clock } from '../domain/clock.ts';
import { type ErrorCode, PocketbookError } from '../domain/errors.ts';
import type { Log } from '../domain/log.ts';
import {
  createReportWatch,
  DEFAULT_POLLING,
  type PollingOptions,
  type ReportWatch,
} from './await-reports.ts';
import type { LandedFile } from './landed-file.ts';
import { createLostSearch, type LostSearch } from './lost-search.ts';
import type { RemoteReport, RemoteRequest } from './remote-request.ts';
import { nameAsk, type ReportAsk } from './report-ask.ts';
import { isOutcomeUnknown, type ReportRequests } from './report-requests.ts';

/** How far an ask had come when the program last stopped. */
export type AskProgress =
  | { readonly state: 'new' }
  /** The intent is stored; whether the request was ever sent is not known. */
  | { readonly state: 'intended'; readonly intendedAt: Date }
  | { readonly state: 'requested'; readonly remoteId: string; readonly requestedAt: Date };

/** What the engine works on. Callers hand in a wider type and get the very same object back in every hook. */
export interface PlannedAsk {
  readonly ask: ReportAsk;
  /** Left out: `new`. */
  readonly progress?: AskProgress;
}

/** Each is awaited before the engine goes on with that ask; one that throws stops the whole settlement. */
export interface SettleHooks<T extends PlannedAsk> {
  /** Store the intent, `intendedAt` with it: the POST follows at once. Called again before each further POST. */
  beforeCreate(planned: T, intendedAt: Date): Promise<void>;
  /** The request exists. Called again after each re-ask, with the new one. */
  created(planned: T, remote: RemoteRequest): Promise<void>;
  failed(planned: T, reason: PocketbookError): Promise<void>;
  /** Not ready before the deadline; the request goes on existing and is worth another look next time. */
  late(planned: T, remoteId: string): Promise<void>;
  landed(planned: T, file: LandedFile, remote: RemoteRequest): Promise<void>;
}

export interface SettleOptions {
  /** How many requests may be open at a time; 100 by default, which is one page of the list. */
  readonly outstandingMax?: number;
  readonly createConcurrency?: number;
  readonly downloadConcurrency?: number;
  readonly polling?: Partial<PollingOptions>;
  /** How often a request that Jiko calls failed is asked for again; 2 by default. */
  readonly reasksMax?: number;
  /** The pause before the first re-ask; doubles. 5 s by default. */
  readonly reaskPauseMs?: number;
  /** Request ids that are known to belong to other asks; never taken for a lost one. */
  readonly claimedIds?: Iterable<string>;
  readonly signal?: AbortSignal;
}

export interface SettleSummary {
  readonly landed: number;
  readonly failed: number;
  readonly late: number;
}

export interface SettleTools {
  readonly requests: ReportRequests;
  readonly download: (reportId: string, signal: AbortSignal) => Promise<LandedFile>;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: () => number;
  readonly polling: Partial<PollingOptions>;
}

const OUTSTANDING_MAX = 100;
const CREATE_CONCURRENCY = 8;
const DOWNLOAD_CONCURRENCY = 8;
const REASKS_MAX = 2;
const REASK_PAUSE_MS = 5_000;
/** How often one ask is posted when replies keep getting lost and the list does not show it. */
const POSTS_MAX = 3;
/** As many asks in a row that end without any answer mean that it is not the asks. */
const OUTAGE = 3;
/** As many of a type that are not permitted, and none that is, mean that the type is not. */
const REFUSALS_ENOUGH = 3;

/**
 * Creates, awaits, downloads and lands all of them, in their order, up to `outstandingMax` at a time. What concerns one ask
 * is told by its hook; what concerns all (a rejected key, a full disk, an outage, a hook that throws) stops everything:
 * no hook is called any more once this has thrown.
 */
export async function settleReports<T extends PlannedAsk>(
  tools: SettleTools,
  asks: readonly T[],
  hooks: SettleHooks<T>,
  options: SettleOptions = {},
): Promise<SettleSummary> {
  const stop = new AbortController();
  const work = createWork(tools, asks, hooks, options, stop);
  const slots = pLimit(options.outstandingMax ?? OUTSTANDING_MAX);
  const tasks = asks.map((planned) => slots(() => orStop(work, settleOne(work, planned))));
  // All of them end before this does, so that nothing goes on behind the caller's back.
  await Promise.allSettled(tasks);
  if (stop.signal.aborted) throw stop.signal.reason;
  return work.summary;
}

/** What goes wrong here is not one ask's matter. */
async function orStop<T extends PlannedAsk, R>(work: Work<T>, promise: Promise<R>): Promise<R> {
  try {
    return await promise;
  } catch (error) {
    work.stop.abort(work.signal.aborted ? work.signal.reason : error);
    throw error;
  }
}

interface Work<T extends PlannedAsk> {
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

function createWork<T extends PlannedAsk>(
  tools: SettleTools,
  asks: readonly T[],
  hooks: SettleHooks<T>,
  options: SettleOptions,
  stop: AbortController,
): Work<T> {
  const { requests, clock, random } = tools;
  const signal =
    options.signal === undefined ? stop.signal : AbortSignal.any([stop.signal, options.signal]);
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

async function settleOne<T extends PlannedAsk>(work: Work<T>, planned: T): Promise<void> {
  work.signal.throwIfAborted();
  try {
    await settle(work, planned);
    work.unanswered = 0;
  } catch (error) {
    if (work.signal.aborted || !concernsOneAsk(error)) throw error;
    work.unanswered = isUnanswered(error) ? work.unanswered + 1 : 0;
    if (work.unanswered >= OUTAGE) throw error;
    work.summary.failed += 1;
    await work.hooks.failed(planned, error);
  }
}

const OF_ONE_ASK: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'HTTP_STATUS',
  'HTTP_FAILED',
  'NOT_PERMITTED',
  'ANSWER_INVALID',
  'REPORT_FAILED',
  'DOWNLOAD_INVALID',
]);

function concernsOneAsk(error: unknown): error is PocketbookError {
  return error instanceof PocketbookError && OF_ONE_ASK.has(error.code);
}

function isUnanswered({ code, retryable }: PocketbookError): boolean {
  return retryable && (code === 'HTTP_FAILED' || code === 'HTTP_STATUS');
}

/** A request that is on its way, as far as it is known. */
interface Opened {
  readonly id: string;
  readonly since: Date;
  readonly remote: RemoteRequest | null;
}

async function settle<T extends PlannedAsk>(work: Work<T>, planned: T): Promise<void> {
  const { reasksMax = REASKS_MAX, reaskPauseMs = REASK_PAUSE_MS } = work.options;
  let opened = await work.creating(() => open(work, planned));
  for (let reasks = 0; ; reasks++) {
    const remote = await settledRemote(work, opened);
    if (remote === null) return callLate(work, planned, opened.id);
    if (remote.state === 'ready') return landReport(work, planned, remote);
    if (reasks >= reasksMax) throw reportFailed(planned.ask, remote);
    await work.tools.clock.sleep(reaskPauseMs * 2 ** reasks, work.signal);
    opened = await work.creating(() => create(work, planned));
  }
}

async function settledRemote<T extends PlannedAsk>(
  work: Work<T>,
  { id, since, remote }: Opened,
): Promise<RemoteRequest | null> {
  const isSettled =
    remote?.state === 'failed' || (remote?.state === 'ready' && remote.reports.length > 0);
  return isSettled ? remote : orStop(work, work.watch.settled(id, since));
}

async function open<T extends PlannedAsk>(work: Work<T>, planned: T): Promise<Opened> {
  const progress = planned.progress ?? { state: 'new' };
  switch (progress.state) {
    case 'requested':
      return { id: progress.remoteId, since: progress.requestedAt, remote: null };
    case 'intended': {
      const found = await orStop(work, work.lost.find(planned.ask, progress.intendedAt));
      return found === null ? create(work, planned) : claim(work, planned, found);
    }
    case 'new':
      return create(work, planned);
    default:
      return progress satisfies never;
  }
}

async function create<T extends PlannedAsk>(work: Work<T>, planned: T): Promise<Opened> {
  for (let posts = 1; ; posts++) {
    work.signal.throwIfAborted();
    refuseForbidden(work, planned.ask);
    const intendedAt = work.tools.clock.now();
    await work.hooks.beforeCreate(planned, intendedAt);
    const remote = await post(work, planned.ask, intendedAt, posts < POSTS_MAX);
    if (remote !== null) return claim(work, planned, remote);
  }
}

/** null where the reply was lost, the list does not know the request, and it may be posted again. */
async function post<T extends PlannedAsk>(
  work: Work<T>,
  ask: ReportAsk,
  intendedAt: Date,
  mayPostAgain: boolean,
): Promise<RemoteRequest | null> {
  try {
    return await work.tools.requests.create(ask, work.signal);
  } catch (error) {
    if (isNotPermitted(error)) {
      work.refusals.set(ask.reportType, (work.refusals.get(ask.reportType) ?? 0) + 1);
    }
    if (!isOutcomeUnknown(error)) throw error;
    work.tools.log.warn('extract.reply-lost', { ask: nameAsk(ask), reason: error.message });
    const found = await orStop(work, work.lost.find(ask, intendedAt));
    if (found !== null) return found;
    if (!error.retryable || !mayPostAgain) throw error;
    return null;
  }
}

/** One pocket may be closed to us; when nothing of a type is open, the rest need not be asked for. */
function refuseForbidden<T extends PlannedAsk>(work: Work<T>, ask: ReportAsk): void {
  const { reportType } = ask;
  const isForbidden = (work.refusals.get(reportType) ?? 0) >= REFUSALS_ENOUGH;
  if (!isForbidden || work.permitted.has(reportType)) return;
  throw new PocketbookError(
    'NOT_PERMITTED',
    `${nameAsk(ask)}: expected to be permitted, got 403 for ${REFUSALS_ENOUGH} others of its type; ask Jiko for the scope`,
    { retryable: false, context: { reportType } },
  );
}

function isNotPermitted(error: unknown): boolean {
  return error instanceof PocketbookError && error.code === 'NOT_PERMITTED';
}

async function claim<T extends PlannedAsk>(
  work: Work<T>,
  planned: T,
  remote: RemoteRequest,
): Promise<Opened> {
  work.claimed.add(remote.id);
  work.permitted.add(planned.ask.reportType);
  // By our own clock: the server's may differ.
  const since = work.tools.clock.now();
  await work.hooks.created(planned, remote);
  return { id: remote.id, since, remote };
}

async function callLate<T extends PlannedAsk>(work: Work<T>, planned: T, id: string) {
  work.summary.late += 1;
  await work.hooks.late(planned, id);
}

async function landReport<T extends PlannedAsk>(
  work: Work<T>,
  planned: T,
  remote: RemoteRequest,
): Promise<void> {
  const report = chooseReport(planned.ask, remote);
  const file = await work.downloading(() => work.tools.download(report.id, work.signal));
  work.summary.landed += 1;
  await work.hooks.landed(planned, file, remote);
}

/** One request may have made several reports: the last in the format asked for, or one that tells no format. */
function chooseReport(ask: ReportAsk, remote: RemoteRequest): RemoteReport {
  const wanted = ask.format.toUpperCase();
  const chosen =
    remote.reports.findLast(({ format }) => format?.toUpperCase() === wanted) ??
    remote.reports.findLast(({ format }) => format === null);
  if (chosen !== undefined) return chosen;
  const got = remote.reports.map(({ format }) => format).join(', ');
  throw new PocketbookError(
    'REPORT_FAILED',
    `${nameAsk(ask)}: expected a report in ${ask.format}, got ${got}`,
    { retryable: false, context: { requestId: remote.id } },
  );
}

function reportFailed(ask: ReportAsk, remote: RemoteRequest): PocketbookError {
  const told = remote.error === null ? '' : `: ${remote.error}`;
  return new PocketbookError(
    'REPORT_FAILED',
    `${nameAsk(ask)}: expected a report, got status ${remote.statusWord}${told}`,
    { retryable: false, context: { requestId: remote.id } },
  );
}
