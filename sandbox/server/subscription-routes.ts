import type { Profile } from '../profile.ts';
import type { ApiContext, Guard, Routing } from './app.ts';
import { pageOf } from './paging.ts';
import { parseChange, parseSubscription } from './parse-subscription.ts';
import { notFound, unprocessable } from './problem.ts';
import type { Subscription, SubscriptionDesk } from './subscription-desk.ts';

const READ: Guard = {
  group: 'reports',
  anyOf: ['subscriptions.read', 'subscriptions.write'],
};
const WRITE: Guard = { group: 'reports', anyOf: ['subscriptions.write'] };

export function addSubscriptionRoutes(
  { app, guarded }: Routing,
  profile: Profile,
  desk: SubscriptionDesk,
): void {
  const { paths } = profile.api;
  const one = paths.subscription.replace('{subscription_id}', ':id');
  const found = (context: ApiContext): Subscription => {
    const subscription = desk.find(context.req.param('id') ?? '');
    if (!subscription) throw notFound('Subscription');
    return subscription;
  };
  app.get(
    paths.subscriptions,
    guarded('subscriptions', READ, (context) => {
      const query = new URL(context.req.url).searchParams;
      const position = ({ sequence }: Subscription): number => sequence;
      return context.json(pageOf(profile, query, desk.all(), position, desk.show));
    }),
  );
  app.post(
    paths.subscriptions,
    guarded('subscriptions', WRITE, async (context) => {
      const terms = parseSubscription(profile, await jsonOf(context));
      return context.json(desk.show(desk.add(terms)), 201);
    }),
  );
  app.patch(
    one,
    guarded('subscriptions', WRITE, async (context) => {
      const { id } = found(context);
      desk.change(id, parseChange(profile, await jsonOf(context)));
      return context.body(null, 202);
    }),
  );
  app.delete(
    one,
    guarded('subscriptions', WRITE, (context) => {
      desk.remove(found(context).id);
      return context.body(null, 202);
    }),
  );
}

async function jsonOf(context: ApiContext): Promise<unknown> {
  return context.req.json().catch(() => {
    throw unprocessable(['body'], 'JSON decode error', 'json_invalid');
  });
}
