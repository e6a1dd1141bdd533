import { type Cents, formatPrice } from '../model/money.ts';
import type { Position } from '../model/records.ts';
import { lastDate, type World } from '../model/world.ts';
import { amount, type Item } from './item.ts';
import type { Kind } from './kind.ts';

/** After the market has closed in New York, in winter and in summer. */
export function pricedAt(world: World): string {
  return `${lastDate(world)}T21:00:00.000000Z`;
}

/** Four percent a year. */
export function appreciationOf(total: Cents): string {
  return formatPrice((total * 400n) / 31_536_000n);
}

/** One in three is told as OTHER, which has no terms. */
function securityOf({ bill, quantity, price, value }: Position, index: number): Item {
  const held = {
    cusip: bill.cusip,
    quantity: Number(quantity),
    market_value: amount(value),
    mark_price: formatPrice(price),
  };
  if (index % 3 === 2) return { ...held, description: 'US Treasury security', type: 'OTHER' };
  return {
    ...held,
    maturity_date: bill.maturityDate,
    description: 'US T-Bill',
    type: 'FIXED_INCOME',
    yield_to_maturity: '0.0400',
  };
}

export const portfolios: Kind = {
  name: 'portfolios',
  path: 'pocket',
  shape: 'single',
  anyOf: ['pockets.read', 'pockets.write'],
  group: 'pockets',
  places: (world) => world.pockets.map(({ plan }) => ({ pocket_id: plan.id })),
  questions: (world) => [
    {
      period: { name: 'all_time' },
      ours: { business_date: lastDate(world), is_provisional: false },
    },
  ],
  items(world, { pocket_id: pocketId }, { source }) {
    const pocket = world.pockets.find(({ plan }) => plan.id === pocketId);
    if (pocket === undefined) return null;
    const { plan } = pocket;
    const { positions, cash = 0n } = source.portfolio(plan.id);
    const total = positions.reduce((sum, { value }) => sum + value, cash);
    const today = lastDate(world);
    return [
      {
        pocket_id: plan.id,
        status: 'OPEN',
        name: plan.name,
        deposit_strategy_id: `UST-${plan.strategy}W`,
        reinvestment_strategy_id: plan.number % 2 === 0 ? null : `UST-${plan.strategy}W`,
        type: 'STANDARD',
        attributes: { nested: plan.number % 2 === 0 ? ['REAL_TIME_YIELD'] : [] },
        securities: positions.map(securityOf),
        cash: amount(cash),
        total_value: amount(total),
        all_time_earnings: amount(source.earnings(plan.id, '0001-01-01', today, false)),
        pricing_timestamp: pricedAt(world),
        appreciation_per_second: appreciationOf(total),
      },
    ];
  },
};
