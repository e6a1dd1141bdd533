import type { Profile } from '../profile.ts';
import type { Guard, Routing } from './app.ts';
import { type EventDesk, type FeedEvent, parseWish } from './event-desk.ts';
import { pageOf } from './paging.ts';
import { unprocessable } from './problem.ts';
import type { SubscriptionDesk } from './subscription-desk.ts';

const READ: Guard = { group: 'events', anyOf: ['subscriptions.read', 'subscriptions.write'] };

export function addEventRoutes(
  { app, guarded }: Routing,
  profile: Profile,
  desk: EventDesk,
  subscriptions: SubscriptionDesk,
): void {
  app.get(
    profile.api.paths.events,
    guarded('events', READ, (context) => {
      const query = new URL(context.req.url).searchParams;
      const id = query.get(profile.api.event.list.subscription_parameter);
      const found = filterEvents(profile, query, desk.feed, id, subscriptions);
      const position = (event: FeedEvent): number => event.position;
      const render = (event: FeedEvent) => desk.show(event, id);
      return context.json(pageOf(profile, query, found, position, render));
    }),
  );
  // The treasury does something now: a body such as {"kind": "wire_in_success", "count": 3}, or none at all.
  app.post('/_sandbox/events', async (context) => {
    const text = await context.req.text();
    return context.json({ event_ids: await desk.emit(parseWish(parse(text))) });
  });
}

function filterEvents(
  profile: Profile,
  query: URLSearchParams,
  feed: readonly FeedEvent[],
  subscriptionId: string | null,
  subscriptions: SubscriptionDesk,
): readonly FeedEvent[] {
  const { after_parameter: parameter } = profile.api.event.list;
  const after = query.get(parameter);
  if (after !== null && !/^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d))?$/.test(after)) {
    throw unprocessable(['query', parameter], 'Input should be a valid datetime', 'datetime_type');
  }
  const since = after === null ? Number.NEGATIVE_INFINITY : Date.parse(after);
  const types = subscriptionId === null ? null : (subscriptions.find(subscriptionId)?.events ?? []);
  return feed.filter(
    ({ event, type }) => Date.parse(event.at) > since && (types?.includes(type) ?? true),
  );
}

function parse(text: string): unknown {
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    throw unprocessable(['body'], 'JSON decode error', 'json_invalid');
  }
}
