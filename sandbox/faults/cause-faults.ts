import { cashOf, faceOf, formatCents, formatPrice, type Price } from '../model/money.ts';
import type { Category, Entry, Position, Trade } from '../model/records.ts';
import type { PositionView, StatementView } from '../render/views.ts';
import type { Edit } from './fault.ts';
import { type FaultMaker, pickFrom, quietPositions, reportedTrades, type Scene } from './scene.ts';
import { daysOf, isFileLongEnough } from './trade-faults.ts';

// Faults that name themselves: what is wrong has a shape, and the break must say which.

/** A market price per 1 of face instead of per 100; quantity and value as they were. */
export const pricePerOne: FaultMaker = (scene) => {
  const position = pickFrom(scene, largePositions(scene));
  if (!position) return undefined;
  const price = (position.price + 50n) / 100n;
  return {
    cusip: position.bill.cusip,
    reportType: 'POSITION_SUMMARY_REPORT',
    rule: 'position_price',
    cause: 'price per 1 instead of per 100',
    consequences: ['position_value', 'brokerage_gain'],
    edit: replacing(scene, position, { price }),
    note: `market price is told as ${formatPrice(price)}, per 1 instead of per 100`,
  };
};

const STALE_DAYS_MAX = 3;

/** Price and value of a few business days before. */
export const priceStale: FaultMaker = (scene) => {
  const { timeline } = scene.world;
  const days = scene.random.amount(1, STALE_DAYS_MAX);
  const then = scene.day - Number(days);
  const staleOf = ({ bill }: Position): Price | undefined =>
    then >= timeline.first && timeline.hasPrice(bill, then)
      ? timeline.priceOf(bill, then)
      : undefined;
  const position = pickFrom(
    scene,
    largePositions(scene).filter((held) => {
      const stale = staleOf(held);
      return stale !== undefined && cashOf(held.quantity, stale) !== held.value;
    }),
  );
  const price = position && staleOf(position);
  if (!position || price === undefined) return undefined;
  return {
    cusip: position.bill.cusip,
    reportType: 'POSITION_SUMMARY_REPORT',
    rule: 'position_price',
    cause: 'dated k days off',
    consequences: ['brokerage_closing', 'brokerage_gain'],
    edit: replacing(scene, position, { price, value: cashOf(position.quantity, price) }),
    note: `price and value are those of ${timeline.dateOf(then)}`,
  };
};

/** The value is added up of purchases that are each rounded to the cent. */
export const valueLotRounding: FaultMaker = (scene) => {
  const position = pickFrom(
    scene,
    quietPositions(scene).filter((held) => valueByLots(scene, held) !== undefined),
  );
  const value = position && valueByLots(scene, position);
  if (!position || value === undefined) return undefined;
  return {
    cusip: position.bill.cusip,
    reportType: 'POSITION_SUMMARY_REPORT',
    rule: 'position_value',
    cause: 'per-lot rounding',
    consequences: ['brokerage_closing', 'brokerage_gain'],
    edit: replacing(scene, position, { value }),
    // A purchase of the bill that is told wrong is rounded otherwise.
    isHiddenBy: (other) =>
      other.on === 'trade' &&
      scene.pocket.trades.some(
        ({ reference, bill }) => reference === other.reference && bill === position.bill,
      ),
    note: `market value is ${formatCents(value)}, each purchase rounded to the cent`,
  };
};

/** Undefined where it is the value of the whole, or where not all purchases are told within the range. */
function valueByLots({ world, pocket, date }: Scene, held: Position): bigint | undefined {
  const start = world.timeline.dateOf(world.timeline.first);
  const own = pocket.trades.filter(
    ({ bill, effectiveDate }) => bill === held.bill && effectiveDate <= date,
  );
  if (own.some(({ tradeDate, activity }) => tradeDate <= start || activity !== 'BUY')) {
    return undefined;
  }
  const units = own.reduce((sum, { quantity }) => sum + quantity, 0n);
  const value = own.reduce((sum, { quantity }) => sum + cashOf(quantity, held.price), 0n);
  return units === held.quantity && value !== held.value ? value : undefined;
}

/** The amount of a trade is its face. Only a report that tells cash can have that wrong. */
export const faceCashSwapped: FaultMaker = (scene) => {
  if (scene.profile.sandbox.trade_amount === 'face') return undefined;
  const trade = pickFrom(
    scene,
    reportedTrades(scene, ({ tradeDate }) => tradeDate === scene.date).filter(isSeenAsFace),
  );
  if (!trade || !isFileLongEnough(scene)) return undefined;
  const face = faceOf(trade.quantity);
  return {
    cusip: trade.bill.cusip,
    reportType: 'TRADE_REPORT',
    rule: 'trade_cash',
    cause: 'face and cash swapped',
    consequences: [
      'trade_listing',
      'position_quantity',
      'position_cost',
      'residual_cash_roll',
      'brokerage_gain',
    ],
    edit: {
      on: 'trade',
      reference: trade.reference,
      apply: (row) => [{ ...row, cash: face }],
    },
    note: `${trade.activity} ${trade.reference}: the amount is the face ${formatCents(face)}`,
    days: daysOf(scene, trade),
  };
};

