import { type Cents, formatCents } from '../model/money.ts';
import type { Category, Entry } from '../model/records.ts';
import type { StatementView } from '../render/views.ts';
import { type FaultMaker, pickFrom } from './scene.ts';

const CUSTOMER_FLOWS: readonly Category[] = ['deposit', 'withdrawal', 'payment_in', 'payment_out'];

/** A deposit, withdrawal or payment is missing; the balances know of it. */
export const missingEntry: FaultMaker = (scene) => {
  const entry = pickFrom(scene, entriesOf(scene.today.bank.entries, CUSTOMER_FLOWS));
  if (!entry) return undefined;
  return {
    cusip: null,
    reportType: 'BANK_STATEMENT_REPORT',
    rule: 'transaction_listing',
    cause: 'one line missing',
    consequences: ['statement_balance'],
    edit: {
      on: 'statement',
      account: 'BANK',
      date: scene.date,
      apply: (view) => without(view, entry.reference),
    },
    note: `${nameOf(entry)} is missing from the bank statement`,
  };
};

/** As missing_entry, but only in what is delivered first. */
export const restatedReport: FaultMaker = (scene) => {
  const entry = pickFrom(scene, entriesOf(scene.today.bank.entries, CUSTOMER_FLOWS));
  if (!entry) return undefined;
  return {
    cusip: null,
    reportType: 'BANK_STATEMENT_REPORT',
    rule: 'transaction_listing',
    cause: 'one line missing',
    consequences: ['statement_balance'],
    state: 'cleared',
    edit: {
      on: 'statement',
      account: 'BANK',
      date: scene.date,
      apply: (view, delivery) => (delivery === 1 ? without(view, entry.reference) : view),
    },
    note: `${nameOf(entry)} is missing when the bank statement is delivered first; asked again it is there`,
  };
};

/** The bank account closes with money in it, and opens the next day without. */
export const nonzeroClose: FaultMaker = (scene) => {
  const left = scene.random.amount(100, 9_999);
  return {
    cusip: null,
    reportType: 'BANK_STATEMENT_REPORT',
    rule: 'bank_zero_close',
    consequences: ['statement_balance', 'statement_chain'],
    edit: {
      on: 'statement',
      account: 'BANK',
      date: scene.date,
      apply: (view) => ({ ...view, closing: view.closing + left }),
    },
    note: `the bank account closes at ${formatCents(left)}`,
  };
};

/** The brokerage account opens with more than it closed with; the day itself adds up, since a gain or loss makes good. */
export const brokenChain: FaultMaker = (scene) => {
  const entry = pickFrom(scene, entriesOf(scene.today.brokerage.entries, ['gain', 'loss']));
  if (!entry) return undefined;
  // A gain must stay a gain: it cannot give more than it has.
  const most = entry.amount > 0n ? entry.amount - 1n : 5_000n;
  if (most < 100n) return undefined;
  const shift = scene.random.amount(100, Number(most < 5_000n ? most : 5_000n));
  return {
    cusip: null,
    reportType: 'BROKERAGE_STATEMENT_REPORT',
    rule: 'statement_chain',
    consequences: ['brokerage_gain', 'earnings_gain'],
    edit: {
      on: 'statement',
      account: 'BROKERAGE',
      date: scene.date,
      apply: (view) => ({
        ...shifted(view, entry.reference, -shift),
        opening: view.opening + shift,
      }),
    },
    note: `opens ${formatCents(shift)} above the last closing balance`,
  };
};

/** The brokerage side of a sweep is missing. */
export const lostSweepLeg: FaultMaker = (scene) => {
  const entry = pickFrom(
    scene,
    entriesOf(scene.today.brokerage.entries, ['addition', 'subtraction']),
  );
  if (!entry) return undefined;
  return {
    cusip: null,
    reportType: 'BROKERAGE_STATEMENT_REPORT',
    rule: 'sweep_legs',
    cause: 'one line missing',
    consequences: ['statement_balance', 'residual_cash_roll'],
    edit: {
      on: 'statement',
      account: 'BROKERAGE',
      date: scene.date,
      apply: (view) => without(view, entry.reference),
    },
    note: `${nameOf(entry)} (${entry.endToEndId}) is missing from the brokerage statement`,
  };
};

function entriesOf(entries: readonly Entry[], categories: readonly Category[]): Entry[] {
  return entries.filter(({ category }) => categories.includes(category));
}

function without(view: StatementView, reference: string): StatementView {
  return { ...view, entries: view.entries.filter((entry) => entry.reference !== reference) };
}

function shifted(view: StatementView, reference: string, by: Cents): StatementView {
  const entries = view.entries.map((entry) =>
    entry.reference === reference ? { ...entry, amount: entry.amount + by } : entry,
  );
  return { ...view, entries };
}

function nameOf(entry: Entry): string {
  return `${entry.category} ${entry.reference} of ${formatCents(entry.amount)}`;
}
