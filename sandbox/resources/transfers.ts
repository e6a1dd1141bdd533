import { createRandom } from '../model/random.ts';
import type { World } from '../model/world.ts';
import { counterpartiesOf } from './counterparties.ts';
import { amount, type Item } from './item.ts';
import type { Kind } from './kind.ts';
import { teamOf } from './team.ts';

const SCOPES = ['transfers.read', 'transfers.write'] as const;
const FEE = 2_500n;

/** One for each payment out of a pocket, asked for in the morning of its day. */
function transfersOf(world: World): Item[] {
  const { timeline, options } = world;
  const [asking, , approving] = teamOf(world);
  const payees = counterpartiesOf(world);
  return world.pockets.flatMap(({ plan, days }) =>
    days.slice(timeline.first, timeline.last + 1).flatMap((day) =>
      day.bank.entries
        .filter(({ category }) => category === 'payment_out')
        .map((entry) => {
          const random = createRandom(options.seed, 'transfer', entry.reference);
          const isWire = random.chance(0.4);
          return {
            transfer_id: random.uuid(),
            pocket_id: plan.id,
            counterparty_id: random.pick(payees)['counterparty_id'] ?? null,
            type: isWire ? 'WIRE' : 'ACH',
            status: 'COMPLETED',
            amount: amount(entry.amount < 0n ? -entry.amount : entry.amount),
            fees: isWire ? [{ type: 'WIRE_FEE', amount: amount(FEE) }] : [],
            description: entry.text,
            reference: entry.endToEndId,
            requested_by: asking?.['member_id'] ?? null,
            reviewed_by: approving?.['member_id'] ?? null,
            created_at: `${day.date}T13:00:00.000000Z`,
            completed_at: `${day.date}T16:00:00.000000Z`,
          };
        }),
    ),
  );
}

export const transferRequests: Kind = {
  name: 'transfer_requests',
  path: 'transfer_requests',
  shape: 'cursor',
  anyOf: SCOPES,
  group: 'transfers',
  orderedBy: 'created_at',
  items: transfersOf,
};

export const transferReviewers: Kind = {
  name: 'transfer_reviewers',
  path: 'transfer_reviewers',
  shape: 'list',
  anyOf: SCOPES,
  group: 'transfers',
  items: (world) =>
    teamOf(world)
      .filter(({ role, status }) => role !== 'OPERATOR' && status === 'ACTIVE')
      .map(({ member_id = null, name = null, email = null, role = null }) => ({
        reviewer_id: member_id,
        name,
        email,
        role,
      })),
};

export const tradingStrategies: Kind = {
  name: 'trading_strategies',
  path: 'trading_strategies',
  shape: 'list',
  anyOf: ['pockets.read', 'pockets.write'],
  group: 'strategies',
  items: () =>
    [4, 13, 26, 52].map((weeks) => ({
      strategy_id: `UST-${weeks}W`,
      name: `${weeks}-week T-bills`,
      description: `Buys bills of ${weeks} weeks and rolls them`,
      applicability: { nested: weeks === 4 ? ['DEPOSIT', 'REINVESTMENT'] : ['DEPOSIT'] },
    })),
};
