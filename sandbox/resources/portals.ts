import { createRandom } from '../model/random.ts';
import type { World } from '../model/world.ts';
import type { Item } from './item.ts';
import type { Kind } from './kind.ts';

const ROUTING_NUMBER = '021000089';

/** One portal a pocket, and a second one for every third. */
function portalsOf(world: World): Item[] {
  return world.pockets.flatMap(({ plan }) => {
    const names = plan.number % 3 === 0 ? ['Wires', 'Collections'] : ['Wires'];
    return names.map((name, index) => {
      const random = createRandom(world.options.seed, 'portal', plan.number, index);
      return {
        portal_id: random.uuid(),
        pocket_id: plan.id,
        name,
        status: index === 0 ? 'OPEN' : 'CLOSED',
        routing_number: ROUTING_NUMBER,
        account_number: String(9_000_000_000 + plan.number * 10 + index),
      };
    });
  });
}

export const portals: Kind = {
  name: 'portals',
  path: 'portals',
  shape: 'cursor',
  anyOf: ['pockets.read', 'pockets.write'],
  group: 'portals',
  items: (world) => portalsOf(world),
};

export const portalsV1: Kind = {
  name: 'portals_v1',
  path: 'portals_v1',
  shape: 'list',
  anyOf: ['pockets.read', 'pockets.write'],
  group: 'portals',
  items: (world) => portalsOf(world),
};

/** The portals of one pocket, in the first version and in the second: the same once more, so the truth holds them once. */
export const portalsOfPocket: readonly Kind[] = [
  {
    ...portalsV1,
    path: 'account_portals',
    items: (world, { account_id: id }) => portalsOf(world).filter((one) => one['pocket_id'] === id),
  },
  {
    ...portals,
    path: 'pocket_portals',
    items: (world, { pocket_id: id }) => portalsOf(world).filter((one) => one['pocket_id'] === id),
  },
];

export const fundingInstructions: Kind = {
  name: 'funding_instructions',
  path: 'funding_instructions',
  shape: 'single',
  anyOf: ['pockets.read', 'pockets.write'],
  group: 'portals',
  places: (world) =>
    portalsOf(world).map((portal) => ({
      portal_id: String(portal['portal_id']),
      pocket_id: String(portal['pocket_id']),
    })),
  items(world, { portal_id: portalId, pocket_id: pocketId }) {
    const portal = portalsOf(world).find((one) => one['portal_id'] === portalId);
    if (portal === undefined || portal['pocket_id'] !== pocketId) return null;
    return [
      {
        beneficiary_name: 'Sandbox Treasury LLC',
        bank_name: 'Mid-Central National Bank',
        bank_address: 'Wadena, MN',
        routing_number: ROUTING_NUMBER,
        account_number: portal['account_number'] ?? null,
        reference: `PKT${String(portal['account_number'])}`,
      },
    ];
  },
};
