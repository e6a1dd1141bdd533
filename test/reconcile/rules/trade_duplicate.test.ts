import { expect, test } from 'vitest';
import {
  BILL,
  buy,
  MONDAY,
  maturity,
  OTHER_BILL,
  position,
  sell,
  TUESDAY,
} from '../support/ledger-rows.ts';
import { useTreasuries } from '../support/use-treasuries.ts';

const openTreasury = useTreasuries();

const once = buy(5, TUESDAY, { reference: 'JK-1', line: 2 });
const again = { ...once, locator: 'line 9' };

test('equal trades under two references tie', async () => {
  const treasury = await openTreasury();
  await treasury.trades(TUESDAY, once, { ...once, reference: 'JK-2' });
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});

test('a line that stands twice is seen by no other rule: it counts once, and both places are named', async () => {
  const treasury = await openTreasury();
  await treasury.trades({ from: MONDAY, to: TUESDAY }, once, again);
  await treasury.summary(MONDAY);
  await treasury.summary(TUESDAY, position(5));
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    {
      rule: 'trade_duplicate',
      cusip: BILL,
      item: 'JK-1',
      on: TUESDAY,
      expected: '1',
      actual: '2',
      detail: 'the report has the same line more than once: line 2 and line 9',
    },
  ]);
});

test('a line that stands three times is one break that counts them', async () => {
  const treasury = await openTreasury();
  await treasury.trades(TUESDAY, once, again, { ...once, locator: 'line 10' });
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    { rule: 'trade_duplicate', expected: '1', actual: '3' },
  ]);
});

test('equal lines without a reference are two trades', async () => {
  const treasury = await openTreasury();
  const twin = { ...once, reference: null };
  await treasury.trades(TUESDAY, twin, { ...twin, locator: 'line 9' });
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});

test('one reference for different trades is a break', async () => {
  const treasury = await openTreasury();
  await treasury.trades(TUESDAY, once, sell(2, TUESDAY, { reference: 'JK-1', cusip: OTHER_BILL }));
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    {
      rule: 'trade_duplicate',
      item: 'JK-1',
      expected: '1',
      actual: '2',
      detail: 'one reference stands for different trades',
    },
  ]);
});

test('one reference for a doubled line and for another trade is a break', async () => {
  const treasury = await openTreasury();
  await treasury.trades(TUESDAY, once, again, sell(2, TUESDAY, { reference: 'JK-1' }));
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    { rule: 'trade_duplicate', item: 'JK-1', cusip: BILL },
  ]);
});

test('a maturity that stands on two pages of the listing is no fault and counts once', async () => {
  const treasury = await openTreasury();
  const paid = maturity(5, TUESDAY, { tradeId: 't-1', reference: null });
  await treasury.summary(MONDAY, position(5));
  await treasury.summary(TUESDAY);
  await treasury.listing(TUESDAY, paid, { ...paid, locator: 'page[2].items[1]' });
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});
