import type { Clock } from '../domain/clock.ts';
import { createdBetween } from './await-reports.ts';
import { CLOCK_SLACK_MS, findLostRequest } from './lost-request.ts';
import type { RemoteRequest } from './remote-request.ts';
import type { ReportAsk } from './report-ask.ts';
import type { ReportRequests } from './report-requests.ts';

export interface LostSearch {
  /** The request that this ask made although its reply was lost; it is claimed at once. null where the list has none. */
  find(ask: ReportAsk, intendedAt: Date): Promise<RemoteRequest | null>;
}

export interface LostSearchOptions {
  readonly requests: Pick<ReportRequests, 'pages'>;
  readonly clock: Clock;
  readonly claimed: Set<string>;
  readonly signal?: AbortSignal | undefined;
}

/** A request whose reply was lost may still be in the making when the connection breaks. */
const SETTLE_MS = 1_000;

interface Sought {
  readonly ask: ReportAsk;
  readonly since: Date;
  readonly resolve: (found: RemoteRequest | null) => void;
  readonly reject: (error: unknown) => void;
}

/** Asks that were lost together, as after a crash, are looked for in one reading of the list. */
export function createLostSearch(options: LostSearchOptions): LostSearch {
  let sought: Sought[] = [];
  const search = async (): Promise<void> => {
    await options.clock.sleep(SETTLE_MS, options.signal);
    const batch = sought;
    sought = [];
    try {
      const listed = await readSince(options, batch);
      for (const one of batch) one.resolve(take(options.claimed, listed, one));
    } catch (error) {
      for (const one of batch) one.reject(error);
    }
  };
  return {
    find: (ask, since) =>
      new Promise((resolve, reject) => {
        sought.push({ ask, since, resolve, reject });
        if (sought.length > 1) return;
        search().catch((error) => {
          for (const one of sought.splice(0)) one.reject(error);
        });
      }),
  };
}

async function readSince(
  { requests, clock, signal }: LostSearchOptions,
  batch: readonly Sought[],
): Promise<readonly RemoteRequest[]> {
  const oldest = Math.min(...batch.map(({ since }) => since.getTime()));
  const listed: RemoteRequest[] = [];
  for await (const page of requests.pages(createdBetween(batch, clock), signal)) {
    listed.push(...page.requests);
    const reached = page.requests.at(-1)?.createdAt?.getTime() ?? Number.POSITIVE_INFINITY;
    if (reached < oldest - CLOCK_SLACK_MS) break;
  }
  return listed;
}

/** Claimed before anyone else can look at the same reading. */
function take(
  claimed: Set<string>,
  listed: readonly RemoteRequest[],
  { ask, since }: Sought,
): RemoteRequest | null {
  const found = findLostRequest(listed, ask, since, claimed);
  if (found !== null) claimed.add(found.id);
  return found;
}
