import { createRandom } from '../model/random.ts';
import type { World } from '../model/world.ts';
import type { Item } from './item.ts';
import type { Kind } from './kind.ts';

/** One for each deposit, on the evening of its day. */
function notificationsOf(world: World): Item[] {
  const { timeline, options } = world;
  return world.pockets.flatMap(({ plan, days }) =>
    days.slice(timeline.first, timeline.last + 1).flatMap((day) =>
      day.bank.entries
        .filter(({ category }) => category === 'deposit')
        .map((entry) => ({
          notification_id: createRandom(options.seed, 'notification', entry.reference).uuid(),
          title: 'Deposit received',
          description: `${plan.name}: ${entry.text}`,
          type: 'DEPOSIT_RECEIVED',
          status: 'UNREAD',
          created_at: `${day.date}T22:00:00.000000Z`,
          metadata: { nested: { pocket_id: plan.id, reference: entry.reference } },
        })),
    ),
  );
}

export const notifications: Kind = {
  name: 'notifications',
  path: 'notifications',
  shape: 'cursor',
  anyOf: ['notifications.read'],
  group: 'notifications',
  orderedBy: 'created_at',
  items: notificationsOf,
};
