import { formatCents } from '../model/money.ts';
import type { Entry } from '../model/records.ts';
import { type FaultMaker, pickFrom, reportedTrades, type Scene, type Sketch } from './scene.ts';

/** The trade listing tells other cash than the trade report, which is right. */
export const listingTradeOff: FaultMaker = (scene) => {
  const trade = pickFrom(
    scene,
    reportedTrades(scene, ({ tradeDate }) => tradeDate === scene.date),
  );
  if (!trade) return undefined;
  const cents = scene.random.amount(100, 9_999);
  return {
    cusip: trade.bill.cusip,
    reportType: 'TRADE_LIST',
    rule: 'trade_listing',
    consequences: [],
    edit: {
      on: 'listed_trade',
      reference: trade.reference,
      apply: (row) => [{ ...row, cash: row.cash + cents }],
    },
    note: `${trade.activity} ${trade.reference}: the listing tells ${formatCents(cents)} too much`,
  };
};

/** The transaction listing lacks a line of the bank statement. */
export const transactionMissing: FaultMaker = (scene) =>
  withEntry(scene, (entry) => ({
    rule: 'transaction_listing',
    cause: 'one line missing',
    edit: { on: 'transaction', reference: entry.reference, apply: () => [] },
    note: 'is missing from the transaction listing',
  }));

/** The transaction listing tells another amount than the bank statement. */
export const transactionAmountOff: FaultMaker = (scene) => {
  const cents = scene.random.amount(1, 99);
  return withEntry(scene, (entry) => ({
    rule: 'transaction_listing',
    edit: {
      on: 'transaction',
      reference: entry.reference,
      apply: (row) => [{ ...row, amount: row.amount + cents }],
    },
    note: `is told with ${formatCents(cents)} too much by the transaction listing`,
  }));
};

/** The transaction listing lacks a line when it is read first; read again it is there, with its old date. */
export const transactionLate: FaultMaker = (scene) =>
  withEntry(scene, (entry) => ({
    rule: 'transaction_listing',
    cause: 'one line missing',
    state: 'cleared',
    edit: {
      on: 'transaction',
      reference: entry.reference,
      apply: (row, { delivery }) => (delivery(entry.reference) <= 1 ? [] : [row]),
    },
    note: 'comes into the transaction listing late; read again it is there',
  }));

/** The CSV of the transaction listing tells another amount than the listing. */
export const csvListingOff: FaultMaker = (scene) => {
  const cents = scene.random.amount(1, 99);
  return withEntry(scene, (entry) => ({
    rule: 'listing_csv',
    edit: {
      on: 'transaction',
      reference: entry.reference,
      apply: (row, { isCsv }) => [isCsv ? { ...row, amount: row.amount + cents } : row],
    },
    note: `is told with ${formatCents(cents)} too much by transactions.csv`,
  }));
};

function withEntry(
  scene: Scene,
  sketch: (entry: Entry) => Pick<Sketch, 'rule' | 'cause' | 'edit' | 'note' | 'state'>,
): Sketch | undefined {
  const entry = pickFrom(
    scene,
    scene.today.bank.entries.filter(
      ({ category }) => category !== 'sweep_in' && category !== 'sweep_out',
    ),
  );
  if (!entry) return undefined;
  const { note, ...rest } = sketch(entry);
  const named = `${entry.category} ${entry.reference} of ${formatCents(entry.amount)}`;
  return {
    ...rest,
    cusip: null,
    reportType: 'TRANSACTION_LIST',
    consequences: [],
    note: `${named} ${note}`,
  };
}
