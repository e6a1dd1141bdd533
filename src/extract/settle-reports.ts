import pLimit from 'p-limit';
import { type ErrorCode, PocketbookError } from '../domain/errors.ts';
import { createRequest, type Opened, openRequest } from './open-request.ts';
import type { PlannedAsk, SettleHooks, SettleOptions, SettleSummary } from './planned-ask.ts';
import type { RemoteReport, RemoteRequest } from './remote-request.ts';
import { nameAsk, type ReportAsk } from './report-ask.ts';
import {
  createSettlement,
  orStop,
  pauseBeforeAgain,
  type Settlement,
  type SettleTools,
} from './settlement.ts';

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
