import { isComparedOnly, isListing } from '../domain/report.ts';
import type { AskProgress, PlannedAsk, SettleHooks } from '../extract/planned-ask.ts';
import type { ReportAsk } from '../extract/report-ask.ts';
import type { Job } from './job.ts';
import { landAndLoad, nameOf } from './land-and-load.ts';
import type { Ask } from './plan.ts';
import {
  type OpenRequest,
  readClaimedIds,
  storeIntent,
  storeReask,
  storeRemoteId,
  storeState,
} from './request-ledger.ts';
import { type DueListing, settleListings } from './settle-listing.ts';

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
  const isOfListing = ({ reportType }: Ask) => isListing(reportType);
  const listings: DueListing[] = [
    ...asks.filter(isOfListing).map((ask) => ({ ask, requestId: null })),
    ...open.filter(({ ask }) => isOfListing(ask)),
  ];
  const isCompared = ({ ask }: DueListing) => isComparedOnly(ask.reportType);
  const needed = listings.filter((due) => !isCompared(due));
  await settleListings(job, runId, needed, signal);
  const settling = [
    ...open.filter(({ ask }) => !isOfListing(ask)).map((one) => resume(job, one)),
    ...asks.filter((ask) => !isOfListing(ask)).map((ask) => begin(job, ask)),
  ];
  const claimedIds = await readClaimedIds(job.pool, job.entityId);
  await job.client.settleReports(settling, hooksFor(job, runId), {
    ...job.settleOptions,
    claimedIds,
    signal,
  });
  // Last, so that a slow one does not keep what the books need waiting.
  await settleListings(job, runId, listings.filter(isCompared), signal);
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
  if (isListing(reportType)) throw new TypeError(`${reportType} is no report`);
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
