import { randomUUID } from 'node:crypto';
import type { Profile } from '../profile.ts';

export interface RetryPolicy {
  readonly retryOnStatusCodes: readonly number[];
  readonly backoffCoefficient: number;
  readonly maximumAttempts: number;
  readonly initialIntervalSeconds: number;
  readonly maximumIntervalSeconds: number;
}

/** What a client may set. */
export interface SubscriptionTerms {
  readonly description: string;
  /** In the words of the profile. */
  readonly events: readonly string[];
  readonly url: string;
  readonly sharedSecret: string;
  readonly isEnabled: boolean;
  readonly retryPolicy: RetryPolicy | null;
}

export interface Subscription extends SubscriptionTerms {
  readonly id: string;
  /** Counts from 1. */
  readonly sequence: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** Who is told of which events. Kept in memory alone. */
export interface SubscriptionDesk {
  /** Oldest first. */
  all(): Subscription[];
  find(id: string): Subscription | undefined;
  add(terms: SubscriptionTerms): Subscription;
  change(id: string, terms: Partial<SubscriptionTerms>): void;
  remove(id: string): void;
  /** Never with its secret. */
  show(subscription: Subscription): Record<string, unknown>;
  /** As a test compares them. */
  truth(): Record<string, unknown>[];
}

export function createSubscriptionDesk(profile: Profile, now: () => Date): SubscriptionDesk {
  const byId = new Map<string, Subscription>();
  let sequence = 0;
  return {
    all: () => [...byId.values()],
    find: (id) => byId.get(id),
    add(terms) {
      const at = now().toISOString();
      sequence += 1;
      const added = { ...terms, id: randomUUID(), sequence, createdAt: at, updatedAt: at };
      byId.set(added.id, added);
      return added;
    },
    change(id, terms) {
      const known = byId.get(id);
      if (known) byId.set(id, { ...known, ...terms, updatedAt: now().toISOString() });
    },
    remove: (id) => void byId.delete(id),
    show: (subscription) => showSubscription(profile, subscription),
    truth: () =>
      [...byId.values()].map(({ id, description, events, url, isEnabled }) => ({
        subscription_id: id,
        description,
        event_types: events,
        url,
        status: profile.api.subscription[isEnabled ? 'enabled' : 'disabled'],
      })),
  };
}

function showSubscription(profile: Profile, subscription: Subscription): Record<string, unknown> {
  const { fields, enabled, disabled } = profile.api.subscription;
  const policy = subscription.retryPolicy;
  return {
    [fields.id]: subscription.id,
    [fields.description]: subscription.description,
    [fields.events]: subscription.events,
    [fields.url]: subscription.url,
    [fields.status]: subscription.isEnabled ? enabled : disabled,
    [fields.retry_policy]: policy && {
      [fields.retry_on_status_codes]: policy.retryOnStatusCodes,
      [fields.backoff_coefficient]: policy.backoffCoefficient,
      [fields.maximum_attempts]: policy.maximumAttempts,
      [fields.initial_interval_seconds]: policy.initialIntervalSeconds,
      [fields.maximum_interval_seconds]: policy.maximumIntervalSeconds,
    },
    [fields.created_at]: subscription.createdAt,
    [fields.updated_at]: subscription.updatedAt,
    [profile.resources.ignored]: 'Subscription',
  };
}
