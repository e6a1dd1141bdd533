import { cashOf, faceOf } from '../model/money.ts';
import type { Position, Trade } from '../model/records.ts';
import type { PositionView } from '../render/views.ts';
import type { Edit } from './fault.ts';
import { type FaultMaker, isWishedFor, pickFrom, type Scene } from './scene.ts';

/** The trade listing tells of a maturity for fewer units than were held; quantity and cash agree with each other. */
export const maturityShort: FaultMaker = (scene) => {
  const trade = pickFrom(
    scene,
    scene.pocket.trades.filter(
      ({ activity, effectiveDate, quantity, bill }) =>
        activity === 'MATURITY' &&
        effectiveDate === scene.date &&
        quantity > 10n &&
        isWishedFor(scene, bill.cusip),
    ),
  );
  if (!trade) return undefined;
  const units = scene.random.amount(1, 9);
  const quantity = trade.quantity - units;
  return {
    cusip: trade.bill.cusip,
    reportType: 'TRADE_LIST',
    rule: 'maturity_listing',
    consequences: ['residual_cash_roll', 'brokerage_gain'],
    edit: {
      on: 'listed_trade',
      reference: trade.reference,
      apply: (row) => [{ ...row, trade: { ...row.trade, quantity }, cash: faceOf(quantity) }],
    },
    note: `MATURITY ${trade.reference}: the listing tells ${units} units too few`,
  };
};

/** One summary tells one bill by the other date: what is traded and not settled yet is left out of it, or is in it already. */
export const unsettledPosition: FaultMaker = (scene) => {
  const flipped = pickFrom(
    scene,
    flippable(scene).filter(({ cusip }) => isWishedFor(scene, cusip)),
  );
  if (!flipped) return undefined;
  return {
    cusip: flipped.cusip,
    reportType: 'POSITION_SUMMARY_REPORT',
    rule: 'position_quantity',
    consequences: ['position_cost', 'brokerage_closing', 'brokerage_gain'],
    edit: telling(scene, [flipped]),
    note: `told by ${otherBasis(scene)}, unlike the rest`,
    days: [scene.day, scene.day + 1],
    cause: 'unsettled',
  };
};

/** One summary tells all bills of the pocket by the other date, two at least of which something is unsettled. */
export const basisFlip: FaultMaker = (scene) => {
  const flipped = flippable(scene);
  if (flipped.length < 2 || flipped.length < dealt(scene).size) return undefined;
  return {
    cusip: null,
    reportType: 'POSITION_SUMMARY_REPORT',
    rule: 'position_basis_flip',
    consequences: ['position_quantity', 'position_cost', 'brokerage_closing', 'brokerage_gain'],
    edit: telling(scene, flipped),
    note: `all bills are told by ${otherBasis(scene)}`,
    days: [scene.day, scene.day + 1],
    cause: 'unsettled',
  };
};

function otherBasis({ world }: Scene): string {
  return world.options.basis === 'trade_date' ? 'settlement date' : 'trade date';
}

interface Flipped {
  readonly cusip: string;
  /** As the other date has it; undefined: nothing is held. */
  readonly position: Position | undefined;
}

/** The bills of which something is dealt on the day that settles on the next, as the other date has them. */
function flippable(scene: Scene): Flipped[] {
  // All trades settle on the next day. By settlement date today is therefore what yesterday was by trade date, and by trade
  // date what tomorrow will be by settlement date.
  const isByTradeDate = scene.world.options.basis === 'trade_date';
  const other = isByTradeDate ? scene.before : scene.after;
  return [...dealt(scene).values()].flatMap((trades) => {
    const [first] = trades;
    const net = trades.reduce((sum, trade) => sum + signed(trade), 0n);
    if (!first || net === 0n || !isLiving(scene, first)) return [];
    const held = other.positions.find(({ bill }) => bill === first.bill);
    return [{ cusip: first.bill.cusip, position: held && atPriceOf(scene, held) }];
  });
}

function dealt({ pocket, date }: Scene): Map<string, Trade[]> {
  const byBill = new Map<string, Trade[]>();
  for (const trade of pocket.trades) {
    if (trade.tradeDate !== date || trade.activity === 'MATURITY') continue;
    byBill.set(trade.bill.cusip, [...(byBill.get(trade.bill.cusip) ?? []), trade]);
  }
  return byBill;
}

/** Issued, and neither paid today nor by the next business day. */
function isLiving({ world, day, after }: Scene, { bill }: Trade): boolean {
  return world.timeline.hasPrice(bill, day) && after.date < bill.maturityDate;
}

function signed({ activity, quantity }: Trade): bigint {
  return activity === 'BUY' ? quantity : -quantity;
}

function atPriceOf({ world, day }: Scene, position: Position): Position {
  const price = world.timeline.priceOf(position.bill, day);
  return { ...position, price, value: cashOf(position.quantity, price) };
}

function telling({ date }: Scene, flipped: readonly Flipped[]): Edit {
  const cusips = new Set(flipped.map(({ cusip }) => cusip));
  const told = flipped.flatMap(({ position }) => position ?? []);
  return {
    on: 'positions',
    date,
    apply: (view: PositionView) => ({
      ...view,
      positions: [...view.positions.filter(({ bill }) => !cusips.has(bill.cusip)), ...told],
    }),
  };
}
