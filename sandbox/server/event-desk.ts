import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { EVENT_KINDS, type EventKind, eventsOf, type WorldEvent } from '../model/events.ts';
import { createRandom } from '../model/random.ts';
import type { World } from '../model/world.ts';
import type { Profile } from '../profile.ts';
import { showEvent } from '../render/event.ts';
import type { Deliverable, Deliveries } from './event-deliveries.ts';
import { unprocessable } from './problem.ts';

/** What is to happen now: new events of a kind, or the last ones told again. */
export interface EventWish {
  /** `wire_in_success` if left out. */
  readonly kind?: EventKind | undefined;
  /** 1 if left out. */
  readonly count?: number | undefined;
  /** So many of the latest are delivered once more, under the ids they have; nothing new happens then. */
  readonly again?: number | undefined;
}

const wishShape = z.strictObject({
  kind: z.enum(EVENT_KINDS).optional(),
  count: z.int().min(1).max(1000).optional(),
  again: z.int().min(1).max(1000).optional(),
});

export interface FeedEvent extends Deliverable {
  readonly event: WorldEvent;
  /** In the feed, oldest first. */
  readonly position: number;
}

/** All that has happened, and what happens while the sandbox runs. */
export interface EventDesk {
  readonly feed: readonly FeedEvent[];
  /** Resolves with the ids when each was delivered or has failed once. */
  emit(wish: EventWish): Promise<string[]>;
  show(event: FeedEvent, subscriptionId: string | null): Record<string, unknown>;
  /** As a test compares them. */
  truth(): Record<string, unknown>[];
}

export function createEventDesk(parts: {
  profile: Profile;
  world: World;
  deliveries: Deliveries;
  now: () => Date;
}): EventDesk {
  const { profile, world, deliveries, now } = parts;
  const customerId = createRandom(world.options.seed, 'customer').uuid();
  const feed: FeedEvent[] = [];
  const add = (event: WorldEvent): FeedEvent => {
    const body = JSON.stringify(showEvent(profile, event, customerId));
    const type = profile.api.event.types[event.kind];
    const added = { event, type, body, attempts: [], position: feed.length };
    feed.push(added);
    return added;
  };
  for (const event of eventsOf(world)) add(event);
  const happen = (kind: EventKind): FeedEvent =>
    add({
      id: randomUUID(),
      kind,
      at: now().toISOString().replace('Z', '000Z'),
      pocketId: world.pockets[0]?.plan.id ?? '',
      transferId: randomUUID(),
    });
  return {
    feed,
    async emit({ kind = 'wire_in_success', count = 1, again }) {
      const events =
        again === undefined
          ? Array.from({ length: count }, () => happen(kind))
          : feed.slice(-again);
      await deliveries.send(events);
      return events.map(({ event }) => event.id);
    },
    show: (event, subscriptionId) => showItem(profile, event, subscriptionId),
    truth: () =>
      feed.map(({ event, type }) => ({
        event_id: event.id,
        event_type: type,
        occurred_at: event.at,
        customer_id: customerId,
      })),
  };
}

/** Throws the 422 that names the field. */
export function parseWish(body: unknown): EventWish {
  const parsed = wishShape.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const place = (issue?.path ?? []).map(String);
  throw unprocessable(['body', ...place], issue?.message ?? 'Input should be valid');
}

function showItem(
  profile: Profile,
  { body, attempts }: FeedEvent,
  subscriptionId: string | null,
): Record<string, unknown> {
  const { list } = profile.api.event;
  return {
    [list.event]: JSON.parse(body) as unknown,
    [list.attempts]: attempts
      .filter((one) => subscriptionId === null || one.subscriptionId === subscriptionId)
      .map((one) => ({
        [list.attempt_id]: one.id,
        [list.subscription_id]: one.subscriptionId,
        [list.success]: one.isSuccess,
        [list.response_code]: one.code,
        [list.response_message]: one.message,
        [list.called_at]: one.calledAt,
      })),
    [profile.resources.ignored]: 'EventWithDeliveryAttempts',
  };
}
