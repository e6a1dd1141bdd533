import { describe, expect, test } from 'vitest';
import {
  BILL,
  buy,
  FRIDAY,
  MONDAY,
  maturity,
  NEXT_MONDAY,
  position,
  sell,
  THURSDAY,
  TUESDAY,
  WEDNESDAY,
} from '../support/ledger-rows.ts';
import { provenBreaks } from '../support/proven-breaks.ts';
import { useTreasuries } from '../support/use-treasuries.ts';

const openTreasury = useTreasuries();
const ALL_WEEK = { from: MONDAY, to: FRIDAY };
const nextDay = { settlesOn: WEDNESDAY };

test('a report and a listing that tell the same tie, maturities or not', async () => {
  const treasury = await openTreasury();
  const dealt = [buy(5, TUESDAY, nextDay), buy(7, TUESDAY, nextDay), sell(3, THURSDAY)];
  await treasury.trades(ALL_WEEK, ...dealt);
  await treasury.listing(ALL_WEEK, ...dealt, maturity(12, FRIDAY));
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});

test('a cent in one of them is a break that no other rule sees, and names both', async () => {
  const treasury = await openTreasury();
  await treasury.trades(ALL_WEEK, buy(5, TUESDAY, nextDay));
  await treasury.listing(ALL_WEEK, buy(5, TUESDAY, { ...nextDay, amount: '490.01' }));
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    {
      rule: 'trade_listing',
      on: TUESDAY,
      cusip: BILL,
      item: `BUY ${TUESDAY}`,
      expected: '490.00',
      actual: '490.01',
      detail: 'the trade report tells 1 for 490.00, the trade listing 1 for 490.01',
    },
  ]);
});

test('a trade that only one of them has is named by its reference', async () => {
  const treasury = await openTreasury();
  const missing = buy(7, TUESDAY, { ...nextDay, reference: 'JK-7' });
  await treasury.trades(ALL_WEEK, buy(5, TUESDAY, nextDay));
  await treasury.listing(ALL_WEEK, buy(5, TUESDAY, nextDay), missing);
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    {
      rule: 'trade_listing',
      expected: '5',
      actual: '12',
      detail: expect.stringMatching(/; only in the listing: JK-7$/),
    },
  ]);
});

test('a purchase in the one and a sale in the other are two breaks, not none', async () => {
  const treasury = await openTreasury();
  await treasury.trades(ALL_WEEK, buy(5, TUESDAY, nextDay));
  await treasury.listing(ALL_WEEK, sell(5, TUESDAY, nextDay));
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    { item: `BUY ${TUESDAY}`, expected: '5', actual: '0' },
    { item: `SELL ${TUESDAY}`, expected: '0', actual: '5' },
  ]);
});

describe('days that have not landed', () => {
  test('a trade that has not settled yet is not missed, and is once its day has landed', async () => {
    const treasury = await openTreasury();
    await treasury.trades({ from: MONDAY, to: TUESDAY }, buy(5, TUESDAY, nextDay));
    await treasury.listing({ from: MONDAY, to: TUESDAY });
    expect(await treasury.breaksAfterReconciling()).toEqual([]);
    await treasury.trades(WEDNESDAY);
    await treasury.listing(WEDNESDAY);
    expect(await treasury.breaksAfterReconciling()).toMatchObject([
      { rule: 'trade_listing', on: TUESDAY, expected: '5', actual: '0' },
    ]);
    await treasury.listing(WEDNESDAY, buy(5, TUESDAY, nextDay));
    expect(await treasury.breaksAfterReconciling()).toEqual([]);
  });

  test('a trade of the listing that was dealt before the first report is not missed', async () => {
    const treasury = await openTreasury();
    await treasury.trades({ from: WEDNESDAY, to: FRIDAY });
    await treasury.listing({ from: WEDNESDAY, to: FRIDAY }, buy(5, TUESDAY, nextDay));
    expect(await treasury.breaksAfterReconciling()).toEqual([]);
  });

  test('without a day of settlement a trade is missed after a week', async () => {
    const treasury = await openTreasury();
    const dealt = { ...buy(5, MONDAY), settlementDate: null };
    await treasury.trades(MONDAY, dealt);
    await treasury.listing(ALL_WEEK);
    expect(await treasury.breaksAfterReconciling()).toEqual([]);
    await treasury.listing(NEXT_MONDAY);
    expect(await treasury.breaksAfterReconciling()).toMatchObject([
      { rule: 'trade_listing', on: MONDAY, expected: '5', actual: '0' },
    ]);
  });
});

describe('what it explains', () => {
  test('a trade that the report lacks is one break, and the position that moved is under it', async () => {
    const treasury = await openTreasury();
    await treasury.trades(ALL_WEEK);
    await treasury.listing(ALL_WEEK, buy(5, TUESDAY, nextDay));
    await treasury.summary(MONDAY);
    await treasury.summaries([TUESDAY, WEDNESDAY], position(5));
    expect(await treasury.breaksAfterReconciling()).toMatchObject([
      {
        rule: 'trade_listing',
        consequences: [`position_cost ${TUESDAY}`, `position_quantity ${TUESDAY}`],
      },
    ]);
  });

  test('a position that moved by something else stands beside it', async () => {
    const treasury = await openTreasury();
    await treasury.trades(ALL_WEEK);
    await treasury.listing(ALL_WEEK, buy(5, TUESDAY, nextDay));
    await treasury.summary(MONDAY);
    await treasury.summaries([TUESDAY, WEDNESDAY], position(6));
    const breaks = await treasury.breaksAfterReconciling();
    expect(breaks.map(({ rule }) => rule)).toEqual(['position_quantity', 'trade_listing']);
  });

  test('cash that is not quantity times price is the root of the difference', async () => {
    const treasury = await openTreasury();
    await treasury.trades(ALL_WEEK, buy(5, TUESDAY, { ...nextDay, amount: '490.02' }));
    await treasury.listing(ALL_WEEK, buy(5, TUESDAY, nextDay));
    expect(await treasury.breaksAfterReconciling()).toMatchObject([
      { rule: 'trade_cash', consequences: [`trade_listing ${TUESDAY}`] },
    ]);
  });
});

test('what only one of the two tells is due on the day on which it settles', async () => {
  const treasury = await openTreasury();
  await treasury.trades(ALL_WEEK);
  await treasury.listing(ALL_WEEK, buy(5, TUESDAY, nextDay));
  await treasury.reconcile();
  expect(await provenBreaks(treasury, 'trade_listing')).toMatchObject([
    { on: TUESDAY, dueOn: WEDNESDAY },
  ]);
});