// A reader makes units of the amount: what is left over must be more than any rounding.
const LEFT_OVER_MIN = 200n;

function isSeenAsFace({ quantity, price, bill, settlementDate }: Trade): boolean {
  const face = faceOf(quantity);
  const units = (face * 10_000n + price / 2n) / price;
  const left = face - cashOf(units, price);
  return (left < 0n ? -left : left) >= LEFT_OVER_MIN && settlementDate < bill.maturityDate;
}

/** The report has a purchase on the business day before the one it was made on. */
export const tradeMisdated: FaultMaker = (scene) => {
  const { date, after, day } = scene;
  const trade = pickFrom(
    scene,
    reportedTrades(
      scene,
      ({ tradeDate, activity, bill }) =>
        tradeDate === after.date && activity === 'BUY' && bill.issueDate <= date,
    ),
  );
  if (!trade) return undefined;
  const effectiveDate = scene.world.options.basis === 'trade_date' ? date : trade.effectiveDate;
  return {
    cusip: trade.bill.cusip,
    reportType: 'TRADE_REPORT',
    rule: 'trade_listing',
    cause: 'dated k days off',
    consequences: [
      'trade_listing',
      'position_quantity',
      'position_cost',
      'residual_cash_roll',
      'brokerage_gain',
    ],
    edit: {
      on: 'trade',
      reference: trade.reference,
      apply: (row) => [{ ...row, trade: { ...row.trade, tradeDate: date, effectiveDate } }],
    },
    note: `BUY ${trade.reference} is dated a day early`,
    days: [...new Set([day, day + 1, ...daysOf(scene, trade)])],
  };
};

const PAYMENTS: readonly Category[] = ['payment_in', 'payment_out'];
const CUSTOMER_FLOWS: readonly Category[] = [...PAYMENTS, 'deposit', 'withdrawal'];

/** A line of the bank statement stands in the statement of the next day; the balances know of no delay. */
export const entryMisdated: FaultMaker = (scene) => {
  const entry = pickFrom(scene, flowsOf(scene, CUSTOMER_FLOWS));
  if (!entry) return undefined;
  return {
    cusip: null,
    reportType: 'BANK_STATEMENT_REPORT',
    rule: 'transaction_listing',
    cause: 'dated k days off',
    consequences: ['transaction_listing', 'statement_balance'],
    edit: onBank(scene.date, (entries) => entries.filter((told) => told !== entry)),
    alsoEdits: [onBank(scene.after.date, (entries) => [...entries, entry])],
    note: `${nameOf(entry)} stands in the bank statement of the next day`,
    days: [scene.day, scene.day + 1],
  };
};

/** A payment that came in is told as one that went out, or the other way round. */
export const entrySign: FaultMaker = (scene) => {
  const entry = pickFrom(scene, flowsOf(scene, PAYMENTS));
  if (!entry) return undefined;
  const category = entry.category === 'payment_in' ? 'payment_out' : 'payment_in';
  const turned: Entry = { ...entry, category, amount: -entry.amount };
  return {
    cusip: null,
    reportType: 'BANK_STATEMENT_REPORT',
    rule: 'transaction_listing',
    cause: 'sign',
    consequences: ['statement_balance'],
    edit: onBank(scene.date, (entries) => entries.map((told) => (told === entry ? turned : told))),
    note: `${nameOf(entry)} has the wrong sign in the bank statement`,
  };
};

/** A line of the bank statement stands there twice; the balances know of one. */
export const entryDoubled: FaultMaker = (scene) => {
  const entry = pickFrom(scene, flowsOf(scene, CUSTOMER_FLOWS));
  if (!entry) return undefined;
  return {
    cusip: null,
    reportType: 'BANK_STATEMENT_REPORT',
    rule: 'transaction_listing',
    cause: 'one line doubled',
    consequences: ['statement_balance'],
    edit: onBank(scene.date, (entries) =>
      entries.flatMap((told) => (told === entry ? [told, told] : [told])),
    ),
    note: `${nameOf(entry)} stands twice in the bank statement`,
  };
};

function flowsOf({ today }: Scene, categories: readonly Category[]): Entry[] {
  return today.bank.entries.filter(({ category }) => categories.includes(category));
}

function onBank(date: string, turn: (entries: readonly Entry[]) => readonly Entry[]): Edit {
  return {
    on: 'statement',
    account: 'BANK',
    date,
    apply: (view: StatementView) => ({ ...view, entries: turn(view.entries) }),
  };
}

function largePositions(scene: Scene): Position[] {
  return quietPositions(scene).filter(({ quantity }) => quantity > 100n);
}

function replacing(scene: Scene, position: Position, wrong: Partial<Position>): Edit {
  return {
    on: 'positions',
    date: scene.date,
    apply: (view: PositionView) => ({
      ...view,
      positions: view.positions.map((held) =>
        held.bill.cusip === position.bill.cusip ? { ...held, ...wrong } : held,
      ),
    }),
  };
}

function nameOf(entry: Entry): string {
  return `${entry.category} ${entry.reference} of ${formatCents(entry.amount)}`;
}
