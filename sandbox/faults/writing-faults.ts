import { formatCents } from '../model/money.ts';
import type { Entry } from '../model/records.ts';
import type { StatementView } from '../render/views.ts';
import type { Edit } from './fault.ts';
import { type FaultMaker, pickFrom, type Scene } from './scene.ts';

// The figures are right, and the statement says something else beside them.

/** The bank statement of the day before is handed out again, under the date of this day. */
export const statementRepeated: FaultMaker = (scene) => {
  const { before, today, date } = scene;
  const isTold = [before, today].every(({ bank }) => flowsOf(bank.entries).length > 0);
  if (!isTold) return undefined;
  const { opening, closing, entries } = before.bank;
  return {
    cusip: null,
    reportType: 'BANK_STATEMENT_REPORT',
    rule: 'statement_duplicate',
    cause: 'dated k days off',
    consequences: ['transaction_listing', 'sweep_legs'],
    edit: onBank(date, (view) => ({ ...view, opening, closing, entries })),
    note: `the bank statement repeats that of ${before.date}`,
    days: [scene.day - 1, scene.day],
  };
};

/** A line of the bank statement has a code and a text that nobody has told us of. */
export const entryUnclassified: FaultMaker = (scene) =>
  onFlow(scene, () => ({ text: 'Sundry item', code: 'SUNDRY' }), {
    rule: 'unclassified_entry',
    note: 'has a code and a text that are not known',
  });

/** What is told within a line of the bank statement is not what the line is. */
export const detailsOff: FaultMaker = (scene) => {
  if (!tellsDetails(scene)) return undefined;
  const cents = scene.random.amount(1, 99);
  return onFlow(scene, ({ amount }) => ({ detailed: amount + cents }), {
    rule: 'entry_details',
    note: `has details that add up to ${formatCents(cents)} more`,
  });
};

// Where the details of an entry came to have an amount.
const DETAILS_SINCE = 3;

export function tellsDetails({ profile }: Pick<Scene, 'profile'>): boolean {
  return Number(profile.camt053.version.slice(4)) >= DETAILS_SINCE;
}

/** The bank statement sums its entries up wrongly. */
export const summaryOff: FaultMaker = (scene) => {
  if (flowsOf(scene.today.bank.entries).length === 0) return undefined;
  const cents = scene.random.amount(1, 999);
  return {
    cusip: null,
    reportType: 'BANK_STATEMENT_REPORT',
    rule: 'statement_summary',
    consequences: [],
    edit: onBank(scene.date, (view) => ({ ...view, summedUp: cents })),
    note: `the bank statement sums its entries up to ${formatCents(cents)} too much`,
  };
};

function onFlow(
  scene: Scene,
  change: (entry: Entry) => Partial<Entry>,
  { rule, note }: { readonly rule: 'unclassified_entry' | 'entry_details'; readonly note: string },
): ReturnType<FaultMaker> {
  const entry = pickFrom(scene, flowsOf(scene.today.bank.entries));
  if (!entry) return undefined;
  return {
    cusip: null,
    reportType: 'BANK_STATEMENT_REPORT',
    rule,
    consequences: [],
    edit: onBank(scene.date, (view) => ({
      ...view,
      entries: view.entries.map((told) =>
        told.reference === entry.reference ? { ...told, ...change(told) } : told,
      ),
    })),
    note: `${entry.category} ${entry.reference} of ${formatCents(entry.amount)} ${note}`,
  };
}

function flowsOf(entries: readonly Entry[]): Entry[] {
  return entries.filter(({ category }) => !category.startsWith('sweep'));
}

function onBank(date: string, apply: (view: StatementView) => StatementView): Edit {
  return { on: 'statement', account: 'BANK', date, apply };
}
