import type { Bill } from '../model/bills.ts';
import { type Cents, formatCents } from '../model/money.ts';
import type { Position } from '../model/records.ts';
import { type FaultMaker, isWishedFor, pickFrom, type Scene, type Sketch } from './scene.ts';

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
  const cents = scene.random.amount(100, 9_999) * (scene.random.chance(0.5) ? 1n : -1n);
  const sketch = costShifted(scene, position.bill, cents);
  return (
    sketch && {
      ...sketch,
      rule: 'position_cost',
      consequences: [],
      note: `historical cost value is off by ${formatCents(cents)} after a sale`,
    }
  );
};

/** What a sale leaves of a holding costs what it would if sales took all lots alike, at their average cost. */
export const lotMethodFlipped: FaultMaker = (scene) => {
  const position = pickFrom(
    scene,
    scene.today.positions.filter(
      (held) => isPartlySold(scene, held) && isApartFromFirstOut(scene, held),
    ),
  );
  if (!position || !isMethodKnown(scene)) return undefined;
  const average = averageCost(scene, position);
  const sketch = costShifted(scene, position.bill, average - position.cost);
  return (
    sketch && {
      ...sketch,
      rule: 'lot_method',
      consequences: ['position_cost'],
      note: `after a sale the historical cost value is ${formatCents(average)}, by average cost`,
    }
  );
};

/** The cost of all that was there before the sale, as far as it is there still; half a cent is rounded up. */
function averageCost({ before, pocket, date }: Scene, { bill, quantity }: Position): Cents {
  const held = before.positions.find((other) => other.bill === bill);
  const bought = pocket.trades.filter(
    (trade) => trade.bill === bill && trade.activity === 'BUY' && trade.effectiveDate === date,
  );
  const units = bought.reduce((sum, trade) => sum + trade.quantity, held?.quantity ?? 0n);
  const cost = bought.reduce((sum, trade) => sum + trade.cash, held?.cost ?? 0n);
  return (2n * cost * quantity + units) / (2n * units);
}

// Within some cents the rounding of each lot could be all there is between the two.
const CENTS_APART = 10n;

function isApartFromFirstOut(scene: Scene, position: Position): boolean {
  const apart = averageCost(scene, position) - position.cost;
  return apart > CENTS_APART || apart < -CENTS_APART;
}

const SALES_MIN = 3;

/** Whether enough sales tell the method by which all of them go. */
function isMethodKnown(scene: Scene): boolean {
  const { timeline, pockets } = scene.world;
  const sales = pockets.flatMap((pocket) =>
    pocket.days.slice(timeline.first + 1, timeline.last + 1).flatMap((today, index) => {
      const day = timeline.first + 1 + index;
      const before = pocket.days[day - 1] ?? today;
      const there = { ...scene, pocket, before, today, day, date: today.date };
      return today.positions.filter(
        (held) => isPartlySold(there, held) && isApartFromFirstOut(there, held),
      );
    }),
  );
  return sales.length >= SALES_MIN;
}

/** Undefined where it would last for too long. */
function costShifted(
  scene: Scene,
  bill: Bill,
  cents: Cents,
): Pick<Sketch, 'cusip' | 'reportType' | 'edit' | 'days' | 'isHiddenBy'> | undefined {
  const days = daysUntilSold(scene, bill);
  if (days.length > DAYS_MAX) return undefined;
  return {
    cusip: bill.cusip,
    reportType: 'POSITION_SUMMARY_REPORT',
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
    days,
    // A trade of the bill that is told wrong makes other lots, and explains any cost.
    isHiddenBy: (other) => other.on === 'trade' && isTradeOf(scene, bill, other.reference),
  };
}

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
