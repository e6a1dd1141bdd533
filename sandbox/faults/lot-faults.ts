import type { Bill } from '../model/bills.ts';
import { formatCents } from '../model/money.ts';
import type { Position } from '../model/records.ts';
import { type FaultMaker, isWishedFor, pickFrom, type Scene } from './scene.ts';

/**
 * What a sale leaves of a holding costs some dollars more or less than its lots, and goes on doing so until the next sale: only
 * who follows the lots can see it.
 */
export const saleCostOff: FaultMaker = (scene) => {
  const position = pickFrom(
    scene,
    scene.today.positions.filter((held) => isPartlySold(scene, held)),
  );
  if (!position) return undefined;
  const { bill } = position;
  const days = daysUntilSold(scene, bill);
  if (days.length > DAYS_MAX) return undefined;
  const cents = scene.random.amount(100, 9_999) * (scene.random.chance(0.5) ? 1n : -1n);
  return {
    cusip: bill.cusip,
    reportType: 'POSITION_SUMMARY_REPORT',
    rule: 'position_cost',
    consequences: [],
    edit: {
      on: 'positions',
      date: scene.date,
      until: scene.world.timeline.dateOf(days.at(-1) ?? scene.day),
      apply: (view) => ({
        ...view,
        positions: view.positions.map((held) =>
          held.bill === bill ? { ...held, cost: held.cost + cents } : held,
        ),
      }),
    },
    note: `historical cost value is off by ${formatCents(cents)} after a sale`,
    days,
    // A trade of the bill that is told wrong makes other lots, and explains any cost.
    isHiddenBy: (other) => other.on === 'trade' && isTradeOf(scene, bill, other.reference),
  };
};

// A fault that lasted for weeks would leave no place in its pocket for others.
const DAYS_MAX = 5;

/** Of what was held when the books begin nobody knows what a part of it cost. */
function isPartlySold(scene: Scene, { bill, cost }: Position): boolean {
  const { pocket, world, date } = scene;
  const first = pocket.days[world.timeline.first];
  return (
    cost > 100_000n &&
    isWishedFor(scene, bill.cusip) &&
    first?.positions.every((held) => held.bill !== bill) === true &&
    pocket.trades.some(
      (trade) => trade.bill === bill && trade.activity === 'SELL' && trade.effectiveDate === date,
    )
  );
}

function isTradeOf({ pocket }: Scene, bill: Bill, reference: string): boolean {
  return pocket.trades.some((trade) => trade.bill === bill && trade.reference === reference);
}

/** From the day of the scene to the one before the bill is sold again, or matures. */
function daysUntilSold({ world, pocket, day, date }: Scene, bill: Bill): number[] {
  const next = pocket.trades.find(
    (trade) => trade.bill === bill && trade.activity !== 'BUY' && trade.effectiveDate > date,
  );
  const end = next ? world.timeline.indexAsOf(next.effectiveDate) - 1 : world.timeline.last;
  return Array.from({ length: end - day + 1 }, (_, index) => day + index);
}
