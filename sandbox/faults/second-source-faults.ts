import { formatCents } from '../model/money.ts';
import type { PositionView } from '../render/views.ts';
import { type FaultMaker, pickFrom, quietPositions, type Scene } from './scene.ts';

/** The pocket itself tells a few units too many or too few; value and price as they were. */
export const portfolioQuantityOff: FaultMaker = (scene) => {
  const position = pickFrom(
    scene,
    quietPositions(scene).filter(({ quantity }) => quantity > 10n),
  );
  if (!position) return undefined;
  const units = scene.random.amount(1, 9);
  const { cusip } = position.bill;
  return {
    cusip,
    reportType: 'POSITION_SUMMARY_REPORT',
    rule: 'portfolio_position',
    consequences: [],
    edit: {
      on: 'portfolio',
      apply: (view: PositionView) => ({
        ...view,
        positions: view.positions.map((held) =>
          held.bill.cusip === cusip ? { ...held, quantity: held.quantity + units } : held,
        ),
      }),
    },
    // A trade that is told wrongly may leave the report off by as many units from then on, and be taken for the root.
    isHiddenBy: (other) =>
      other.on === 'trade' &&
      scene.pocket.trades.some(
        ({ reference, bill }) => reference === other.reference && bill === position.bill,
      ),
    note: `the portfolio of the pocket tells ${units} units more than the position summary`,
  };
};

/** What the pocket says it earned in a month is not what its statements add up to. */
export const earningsOff: FaultMaker = (scene) => {
  if (!isFirstOfWholeMonth(scene)) return undefined;
  const month = scene.date.slice(0, 7);
  const cents = scene.random.amount(100, 9_999);
  return {
    cusip: null,
    reportType: 'BROKERAGE_STATEMENT_REPORT',
    rule: 'earnings_gain',
    consequences: [],
    edit: { on: 'earnings', month, apply: (earned) => earned + cents },
    // A month is held against its statements only where all of them are there.
    isHiddenBy: (other) =>
      other.on === 'request' && other.account === 'BROKERAGE' && other.date.startsWith(month),
    note: `the earnings of ${month} are ${formatCents(cents)} more than the gains of the statements`,
  };
};

/** Of a month that begins inside of the range; where cash moves the gains, the day before it must be known too. */
function isFirstOfWholeMonth({ world, profile, day, date }: Scene): boolean {
  const { timeline } = world;
  const isFirst = timeline.calendar.previous(date).slice(0, 7) !== date.slice(0, 7);
  const { balance_includes_residual_cash: holdsCash } = profile.sandbox;
  return isFirst && (holdsCash || day > timeline.first);
}
