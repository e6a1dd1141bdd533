import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { createRandom } from '../model/random.ts';
import type { Profile } from '../profile.ts';
import { postEvent } from './post-event.ts';
import type { RetryPolicy, SubscriptionDesk } from './subscription-desk.ts';

/** How deliveries go wrong. Shares are in [0, 1]. */
export interface DeliveryOptions {
  /** Never sent, and never tried again. */
  readonly dropShare?: number;
  /** Sent twice, at the same moment. */
  readonly duplicateShare?: number;
  readonly delayMs?: number;
  /** Those that are emitted together are sent in another order. */
  readonly reorder?: boolean;
  /** How long a second of a retry policy lasts; 1000 as it should. */
  readonly secondMs?: number;
}

export interface DeliveryAttempt {
  readonly id: string;
  readonly subscriptionId: string;
  readonly isSuccess: boolean;
  readonly code: number;
  readonly message: string | null;
  readonly calledAt: string;
}

export interface Deliverable {
  /** In the word of the profile. */
  readonly type: string;
  /** Exactly what is sent, and signed. */
  readonly body: string;
  readonly attempts: DeliveryAttempt[];
}

export interface Deliveries {
  /** Resolves when each has been tried once; further attempts go on. */
  send(events: readonly Deliverable[]): Promise<void>;
  /** Resolves when nothing is tried any more. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

const DEFAULT_POLICY: RetryPolicy = {
  retryOnStatusCodes: [408, 425, 429, 500, 502, 503, 504],
  backoffCoefficient: 2,
  maximumAttempts: 5,
  initialIntervalSeconds: 1,
  maximumIntervalSeconds: 60,
};

export function createDeliveries(parts: {
  profile: Profile;
  subscriptions: SubscriptionDesk;
  options: DeliveryOptions;
  seed: number;
  now: () => Date;
}): Deliveries {
  const { subscriptions, options, now } = parts;
  const random = createRandom(parts.seed, 'deliveries');
  const ending = new AbortController();
  const underWay = new Set<Promise<void>>();
  const { signal } = ending;
  const pause = (ms: number): Promise<void> => setTimeout(ms, undefined, { signal });

  /** Signed at each attempt, with the secret of that moment. False where it was the last. */
  const attempt = async (event: Deliverable, id: string, nth: number): Promise<boolean> => {
    const subscription = subscriptions.find(id);
    if (!subscription?.isEnabled) return false;
    const calledAt = now().toISOString();
    const headers = headersOf(parts.profile, event.body, subscription.sharedSecret);
    const { code, message } = await postEvent(subscription.url, headers, event.body, signal);
    const isSuccess = code >= 200 && code <= 299;
    const told = { subscriptionId: id, isSuccess, code, message, calledAt };
    event.attempts.push({ id: randomUUID(), ...told });
    const policy = subscription.retryPolicy ?? DEFAULT_POLICY;
    const isWorthIt = code === 0 || policy.retryOnStatusCodes.includes(code);
    return !isSuccess && isWorthIt && nth < policy.maximumAttempts;
  };
  const again = async (event: Deliverable, id: string): Promise<void> => {
    for (let nth = 2; ; nth++) {
      const policy = subscriptions.find(id)?.retryPolicy ?? DEFAULT_POLICY;
      await pause(pauseBefore(nth, policy) * (options.secondMs ?? 1000));
      if (!(await attempt(event, id, nth))) return;
    }
  };
  const track = (work: Promise<void>): void => {
    const tracked = work.catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
    underWay.add(tracked);
    void tracked.finally(() => underWay.delete(tracked));
  };
  const deliver = async (event: Deliverable, id: string): Promise<void> => {
    const [isDropped, isTwice] = [options.dropShare, options.duplicateShare].map((share) =>
      random.chance(share ?? 0),
    );
    if (isDropped) return;
    if (options.delayMs) await pause(options.delayMs);
    const copies = isTwice ? [1, 2] : [1];
    await Promise.all(
      copies.map(async () => {
        if (await attempt(event, id, 1)) track(again(event, id));
      }),
    );
  };
  return {
    async send(events) {
      const ordered = options.reorder ? random.shuffle(events) : events;
      const sending = (async () => {
        for (const event of ordered) {
          const told = subscriptions
            .all()
            .filter(({ events: types }) => types.includes(event.type));
          await Promise.all(told.map(({ id }) => deliver(event, id)));
        }
      })();
      track(sending);
      await sending;
    },
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    async stop() {
      ending.abort();
      await Promise.allSettled(underWay);
    },
  };
}

/** Seconds before the second attempt, the third, and so on. */
function pauseBefore(nth: number, policy: RetryPolicy): number {
  const pause = policy.initialIntervalSeconds * policy.backoffCoefficient ** (nth - 2);
  return Math.min(pause, policy.maximumIntervalSeconds);
}

function headersOf(profile: Profile, body: string, secret: string): Record<string, string> {
  const { header, encoding, prefix } = profile.api.webhook.signature;
  const signature = createHmac('sha256', secret).update(body).digest(encoding);
  return {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    [header]: `${prefix}${signature}`,
  };
}
