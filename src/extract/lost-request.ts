import type { RemoteRequest } from './remote-request.ts';
import { askedRange, type ReportAsk } from './report-ask.ts';

/** The two clocks may differ by what we accept at most when we sign in. */
export const CLOCK_SLACK_MS = 5 * 60_000;

/**
 * The listed request that an ask with a lost reply has made, if it made one: the same type, range and pockets, created
 * after the intent was stored, and not known to be another ask's. Of several, the one created nearest to the intent.
 */
export function findLostRequest(
  listed: Iterable<RemoteRequest>,
  ask: ReportAsk,
  intendedAt: Date,
  claimedIds: ReadonlySet<string>,
): RemoteRequest | null {
  let nearest: RemoteRequest | null = null;
  let nearestMs = Number.POSITIVE_INFINITY;
  for (const request of listed) {
    if (claimedIds.has(request.id) || !isSameAsk(request, ask)) continue;
    const lateMs = (request.createdAt?.getTime() ?? Number.NaN) - intendedAt.getTime();
    if (!(lateMs >= -CLOCK_SLACK_MS) || Math.abs(lateMs) >= nearestMs) continue;
    nearest = request;
    nearestMs = Math.abs(lateMs);
  }
  return nearest;
}

function isSameAsk(request: RemoteRequest, ask: ReportAsk): boolean {
  const range = askedRange(ask);
  return (
    request.type === ask.reportType &&
    request.range?.from === range.from &&
    request.range.to === range.to &&
    isSameSet(request.pocketIds, ask.pocketIds)
  );
}

function isSameSet(left: readonly string[] | null, right: readonly string[] | null): boolean {
  if (left === null || right === null) return left === right;
  const wanted = new Set(right);
  return new Set(left).size === wanted.size && left.every((id) => wanted.has(id));
}
