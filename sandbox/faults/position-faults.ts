import { cashOf, formatCents, formatPrice, PAR } from '../model/money.ts';
import type { Position } from '../model/records.ts';
import type { PositionView } from '../render/views.ts';
import type { Edit } from './fault.ts';
import { type FaultMaker, isWishedFor, pickFrom, quietPositions, type Scene } from './scene.ts';

/** A few units too many or too few; price and value as they were. */
export const quantityOff: FaultMaker = (scene) => {
  const position = pickFrom(
    scene,
    quietPositions(scene).filter(({ quantity }) => quantity > 10n),
  );
  if (!position) return undefined;
  const units = either(scene, scene.random.amount(1, 9));
  return {
    cusip: position.bill.cusip,
    reportType: 'POSITION_SUMMARY_REPORT',
    rule: 'position_quantity',
    consequences: ['position_value'],
    edit: replacing(scene, position, { quantity: position.quantity + units }),
    note: `quantity is off by ${units} units`,
  };
};

/** A wrong market price; quantity and value as they were. */
export const priceOff: FaultMaker = (scene) => {
  // In a small holding a slightly wrong price would not change the value by a cent.
  const position = pickFrom(
    scene,
    quietPositions(scene).filter(({ quantity }) => quantity > 100n),
  );
  if (!position) return undefined;
  const micros = -scene.random.amount(1_000, 50_000);
  return {
    cusip: position.bill.cusip,
    reportType: 'POSITION_SUMMARY_REPORT',
    rule: 'position_price',
    consequences: ['position_value'],
    edit: replacing(scene, position, { price: position.price + micros }),
    note: `market price is off by ${formatPrice(micros)}`,
  };
};

/** A market value that is not quantity times price. */
export const valueOff: FaultMaker = (scene) => {
  const position = pickFrom(
    scene,
    quietPositions(scene).filter(({ value }) => value > 100_000n),
  );
  if (!position) return undefined;
  const cents = either(scene, scene.random.amount(1, 999));
  return {
    cusip: position.bill.cusip,
    reportType: 'POSITION_SUMMARY_REPORT',
    rule: 'position_value',
    consequences: ['brokerage_closing', 'brokerage_gain'],
    edit: replacing(scene, position, { value: position.value + cents }),
    note: `market value is off by ${formatCents(cents)}`,
  };
};

/** A historical cost that changes on a day without trades, and changes back. */
export const costOff: FaultMaker = (scene) => {
  const position = pickFrom(
    scene,
    quietPositions(scene).filter(({ cost }) => cost > 100_000n),
  );
  if (!position) return undefined;
  const cents = either(scene, scene.random.amount(100, 9_999));
  return {
    cusip: position.bill.cusip,
    reportType: 'POSITION_SUMMARY_REPORT',
    rule: 'position_cost',
    consequences: [],
    edit: replacing(scene, position, { cost: position.cost + cents }),
    note: `historical cost value is off by ${formatCents(cents)}`,
  };
};

/** A bill that has paid today is still listed, at par. */
export const positionAfterMaturity: FaultMaker = (scene) => {
  const position = pickFrom(
    scene,
    scene.before.positions.filter(
      ({ bill }) => bill.maturityDate === scene.date && isWishedFor(scene, bill.cusip),
    ),
  );
  if (!position) return undefined;
  const stale: Position = { ...position, price: PAR, value: cashOf(position.quantity, PAR) };
  return {
    cusip: position.bill.cusip,
    reportType: 'POSITION_SUMMARY_REPORT',
    rule: 'maturity_missed',
    // The maturity is of this day, and the position goes on the next.
    cause: 'dated k days off',
    consequences: [
      'position_quantity',
      'position_price',
      'position_cost',
      'brokerage_closing',
      'brokerage_gain',
    ],
    edit: {
      on: 'positions',
      date: scene.date,
      apply: (view) => ({ ...view, positions: [stale, ...view.positions] }),
    },
    note: 'still listed on the day it matured',
  };
};

function replacing(scene: Scene, position: Position, wrong: Partial<Position>): Edit {
  const { cusip } = position.bill;
  return {
    on: 'positions',
    date: scene.date,
    apply: (view: PositionView) => ({
      ...view,
      positions: view.positions.map((held) =>
        held.bill.cusip === cusip ? { ...held, ...wrong } : held,
      ),
    }),
  };
}

function either(scene: Scene, amount: bigint): bigint {
  return scene.random.chance(0.5) ? amount : -amount;
}
