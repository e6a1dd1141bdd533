import { addDays, dayNumber, type IsoDate } from '../model/dates.ts';
import { formatCents } from '../model/money.ts';
import type { Trade } from '../model/records.ts';
import type { PocketHistory } from '../model/simulate-pocket.ts';
import { tradesSoFar } from '../model/world.ts';
import { type FaultMaker, pickFrom, reportedTrades, type Scene } from './scene.ts';

/** A buy or a sale is left out of the trade report: the position moves and nobody knows why. */
export const missingTrade: FaultMaker = (scene) => {
  const trade = pickFrom(
    scene,
    reportedTrades(scene, ({ tradeDate }) => tradeDate === scene.date),
  );
  if (!trade) return undefined;
  return {
    cusip: trade.bill.cusip,
    reportType: 'TRADE_REPORT',
    rule: 'trade_listing',
    cause: 'one line missing',
    consequences: ['position_quantity', 'position_cost', 'residual_cash_roll', 'brokerage_gain'],
    edit: { on: 'trade', reference: trade.reference, apply: () => [] },
    note: `${nameOf(trade)} is missing from the trade report`,
    days: daysOf(scene, trade),
  };
};

/** The same row stands twice, under one reference. */
export const duplicatedTrade: FaultMaker = (scene) => {
  const trade = pickFrom(
    scene,
    reportedTrades(scene, ({ tradeDate }) => tradeDate === scene.date),
  );
  if (!trade) return undefined;
  return {
    cusip: trade.bill.cusip,
    reportType: 'TRADE_REPORT',
    rule: 'trade_duplicate',
    cause: 'one line doubled',
    consequences: ['position_quantity', 'position_cost', 'residual_cash_roll', 'brokerage_gain'],
    edit: { on: 'trade', reference: trade.reference, apply: (row) => [row, row] },
    note: `${nameOf(trade)} stands twice in the trade report`,
    days: daysOf(scene, trade),
  };
};

/** The amount is a few cents too high. Only an amount in cash can be wrong by cents. */
export const tradeCashOff: FaultMaker = (scene) => {
  if (scene.profile.sandbox.trade_amount === 'face') return undefined;
  const trade = pickFrom(
    scene,
    reportedTrades(scene, ({ tradeDate }) => tradeDate === scene.date),
  );
  if (!trade || !isFileLongEnough(scene)) return undefined;
  // Upwards only: cash is rounded half up, so a cent more is never the same cash under another rounding.
  const cents = scene.random.amount(1, 4);
  return {
    cusip: trade.bill.cusip,
    reportType: 'TRADE_REPORT',
    rule: 'trade_cash',
    consequences: [
      'trade_listing',
      'residual_cash_roll',
      'brokerage_gain',
      ...(trade.activity === 'BUY' ? (['position_cost'] as const) : []),
    ],
    edit: {
      on: 'trade',
      reference: trade.reference,
      apply: (row) => [{ ...row, cash: row.cash + cents }],
    },
    note: `${nameOf(trade)}: the amount is ${formatCents(cents)} too high`,
    days: daysOf(scene, trade),
  };
};

// A reader decides by arithmetic what an amount means, and nine rows in ten must agree on it.
const ROWS_AROUND = 10;
const WINDOW_DAYS = 31;

/**
 * Whether the wrong row is one of ten or more in the files that are likely to be asked for: the pocket's windows of 31
 * days from the start of the range, and all pockets' calendar month.
 */
export function isFileLongEnough({ world, pocket, date }: Scene): boolean {
  const start = windowStart(world.options.from, date);
  const month = date.slice(0, 7);
  return (
    rowsWithin([pocket], start, addDays(start, WINDOW_DAYS - 1)) >= ROWS_AROUND &&
    rowsWithin(world.pockets, `${month}-01`, `${month}-31`) >= ROWS_AROUND
  );

  function rowsWithin(pockets: readonly PocketHistory[], from: IsoDate, to: IsoDate): number {
    return pockets
      .flatMap((candidate) => tradesSoFar(world, candidate))
      .filter(
        ({ tradeDate, activity }) =>
          activity !== 'MATURITY' && from <= tradeDate && tradeDate <= to,
      )
      .filter(({ tradeDate }) => tradeDate >= world.options.from).length;
  }
}

function windowStart(from: IsoDate, date: IsoDate): IsoDate {
  const days = dayNumber(date) - dayNumber(from);
  return addDays(from, days - (days % WINDOW_DAYS));
}

/** The business days on which it is dealt and on which it moves. */
export function daysOf({ world }: Scene, trade: Trade): number[] {
  return [trade.tradeDate, trade.effectiveDate].map((date) => world.timeline.indexAsOf(date));
}

function nameOf(trade: Trade): string {
  return `${trade.activity} ${trade.reference} of ${trade.quantity} units`;
}
