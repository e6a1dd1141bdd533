import { expect, test } from 'vitest';
import {
  buy,
  FRIDAY,
  MONDAY,
  maturity,
  moved,
  TUESDAY,
  WEDNESDAY,
} from '../support/ledger-rows.ts';
import { useTreasuries } from '../support/use-treasuries.ts';

const openTreasury = useTreasuries();
const ALL_WEEK = { from: MONDAY, to: FRIDAY };

const bought = buy(5, TUESDAY, { settlesOn: WEDNESDAY, tradeId: 't-1' });
const wired = moved('40.00', TUESDAY, { activityId: 'x-1', wireId: 'w-1' });

test('listings that tell the same twice tie, whatever else their CSV leaves out', async () => {
  const treasury = await openTreasury();
  await treasury.listing(ALL_WEEK, bought, maturity(3, FRIDAY));
  await treasury.tradesCsv(ALL_WEEK, { ...bought, reference: null }, maturity(3, FRIDAY));
  await treasury.transactions(ALL_WEEK, wired);
  await treasury.transactionsCsv(ALL_WEEK, { ...wired, wireId: null, title: 'Wire' });
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});

test('a cent between the two is a break that no other rule sees', async () => {
  const treasury = await openTreasury();
  await treasury.transactions(ALL_WEEK, wired);
  await treasury.transactionsCsv(ALL_WEEK, moved('40.01', TUESDAY, { activityId: 'x-1' }));
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    {
      rule: 'listing_csv',
      item: 'x-1',
      on: TUESDAY,
      expected: '40.00',
      actual: '40.01',
      detail: 'the transaction listing and its CSV tell one transaction differently',
    },
  ]);
});

test('a trade that only one of the two has is a break, on the day on which it was dealt', async () => {
  const treasury = await openTreasury();
  await treasury.listing(ALL_WEEK, bought);
  await treasury.tradesCsv(ALL_WEEK, { ...bought, tradeId: 't-2' });
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    { item: 't-1', on: TUESDAY, expected: '490.00', actual: '0' },
    { item: 't-2', on: TUESDAY, expected: '0', actual: '490.00' },
  ]);
});

test('what one of the two has not landed for is not compared', async () => {
  const treasury = await openTreasury();
  await treasury.listing({ from: MONDAY, to: TUESDAY });
  await treasury.tradesCsv({ from: MONDAY, to: TUESDAY }, bought);
  await treasury.transactions(TUESDAY, wired);
  await treasury.transactionsCsv(MONDAY);
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});

test('a CSV that cannot be had leaves nothing missing', async () => {
  const treasury = await openTreasury();
  await treasury.owe('TRADE_LIST_CSV', MONDAY);
  await treasury.owe('TRANSACTION_LIST_CSV', MONDAY);
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});
