import { expect, test } from 'vitest';
import { stageTrades, tradedOn } from '../../../src/load/stage-rows.ts';
import {
  buy,
  type Entry,
  entry,
  FRIDAY,
  MONDAY,
  position,
  residualCash,
  TUESDAY,
  WEDNESDAY,
} from '../support/ledger-rows.ts';
import type { Treasury } from '../support/treasury.ts';
import { useTreasuries } from '../support/use-treasuries.ts';

const openTreasury = useTreasuries();

const DAYS = { from: MONDAY, to: FRIDAY };

/** 100.00 is swept in on Tuesday, a bill is bought for 98.00 and 0.50 is taken as a fee: 1.50 more than the 5.00 of Monday. */
async function openDay(treasury: Treasury, cash: string, ...more: readonly Entry[]): Promise<void> {
  await treasury.trades(DAYS, buy(1, TUESDAY));
  await treasury.listing(DAYS, buy(1, TUESDAY));
  await treasury.summary(MONDAY, position(10), residualCash('5.00'));
  await treasury.summary(TUESDAY, position(11), residualCash(cash));
  await treasury.summary(WEDNESDAY, position(11), residualCash('6.50'));
  await treasury.brokerage(TUESDAY, {
    // bills alone
    opening: '985.00',
    closing: '1083.50',
    entries: [
      entry('addition', '100.00'),
      entry('fee', '-0.50'),
      entry('gain', '0.50'),
      entry('loss', '-1.50'),
      ...more,
    ],
  });
  await treasury.brokerage(WEDNESDAY, { opening: '1083.50' });
}

test('what is swept in, less what is bought and taken, stays', async () => {
  const treasury = await openTreasury();
  await openDay(treasury, '6.50');
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});

test.each(['6.49', '6.51'])(
  'one wrong cent of %s is one break, though the balance does not hold the cash',
  async (cash) => {
    const treasury = await openTreasury();
    await openDay(treasury, cash);
    expect(await treasury.breaksAfterReconciling()).toMatchObject([
      {
        rule: 'residual_cash_roll',
        on: TUESDAY,
        lastSeenOn: TUESDAY,
        expected: '6.50',
        actual: cash,
        consequences: [`brokerage_gain ${TUESDAY}`],
      },
    ]);
  },
);

test('where the balance holds the cash, the wrong cent explains the closing balance', async () => {
  const treasury = await openTreasury();
  await treasury.trades(DAYS);
  await treasury.listing(DAYS);
  await treasury.summary(MONDAY, position(10), residualCash('5.00'));
  await treasury.summary(TUESDAY, position(10), residualCash('5.01'));
  await treasury.summary(WEDNESDAY, position(10), residualCash('5.00'));
  for (const on of [MONDAY, TUESDAY, WEDNESDAY])
    await treasury.brokerage(on, { opening: '990.00' });
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    {
      rule: 'residual_cash_roll',
      on: TUESDAY,
      lastSeenOn: TUESDAY,
      consequences: [`brokerage_closing ${TUESDAY}`],
    },
  ]);
});

test('a fee that a gain makes good leaves every balance as it is, and the cash too high', async () => {
  const treasury = await openTreasury();
  await openDay(treasury, '6.50', entry('fee', '-2.00'), entry('gain', '2.00'));
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    {
      rule: 'residual_cash_roll',
      on: TUESDAY,
      expected: '4.50',
      actual: '6.50',
      consequences: [`brokerage_gain ${TUESDAY}`],
    },
  ]);
});

test('cash that moves on the day after a sound one is judged by a night that looks at that day alone', async () => {
  const treasury = await openTreasury();
  await openDay(treasury, '6.51');
  await treasury.reconcile();
  await treasury.reconcile({ from: WEDNESDAY, to: WEDNESDAY });
  expect(await treasury.openBreaks()).toMatchObject([{ on: TUESDAY, lastSeenOn: TUESDAY }]);
});

test('a pocket of which no summary tells the cash is not judged', async () => {
  const treasury = await openTreasury();
  await treasury.trades(DAYS);
  await treasury.listing(DAYS);
  await treasury.summaries([MONDAY, TUESDAY], position(10));
  await treasury.brokerage(TUESDAY, { opening: '985.00' });
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});

test('cash that a summary no longer tells is gone', async () => {
  const treasury = await openTreasury();
  await treasury.trades(DAYS);
  await treasury.listing(DAYS);
  await treasury.summaries([MONDAY, WEDNESDAY], position(10), residualCash('5.00'));
  await treasury.summary(TUESDAY, position(10));
  for (const on of [TUESDAY, WEDNESDAY]) await treasury.brokerage(on, { opening: '985.00' });
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    { rule: 'residual_cash_roll', on: TUESDAY, lastSeenOn: TUESDAY, expected: '5.00', actual: '0' },
  ]);
});

/** The trade report tells faces: the cash of one bill at 98.005 is computed, and the listing tells what it was. */
async function openFaces(listedFor: string, cash: string): Promise<Treasury> {
  const treasury = await openTreasury();
  const computed = buy(1, TUESDAY, { price: '98.005', amount: '98.01', quantity: 1n });
  const listed = buy(1, TUESDAY, { price: '98.005', amount: listedFor });
  await treasury.load(
    'TRADE_REPORT',
    DAYS,
    [computed],
    (cut) => stageTrades(cut, tradedOn),
    'face',
  );
  await treasury.listing(DAYS, listed);
  await treasury.summary(MONDAY, position(10, { cost: '980.00' }), residualCash('105.00'));
  await treasury.summary(TUESDAY, position(11, { cost: '1078.01' }), residualCash(cash));
  await treasury.brokerage(TUESDAY, { entries: [] });
  return treasury;
}

test.each([
  ['98.01', '6.99', []],
  ['98.00', '7.00', []],
  ['98.00', '6.99', ['7.00']],
  ['98.01', '7.00', ['6.99']],
])(
  'of a trade whose face alone is told the listing tells the cash: bought for %s, left %s',
  async (listed, cash, expected) => {
    const treasury = await openFaces(listed, cash);
    const breaks = await treasury.breaksAfterReconciling();
    const rolls = breaks.filter(({ rule }) => rule === 'residual_cash_roll');
    expect(rolls.map((told) => told.expected)).toEqual(expected);
  },
);
