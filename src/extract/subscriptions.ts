import { z } from 'zod';
import { PocketbookError } from '../domain/errors.ts';
import { idShape, type Received, readField, readObject } from './answer.ts';
import type { Api, ApiCall } from './api.ts';
import { fillPath } from './fill-path.ts';
import { pageQuery, pagesOf, readPage } from './page.ts';
import type { Secret } from './secret.ts';
import type { WireApi, Words } from './wire.ts';

/** Who is told of which events. */
export interface Subscription {
  readonly id: string;
  readonly description: string;
  /** In Jiko's words. */
  readonly events: readonly string[];
  /** May hold a secret of its owner: only our own is shown whole. */
  readonly url: string;
  /** In Jiko's word; null where not told. */
  readonly status: string | null;
  /** How long after an event it may still be delivered, in seconds; null where not told. */
  readonly retriedForS: number | null;
}

export interface SubscriptionWish {
  readonly url: string;
  readonly description: string;
  readonly events: readonly string[];
  readonly secret: Secret;
}

/** What can be changed of one that is there; what is left out stays. */
export type SubscriptionChange = Partial<Pick<SubscriptionWish, 'events' | 'secret'>>;

/** All of them throw NOT_PERMITTED where the scope `subscriptions.write`, or `.read` for the list, is missing. */
export interface Subscriptions {
  list(signal?: AbortSignal): Promise<readonly Subscription[]>;
  /** Makes a new one each time: look in the list first. */
  create(wish: SubscriptionWish, signal?: AbortSignal): Promise<Subscription>;
  update(id: string, change: SubscriptionChange, signal?: AbortSignal): Promise<void>;
  /** Nothing happens where there is none of that id. */
  remove(id: string, signal?: AbortSignal): Promise<void>;
}

type Call<T> = Pick<ApiCall<T>, 'name' | 'method' | 'path' | 'isRepeatable' | 'read'> &
  Partial<Pick<ApiCall<T>, 'body' | 'query' | 'mayBeEmpty' | 'signal'>>;

export function createSubscriptions(api: Api, wire: WireApi): Subscriptions {
  const call = async <T>(ask: Call<T>): Promise<T> => {
    const kinds = { kind: 'subscriptions', group: 'subscriptions' } as const;
    return (await api.call({ ...kinds, ...ask })).value;
  };
  const one = (id: string) => fillPath(wire.paths.subscription, { subscription_id: id });
  // An answer of 202 may tell nothing at all.
  const accepted = { isRepeatable: true, mayBeEmpty: true, read: () => undefined };
  return {
    list: (signal) => listAll(call, wire, signal),
    create: (wish, signal) =>
      call({
        name: 'subscription create',
        method: 'POST',
        path: wire.paths.subscriptions,
        body: bodyOf(wire, wish),
        isRepeatable: false,
        read: (received) => readSubscription(received, wire),
        signal,
      }),
    update: (id, change, signal) =>
      call({
        ...accepted,
        name: 'subscription update',
        method: 'PATCH',
        path: one(id),
        body: bodyOf(wire, change),
        signal,
      }),
    async remove(id, signal) {
      try {
        const name = 'subscription remove';
        await call({ ...accepted, name, method: 'DELETE', path: one(id), signal });
      } catch (error) {
        const isGone = error instanceof PocketbookError && error.context['status'] === 404;
        if (!isGone) throw error;
      }
    },
  };
}

async function listAll(
  call: <T>(ask: Call<T>) => Promise<T>,
  wire: WireApi,
  signal: AbortSignal | undefined,
): Promise<readonly Subscription[]> {
  const name = 'subscriptions list';
  const pages = pagesOf(name, (cursor) =>
    call({
      name,
      method: 'GET',
      path: wire.paths.subscriptions,
      query: pageQuery(wire.page, cursor),
      isRepeatable: true,
      read: (received) => readPage(received, wire.page, (item) => readSubscription(item, wire)),
      signal,
    }),
  );
  const found = new Map<string, Subscription>();
  for await (const page of pages) for (const item of page.items) found.set(item.id, item);
  return [...found.values()];
}

/** The one place where the secret leaves the process: towards Jiko. */
function bodyOf({ subscription: { fields } }: WireApi, wish: Partial<SubscriptionWish>) {
  const { url, description, events, secret } = wish;
  const given: [Words, unknown][] = [
    [fields.url, url],
    [fields.description, description],
    [fields.events, events],
    [fields.shared_secret, secret?.reveal()],
  ];
  return Object.fromEntries(
    given.filter(([, value]) => value !== undefined).map(([names, value]) => [names[0], value]),
  );
}

const textShape = z.string();
const optionalText = z.string().nullish();
const eventsShape = z.array(z.string());

function readSubscription(received: Received, wire: WireApi): Subscription {
  const { fields } = wire.subscription;
  const body = readObject(received);
  return {
    id: readField(body, fields.id, idShape).value,
    description: readField(body, fields.description, optionalText).value ?? '',
    events: readField(body, fields.events, eventsShape).value,
    url: readField(body, fields.url, textShape).value,
    status: readField(body, fields.status, optionalText).value ?? null,
    retriedForS: retriedFor(readField(body, fields.retry_policy, z.unknown()).value, wire),
  };
}

/** The pauses between all attempts; null where the policy is not told, or not in the words we know. */
function retriedFor(policy: unknown, { subscription: { fields } }: WireApi): number | null {
  const read = z.record(z.string(), z.unknown()).safeParse(policy);
  if (!read.success) return null;
  const told = (names: Words) => {
    const value = names.map((name) => read.data[name]).find((one) => one !== undefined);
    return typeof value === 'number' && value >= 0 ? value : Number.NaN;
  };
  const longest = told(fields.maximum_interval_seconds);
  const attempts = Math.min(told(fields.maximum_attempts), ATTEMPTS_MAX);
  let pause = told(fields.initial_interval_seconds);
  let sum = 0;
  for (let attempt = 1; attempt < attempts; attempt++) {
    sum += Math.min(pause, longest);
    pause *= told(fields.backoff_coefficient);
  }
  return Number.isFinite(sum) && Number.isFinite(attempts) ? sum : null;
}

const ATTEMPTS_MAX = 1_000;
