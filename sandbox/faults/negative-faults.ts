import { formatCents } from '../model/money.ts';
import { type FaultMaker, pickFrom, quietPositions } from './scene.ts';

/** A historical cost has the wrong sign on one day. */
export const costNegative: FaultMaker = (scene) => {
  const position = pickFrom(
    scene,
    quietPositions(scene).filter(({ cost }) => cost > 100_000n),
  );
  if (!position) return undefined;
  const { bill, cost } = position;
  return {
    cusip: bill.cusip,
    reportType: 'POSITION_SUMMARY_REPORT',
    rule: 'position_negative',
    cause: 'sign',
    consequences: ['position_cost'],
    edit: {
      on: 'positions',
      date: scene.date,
      apply: (view) => ({
        ...view,
        positions: view.positions.map((held) =>
          held.bill === bill ? { ...held, cost: -cost } : held,
        ),
      }),
    },
    note: `historical cost value is told as ${formatCents(-cost)}`,
  };
};
