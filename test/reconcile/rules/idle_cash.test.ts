import { expect, test } from 'vitest';
import type { BusinessDate } from '../../../src/domain/business-date.ts';
import {
  buy,
  FRIDAY,
  MONDAY,
  NEXT_MONDAY,
  OTHER_BILL,
  position,
  residualCash,
  THURSDAY,
  TUESDAY,
  WEDNESDAY,
  WEEK,
} from '../support/ledger-rows.ts';
import type { Treasury } from '../support/treasury.ts';
import { useTreasuries } from '../support/use-treasuries.ts';

const openTreasury = useTreasuries();

/** Bills at 98.50 and 99.00, and so much cash on each of these days. */
async function keep(treasury: Treasury, cash: string, ...days: readonly BusinessDate[]) {
  const bills = [position(1), position(1, { cusip: OTHER_BILL, price: '99.00' })];
  await treasury.summaries(days, ...bills, residualCash(cash));
}

test.each([
  ['98.50', [MONDAY, TUESDAY]],
  ['98.49', WEEK],
])('%s of cash may lie idle on %j', async (cash, days) => {
  const treasury = await openTreasury();
  await keep(treasury, cash, ...days);
  await keep(treasury, '0.00', NEXT_MONDAY);
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});

test('what would buy the cheapest bill of the pocket is a break from its third day on, and told in dollar-days', async () => {
  const treasury = await openTreasury();
  await treasury.listing(MONDAY, buy(1, MONDAY, { maturesOn: NEXT_MONDAY }));
  await keep(treasury, '98.50', ...WEEK);
  const [found] = (await treasury.breaksAfterReconciling()).filter(
    ({ rule }) => rule === 'idle_cash',
  );
  expect(found).toMatchObject({
    on: WEDNESDAY,
    lastSeenOn: FRIDAY,
    expected: '0',
    actual: '1',
    // seven nights of 98.50; the 1.50 of discount are earned over 7, 6, 5, 4 and 3 nights: 1.4775 x (1/7 + 1/6 + 1/5 + 1/4 + 3/3)
    detail:
      'residual cash would have bought 1 x 100 of face for 98.50 each: 689.50 dollar-days, which would have earned 2.60',
  });
});

test('a day without it begins the count again', async () => {
  const treasury = await openTreasury();
  await keep(treasury, '98.50', MONDAY, TUESDAY);
  await keep(treasury, '1.00', WEDNESDAY);
  await keep(treasury, '98.50', THURSDAY, FRIDAY);
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});

test('cash of 100 and more is one break, not two', async () => {
  const treasury = await openTreasury();
  await keep(treasury, '100.00', ...WEEK);
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    { rule: 'residual_cash', on: MONDAY, consequences: [`idle_cash ${WEDNESDAY}`] },
  ]);
});

test('a night that looks at the last day alone goes on counting', async () => {
  const treasury = await openTreasury();
  await keep(treasury, '98.50', ...WEEK);
  await treasury.reconcile();
  await treasury.reconcile({ from: FRIDAY, to: FRIDAY });
  expect(await treasury.openBreaks()).toMatchObject([
    { rule: 'idle_cash', on: WEDNESDAY, lastSeenOn: FRIDAY },
  ]);
});

test.each([
  ['on the first of these days', [TUESDAY, WEDNESDAY, THURSDAY], []],
  ['before', [WEDNESDAY, THURSDAY, FRIDAY], [`idle_cash ${FRIDAY}`]],
])('cash that went wrong %s', async (_when, idle, ofItsOwn) => {
  const treasury = await openTreasury();
  await treasury.trades(TUESDAY);
  await treasury.listing(TUESDAY);
  await treasury.brokerage(TUESDAY);
  await keep(treasury, '1.00', MONDAY);
  await keep(treasury, '50.00', TUESDAY);
  await keep(treasury, '98.50', ...idle);
  const found = await treasury.breaksAfterReconciling();
  const names = found.map(({ rule, on }) => `${rule} ${on}`);
  expect(names).toContain(`residual_cash_roll ${TUESDAY}`);
  expect(names.filter((name) => name.startsWith('idle_cash'))).toEqual(ofItsOwn);
});
