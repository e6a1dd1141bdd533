import { formatCents } from '../model/money.ts';
import type { Entry } from '../model/records.ts';
import type { Edit } from './fault.ts';
import { type FaultMaker, pickFrom, type Scene } from './scene.ts';

/** A gain of the brokerage statement is told too high; the balances are as they should be. */
export const gainOff: FaultMaker = (scene) => {
  const gain = gainOn(scene, scene.today.brokerage.entries);
  if (!gain) return undefined;
  const cents = scene.random.amount(1, 999);
  return {
    cusip: null,
    reportType: 'BROKERAGE_STATEMENT_REPORT',
    rule: 'statement_balance',
    consequences: ['brokerage_gain', 'earnings_gain'],
    edit: onBrokerage(scene.date, gain, { gained: cents, opening: 0n, closing: 0n }),
    note: `the gain ${gain.reference} is told ${formatCents(cents)} too high`,
  };
};

/** The brokerage account closes too high for a night: a gain makes the day add up, and a smaller one the next. */
export const closingOff: FaultMaker = (scene) => {
  const { date, today, after } = scene;
  const [gain, next] = [today, after].map(({ brokerage }) => gainOn(scene, brokerage.entries));
  if (!gain || !next || after.date.slice(0, 7) !== date.slice(0, 7)) return undefined;
  // A gain must stay a gain: it cannot give more than it has.
  const most = next.amount - 1n < 5_000n ? next.amount - 1n : 5_000n;
  if (most < 100n) return undefined;
  const cents = scene.random.amount(100, Number(most));
  return {
    cusip: null,
    reportType: 'BROKERAGE_STATEMENT_REPORT',
    rule: 'brokerage_closing',
    consequences: ['brokerage_gain'],
    edit: onBrokerage(date, gain, { gained: cents, opening: 0n, closing: cents }),
    alsoEdits: [onBrokerage(after.date, next, { gained: -cents, opening: cents, closing: 0n })],
    note: `the brokerage account closes ${formatCents(cents)} too high for a night`,
    days: [scene.day, scene.day + 1],
  };
};

function gainOn(scene: Scene, entries: readonly Entry[]): Entry | undefined {
  return pickFrom(
    scene,
    entries.filter(({ category }) => category === 'gain'),
  );
}

function onBrokerage(
  date: string,
  gain: Entry,
  by: { readonly gained: bigint; readonly opening: bigint; readonly closing: bigint },
): Edit {
  return {
    on: 'statement',
    account: 'BROKERAGE',
    date,
    apply: (view) => ({
      ...view,
      opening: view.opening + by.opening,
      closing: view.closing + by.closing,
      entries: view.entries.map((entry) =>
        entry.reference === gain.reference ? { ...entry, amount: entry.amount + by.gained } : entry,
      ),
    }),
  };
}
