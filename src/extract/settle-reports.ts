import pLimit from 'p-limit';
import { type ErrorCode, PocketbookError } from '../domain/errors.ts';
import type { PollingOptions } from './await-reports.ts';
import type { LandedFile } from './landed-file.ts';
import { createRequest, type Opened, openRequest } from './open-request.ts';
import type { RemoteReport, RemoteRequest } from './remote-request.ts';
import { nameAsk, type ReportAsk } from './report-ask.ts';
import {
  createSettlement,
  orStop,
  pauseBeforeAgain,
  type Settlement,
  type SettleTools,
} from './settlement.ts';

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

const OUTSTANDING_MAX = 100;
const REASKS_MAX = 2;
/** As many asks in a row that end without any answer mean that it is not the asks. */
const OUTAGE = 3;

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
  const work = createSettlement(tools, asks, hooks, options, stop);
  const slots = pLimit(options.outstandingMax ?? OUTSTANDING_MAX);
  const tasks = asks.map((planned) => slots(() => orStop(work, settleOne(work, planned))));
  // All of them end before this does, so that nothing goes on behind the caller's back.
  await Promise.allSettled(tasks);
  if (stop.signal.aborted) throw stop.signal.reason;
  return work.summary;
}

async function settleOne<T extends PlannedAsk>(work: Settlement<T>, planned: T): Promise<void> {
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

async function settle<T extends PlannedAsk>(work: Settlement<T>, planned: T): Promise<void> {
  const { reasksMax = REASKS_MAX } = work.options;
  let opened = await work.creating(() => openRequest(work, planned));
  for (let reasks = 0; ; reasks++) {
    const remote = await settledRemote(work, opened);
    if (remote === null) return callLate(work, planned, opened.id);
    if (remote.state === 'ready') return landReport(work, planned, remote);
    if (reasks >= reasksMax) throw reportFailed(planned.ask, remote);
    await pauseBeforeAgain(work, reasks);
    opened = await work.creating(() => createRequest(work, planned));
  }
}

async function settledRemote<T extends PlannedAsk>(
  work: Settlement<T>,
  { id, since, remote }: Opened,
): Promise<RemoteRequest | null> {
  const isSettled =
    remote?.state === 'failed' || (remote?.state === 'ready' && remote.reports.length > 0);
  return isSettled ? remote : orStop(work, work.watch.settled(id, since));
}

async function callLate<T extends PlannedAsk>(work: Settlement<T>, planned: T, id: string) {
  work.summary.late += 1;
  await work.hooks.late(planned, id);
}

async function landReport<T extends PlannedAsk>(
  work: Settlement<T>,
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
