import type { Tenor } from './bills.ts';
import type { Cents } from './money.ts';
import { createRandom } from './random.ts';

export interface PocketPlan {
  readonly id: string;
  /** Counts from 1. */
  readonly number: number;
  readonly name: string;
  readonly strategy: Tenor;
  /** What the pocket is funded with, and what its flows are measured by. */
  readonly size: Cents;
  /** Business days from the start of the range to the pocket's first; negative where it is older. */
  readonly opensAfter: number;
}

// Some names carry what CSV and XML must escape.
const NAMES = [
  'Operating',
  'Payroll & Benefits',
  'Reserve; long term',
  'Taxes, federal',
  'Series "B" proceeds',
  'Insurance float',
  'Müller escrow',
  'Vendor <prepaid>',
];
const STRATEGIES: readonly Tenor[] = [4, 13, 26, 52];
const OPENS_INSIDE_FROM = 3;

export function planPockets(seed: number, count: number): PocketPlan[] {
  return Array.from({ length: count }, (_, index) => planPocket(seed, index, count));
}

function planPocket(seed: number, index: number, count: number): PocketPlan {
  const random = createRandom(seed, 'pocket', index);
  const round = Math.floor(index / NAMES.length);
  const name = NAMES[index % NAMES.length] ?? '';
  const strategy = STRATEGIES[index % STRATEGIES.length] ?? 4;
  // Older than its strategy's tenor, so that bills bought long ago mature inside the range.
  const ageWeeks = strategy + random.between(4, 20);
  const size = random.amount(80_000_000, 2_500_000_000);
  const daysLater = random.between(2, 5);
  const opensInside = count >= OPENS_INSIDE_FROM && index === count - 1;
  return {
    id: random.uuid(),
    number: index + 1,
    name: round === 0 ? name : `${name} ${round + 1}`,
    strategy,
    size,
    opensAfter: opensInside ? daysLater : -5 * ageWeeks,
  };
}
