import { addDays } from '../domain/business-date.ts';
import { dayBounds } from '../domain/day-bounds.ts';
import { PocketbookError } from '../domain/errors.ts';
import { isComparedOnly, isListing } from '../domain/report.ts';
import type { MovementListAsk } from '../extract/jiko-client.ts';
import { EXCHANGE_ZONE } from '../transform/json/trade-date.ts';
import type { Job } from './job.ts';
import { landAndLoad, nameOf } from './land-and-load.ts';
import type { Ask } from './plan.ts';
import { storeIntent, storeState } from './request-ledger.ts';

/** A listing to be read; it has a row where an earlier run was stopped before it had read it. */
export interface DueListing {
  readonly ask: Ask;
  readonly requestId: bigint | null;
}

/**
 * Reads listings page by page, at once: there is nothing to wait for. One that Jiko refuses or that makes no sense is noted and
 * does not stop the others; what may not be read at all, or gives no answer, is asked for and told of once.
 */
export async function settleListings(
  job: Job,
  runId: bigint,
  due: readonly DueListing[],
  signal: AbortSignal,
): Promise<void> {
  const { pool, entityId, clock } = job;
  const refused = new Map<string, string>();
  for (const { ask, requestId: open } of due) {
    signal.throwIfAborted();
    const requestId = open ?? (await storeIntent(pool, entityId, runId, ask, clock.now()));
    const reason = refused.get(ask.reportType);
    if (reason !== undefined) await storeState(pool, requestId, 'failed', reason);
    else {
      const error = await settleOne(job, requestId, ask, signal);
      if (error !== null && concernsAll(error, ask)) refused.set(ask.reportType, error.message);
    }
    job.progress.settled?.();
  }
}

/** Failures that concern one answer of Jiko, and not our means to work on. */
const ANSWERS = new Set([
  'NOT_PERMITTED',
  'HTTP_STATUS',
  'HTTP_FAILED',
  'ANSWER_INVALID',
  'REPORT_FAILED',
]);

/**
 * Would the other windows of this listing fare no better? Each would wait for all of its repeats. What the books need is asked
 * window by window as long as there are answers; what is only compared must not hold up the night.
 */
function concernsAll({ code, retryable }: PocketbookError, { reportType }: Ask): boolean {
  if (code === 'NOT_PERMITTED' || code === 'HTTP_FAILED') return true;
  return retryable && isComparedOnly(reportType);
}

async function settleOne(
  job: Job,
  requestId: bigint,
  ask: Ask,
  signal: AbortSignal,
): Promise<PocketbookError | null> {
  try {
    const file = await job.client.fetchMovementList(listingAskOf(job, ask), signal);
    await landAndLoad(job, requestId, ask, file);
    return null;
  } catch (error) {
    if (!(error instanceof PocketbookError) || !ANSWERS.has(error.code)) throw error;
    await storeState(job.pool, requestId, 'failed', error.message);
    job.log.warn('report.failed', { report: nameOf(ask), reason: error.message });
    return error;
  }
}

/** What happens on days without business counts to the next day with: the window begins after the business day before. */
function listingAskOf({ calendar, timeZone }: Job, { reportType, range }: Ask): MovementListAsk {
  if (!isListing(reportType)) throw new TypeError(`${reportType} is no listing`);
  const days = { from: addDays(calendar.previousBusinessDay(range.from), 1), to: range.to };
  switch (reportType) {
    case 'TRADE_LIST':
      return { type: reportType, ...range };
    case 'TRADE_LIST_CSV':
      return { type: reportType, ...dayBounds(days, EXCHANGE_ZONE) };
    default:
      return { type: reportType, ...dayBounds(days, timeZone) };
  }
}
