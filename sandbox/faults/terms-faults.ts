import { cashOf, formatPrice } from '../model/money.ts';
import type { Trade } from '../model/records.ts';
import { type FaultMaker, pickFrom, reportedTrades, type Scene } from './scene.ts';
import { daysOf, isFileLongEnough } from './trade-faults.ts';

/** One row of the trade report tells that the trade settles a business day later than the trade listing does. */
export const settlementOff: FaultMaker = (scene) => {
  const { calendar } = scene.world.timeline;
  const later = ({ settlementDate }: Trade): string => calendar.next(settlementDate);
  const trade = pickFrom(
    scene,
    dealtToday(scene).filter((dealt) => later(dealt) < dealt.bill.maturityDate),
  );
  if (!trade) return undefined;
  const settlementDate = later(trade);
  const isMoved = scene.world.options.basis === 'settlement_date';
  const effectiveDate = isMoved ? settlementDate : trade.effectiveDate;
  const lastDay = scene.world.timeline.indexAsOf(effectiveDate);
  return {
    cusip: trade.bill.cusip,
    reportType: 'TRADE_REPORT',
    rule: 'listing_terms',
    cause: 'dated k days off',
    consequences: ['position_quantity', 'position_cost', 'residual_cash_roll', 'brokerage_gain'],
    edit: {
      on: 'trade',
      reference: trade.reference,
      apply: (row) => [{ ...row, trade: { ...row.trade, settlementDate, effectiveDate } }],
    },
    note: `${trade.activity} ${trade.reference} is said to settle on ${settlementDate}`,
    days: [...new Set([...daysOf(scene, trade), lastDay])],
  };
};

/** One row of the trade report tells a price that is dollars below the market; its amount is right. */
export const dealPriceOff: FaultMaker = (scene) => {
  const trade = pickFrom(
    scene,
    dealtToday(scene).filter((dealt) => !isSoldLater(scene, dealt)),
  );
  if (!trade || !isFileLongEnough(scene)) return undefined;
  const price = trade.price - scene.random.amount(2_000_000, 4_000_000);
  return {
    cusip: trade.bill.cusip,
    reportType: 'TRADE_REPORT',
    rule: 'trade_price',
    consequences: [
      'trade_cash',
      'trade_listing',
      'listing_terms',
      'position_quantity',
      'position_cost',
      'residual_cash_roll',
      'brokerage_gain',
    ],
    edit: {
      on: 'trade',
      reference: trade.reference,
      apply: (row) => [{ ...row, trade: { ...row.trade, price } }],
    },
    note: `${trade.activity} ${trade.reference} is said to be dealt at ${formatPrice(price)}`,
    days: daysOf(scene, trade),
  };
};

/** What a wrong lot leaves of a cost shows again with each sale. */
function isSoldLater({ pocket, world }: Scene, { bill, tradeDate }: Trade): boolean {
  const last = world.timeline.dateOf(world.timeline.last);
  return pocket.trades.some(
    (other) =>
      other.bill === bill &&
      other.activity === 'SELL' &&
      tradeDate < other.tradeDate &&
      other.tradeDate <= last,
  );
}

function dealtToday(scene: Scene): Trade[] {
  return reportedTrades(
    scene,
    ({ tradeDate, quantity, price }) =>
      tradeDate === scene.date && cashOf(quantity, price) > 100_000n,
  );
}
