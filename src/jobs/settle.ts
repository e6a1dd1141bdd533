import { PocketbookError } from '../domain/errors.ts';
import type { LandedFile } from '../extract/landed-file.ts';
import type { AskProgress, PlannedAsk, SettleHooks } from '../extract/planned-ask.ts';
import type { ReportAsk } from '../extract/report-ask.ts';
import type { Job } from './job.ts';
import { loadLanded } from './load-landed.ts';
import type { Ask } from './plan.ts';
import {
  type OpenRequest,
  readClaimedIds,
  storeIntent,
  storeReask,
  storeRemoteId,
  storeReportFile,
  storeState,
} from './request-ledger.ts';

/** An ask on its way: what the client needs to know of it, and our row of it once there is one. */
interface Settling extends PlannedAsk {
  readonly plan: Ask;
  requestId: bigint | null;
}

/**
 * Carries asks from intent to ledger: stores the intent, requests, awaits, downloads, lands and loads. What Jiko cannot
 * deliver and files that are refused are noted and do not stop the others; a database or disk that fails stops all.
 */
export async function settleAsks(
  job: Job,
  runId: bigint,
  asks: readonly Ask[],
  open: readonly OpenRequest[],
  signal: AbortSignal,
): Promise<void> {
  const isListing = ({ reportType }: Ask) => reportType === 'TRADE_LIST';
  for (const ask of asks.filter(isListing)) {
    signal.throwIfAborted();
    await settleListing(job, runId, ask, null, signal);
  }
  for (const { ask, requestId } of open.filter(({ ask }) => isListing(ask))) {
    await settleListing(job, runId, ask, requestId, signal);
  }
  const settling = [
    ...open.filter(({ ask }) => !isListing(ask)).map((one) => resume(job, one)),
    ...asks.filter((ask) => !isListing(ask)).map((ask) => begin(job, ask)),
  ];
  const claimedIds = await readClaimedIds(job.pool, job.entityId);
  await job.client.settleReports(settling, hooksFor(job, runId), {
    ...job.settleOptions,
    claimedIds,
    signal,
  });
}

function begin(job: Job, plan: Ask): Settling {
  return { plan, ask: toReportAsk(job, plan), requestId: null };
}

function resume(job: Job, { requestId, ask: plan, progress }: OpenRequest): Settling {
  const settled: AskProgress = progress;
  return { plan, ask: toReportAsk(job, plan), requestId, progress: settled };
}

/** How a report is asked for, over this range or on its first day. */
export function toReportAsk(
  { profile }: Pick<Job, 'profile'>,
  { reportType, pocketId, range }: Pick<Ask, 'reportType' | 'pocketId' | 'range'>,
): ReportAsk {
  if (reportType === 'TRADE_LIST') throw new TypeError('the trade list is no report');
  const asked = {
    reportType,
    format: profile.reports[reportType].format,
    pocketIds: pocketId === null ? null : [pocketId],
  };
  switch (reportType) {
    case 'TRADE_REPORT':
      return { ...asked, range, dateFilter: 'trade_date' };
    case 'SECURITY_PRICE_REPORT':
      return { ...asked, range };
    default:
      return { ...asked, date: range.from };
  }
}

function hooksFor(job: Job, runId: bigint): SettleHooks<Settling> {
  const { pool, entityId, clock } = job;
  const idOf = ({ requestId }: Settling): bigint => {
    if (requestId === null) throw new TypeError('a request without a stored intent');
    return requestId;
  };
  return {
    async beforeCreate(settling, intendedAt) {
      if (settling.requestId !== null) return storeReask(pool, settling.requestId, intendedAt);
      settling.requestId = await storeIntent(pool, entityId, runId, settling.plan, intendedAt);
    },
    async created(settling, remote) {
      await storeRemoteId(pool, idOf(settling), remote.id, clock.now());
    },
    async failed(settling, reason) {
      const requestId =
        settling.requestId ??
        (await storeIntent(pool, entityId, runId, settling.plan, clock.now()));
      await storeState(pool, requestId, 'failed', reason.message);
      job.log.warn('report.failed', { report: nameOf(settling.plan), reason: reason.message });
      job.progress.settled?.();
    },
    async late(settling) {
      await storeState(pool, idOf(settling), 'late', 'not ready before the deadline');
      job.log.warn('report.late', { report: nameOf(settling.plan) });
      job.progress.settled?.();
    },
    async landed(settling, file) {
      await landAndLoad(job, idOf(settling), settling.plan, file);
      job.progress.settled?.();
    },
  };
}

async function landAndLoad(job: Job, requestId: bigint, ask: Ask, file: LandedFile): Promise<void> {
  const receivedAt = job.clock.now();
  const { pool, entityId } = job;
  const reportFileId = await storeReportFile(pool, entityId, requestId, ask, file, receivedAt);
  await loadLanded(job, { requestId, ask, reportFileId, sha256: file.sha256, receivedAt });
}

/** The trade list is read page by page at once: there is nothing to wait for. */
async function settleListing(
  job: Job,
  runId: bigint,
  ask: Ask,
  openRequestId: bigint | null,
  signal: AbortSignal,
): Promise<void> {
  const { pool, entityId, client, clock } = job;
  const requestId = openRequestId ?? (await storeIntent(pool, entityId, runId, ask, clock.now()));
  try {
    const file = await client.fetchTradeList(ask.range, signal);
    await landAndLoad(job, requestId, ask, file);
  } catch (error) {
    if (!(error instanceof PocketbookError) || !ANSWERS.has(error.code)) throw error;
    await storeState(pool, requestId, 'failed', error.message);
    job.log.warn('report.failed', { report: nameOf(ask), reason: error.message });
  }
  job.progress.settled?.();
}

/** Failures that concern one answer of Jiko, and not our means to work on. */
const ANSWERS = new Set(['NOT_PERMITTED', 'HTTP_STATUS', 'ANSWER_INVALID', 'REPORT_FAILED']);

function nameOf({ reportType, pocketId, range }: Ask): string {
  const days = range.from === range.to ? range.from : `${range.from}..${range.to}`;
  return `${reportType} ${days}${pocketId === null ? '' : ` pocket ${pocketId}`}`;
}
