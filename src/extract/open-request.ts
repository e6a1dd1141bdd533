import { PocketbookError } from '../domain/errors.ts';
import type { PlannedAsk } from './planned-ask.ts';
import type { RemoteRequest } from './remote-request.ts';
import { nameAsk, type ReportAsk } from './report-ask.ts';
import { isOutcomeUnknown } from './report-requests.ts';
import { orStop, pauseBeforeAgain, type Settlement } from './settlement.ts';

/** A request that is on its way, as far as it is known. */
export interface Opened {
  readonly id: string;
  readonly since: Date;
  readonly remote: RemoteRequest | null;
}

/** How often one ask is posted when replies keep getting lost and the list does not show it. */
const POSTS_MAX = 4;
/** As many of a type that are not permitted, and none that is, mean that the type is not. */
const REFUSALS_ENOUGH = 3;

/** Finds out about, or makes, the request of one ask. */
export async function openRequest<T extends PlannedAsk>(
  work: Settlement<T>,
  planned: T,
): Promise<Opened> {
  const progress = planned.progress ?? { state: 'new' };
  switch (progress.state) {
    case 'requested':
      return { id: progress.remoteId, since: progress.requestedAt, remote: null };
    case 'intended': {
      const found = await orStop(work, work.lost.find(planned.ask, progress.intendedAt));
      return found === null ? createRequest(work, planned) : claim(work, planned, found);
    }
    case 'new':
      return createRequest(work, planned);
    default:
      return progress satisfies never;
  }
}

/** Stores the intent, posts, and posts again where the reply was lost and the list shows nothing. */
export async function createRequest<T extends PlannedAsk>(
  work: Settlement<T>,
  planned: T,
): Promise<Opened> {
  for (let posts = 1; ; posts++) {
    work.signal.throwIfAborted();
    refuseForbidden(work, planned.ask);
    const intendedAt = work.tools.clock.now();
    await work.hooks.beforeCreate(planned, intendedAt);
    const remote = await post(work, planned.ask, intendedAt, posts < POSTS_MAX);
    if (remote !== null) return claim(work, planned, remote);
    await pauseBeforeAgain(work, posts - 1);
  }
}

/** null where the reply was lost, the list does not know the request, and it may be posted again. */
async function post<T extends PlannedAsk>(
  work: Settlement<T>,
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
function refuseForbidden<T extends PlannedAsk>(work: Settlement<T>, ask: ReportAsk): void {
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
  work: Settlement<T>,
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
