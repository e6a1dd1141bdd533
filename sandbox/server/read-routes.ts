import { dayAsOf, type World } from '../model/world.ts';
import type { Profile } from '../profile.ts';
import type { Guard, Routing } from './app.ts';
import { pageOf } from './paging.ts';
import { showPocket } from './show-pocket.ts';

const POCKETS: Guard = { group: 'pockets', anyOf: ['pockets.read', 'pockets.write'] };

export function addReadRoutes(routing: Routing, profile: Profile, world: World): void {
  const { app, guarded } = routing;
  const { timeline, pockets } = world;
  const today = timeline.dateOf(timeline.last);
  app.get(
    profile.api.paths.pockets,
    guarded('pockets', POCKETS, (context) => {
      const query = new URL(context.req.url).searchParams;
      const page = pageOf(
        profile,
        query,
        // The first pocket is the one to show first, and a list shows what comes last first.
        pockets.toReversed(),
        (pocket) => pockets.length - pocket.plan.number,
        (pocket) => showPocket(profile, pocket, dayAsOf(world, pocket, today)),
      );
      return context.json(page);
    }),
  );
}
