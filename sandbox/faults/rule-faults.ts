import { addDays } from '../model/dates.ts';
import { formatCents } from '../model/money.ts';
import type { Entry } from '../model/records.ts';
import { type FaultMaker, pickFrom, reportedTrades, type Scene } from './scene.ts';

/** The residual cash of one summary is off by cents; no balance that is the bills' alone knows of it. */
export const cashOff: FaultMaker = (scene) => {
  // Where the balance is that of the bills alone, the earnings of a month are told by the cash of its last day.
  const isWithinMonth = scene.after.date.slice(0, 7) === scene.date.slice(0, 7);
  if (!isWithinMonth || scene.today.cash < 100n || scene.before.cash === 0n) return undefined;
  const cents = -scene.random.amount(1, 99);
  return {
    cusip: null,
    reportType: 'POSITION_SUMMARY_REPORT',
    rule: 'residual_cash_roll',
    consequences: ['brokerage_gain', 'brokerage_closing'],
    edit: {
      on: 'positions',
      date: scene.date,
      apply: (view) => ({ ...view, cash: (view.cash ?? 0n) + cents }),
    },
    note: `the residual cash is off by ${formatCents(cents)}`,
  };
};

/** A fee is booked that nobody took, and a gain makes it good: every balance is as it should be. */
export const feeOff: FaultMaker = (scene) => {
  const { entries } = scene.today.brokerage;
  const gain = pickFrom(
    scene,
    entries.filter(({ category }) => category === 'gain'),
  );
  if (!gain) return undefined;
  const cents = scene.random.amount(100, 9_999);
  const month = scene.date.slice(0, 7);
  // In a month without another fee it would look as if earnings were told after fees.
  if (!hasFee(scene, month)) return undefined;
  const fee: Entry = {
    category: 'fee',
    amount: -cents,
    text: 'AUM fee',
    reference: `${gain.reference}-F`,
    endToEndId: gain.endToEndId,
  };
  return {
    cusip: null,
    reportType: 'BROKERAGE_STATEMENT_REPORT',
    rule: 'residual_cash_roll',
    consequences: ['brokerage_gain', 'earnings_gain'],
    edit: {
      on: 'statement',
      account: 'BROKERAGE',
      date: scene.date,
      apply: (view) => ({
        ...view,
        entries: [
          ...view.entries.map((entry) =>
            entry.reference === gain.reference ? { ...entry, amount: entry.amount + cents } : entry,
          ),
          fee,
        ],
      }),
    },
    note: `a fee of ${formatCents(cents)} is booked that a gain makes good`,
  };
};

function hasFee({ pocket, world }: Scene, month: string): boolean {
  return pocket.days
    .slice(0, world.timeline.last + 1)
    .filter(({ date }) => date.startsWith(month))
    .some(({ brokerage }) => brokerage.entries.some(({ category }) => category === 'fee'));
}

/** One row of the trade report tells that the bill is issued after the trade has settled. */
export const tradeDatesOff: FaultMaker = (scene) => {
  const trade = pickFrom(
    scene,
    reportedTrades(scene, ({ tradeDate }) => tradeDate === scene.date),
  );
  if (!trade) return undefined;
  const issueDate = addDays(trade.settlementDate, 7);
  return {
    cusip: trade.bill.cusip,
    reportType: 'TRADE_REPORT',
    rule: 'trade_dates',
    consequences: [],
    edit: {
      on: 'trade',
      reference: trade.reference,
      apply: (row) => [{ ...row, trade: { ...row.trade, bill: { ...row.trade.bill, issueDate } } }],
    },
    note: `${trade.activity} ${trade.reference}: the bill is said to be issued on ${issueDate}`,
    days: [trade.tradeDate, trade.effectiveDate].map((date) =>
      scene.world.timeline.indexAsOf(date),
    ),
  };
};

/** An entry of a brokerage statement is dated to the business day before. */
export const entryDateOff: FaultMaker = (scene) => {
  const entry = pickFrom(scene, scene.today.brokerage.entries);
  if (!entry) return undefined;
  const bookedOn = scene.before.date;
  return {
    cusip: null,
    reportType: 'BROKERAGE_STATEMENT_REPORT',
    rule: 'entry_dates',
    cause: 'dated k days off',
    consequences: [],
    edit: {
      on: 'statement',
      account: 'BROKERAGE',
      date: scene.date,
      apply: (view) => ({
        ...view,
        entries: view.entries.map((told) =>
          told.reference === entry.reference ? { ...told, bookedOn } : told,
        ),
      }),
    },
    note: `${entry.category} ${entry.reference} is booked on ${bookedOn}`,
  };
};
