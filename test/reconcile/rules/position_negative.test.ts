import { expect, test } from 'vitest';
import { BILL, MONDAY, position, sell, TUESDAY, WEDNESDAY } from '../support/ledger-rows.ts';
import { useTreasuries } from '../support/use-treasuries.ts';

const openTreasury = useTreasuries();

test('a holding of nothing at all is sound, and one that cost nothing', async () => {
  const treasury = await openTreasury();
  await treasury.summary(MONDAY, position(0), position(1, { cost: '0.00' }));
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});

test('more sold than was held ties with the trades, and is seen by no other rule', async () => {
  const treasury = await openTreasury();
  await treasury.trades({ from: MONDAY, to: WEDNESDAY }, sell(12, TUESDAY));
  await treasury.summary(MONDAY, position(10));
  const short = position(0, { price: '98.50' });
  await treasury.summary(TUESDAY, {
    ...short,
    quantity: -2n,
    marketValue: position(2).marketValue.replace('', '-') as typeof short.marketValue,
  });
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    {
      rule: 'position_negative',
      cusip: BILL,
      on: TUESDAY,
      expected: '0',
      actual: '-2',
      detail: 'more was sold than was held',
    },
  ]);
});

test('a cost below nothing is a break', async () => {
  const treasury = await openTreasury();
  await treasury.summary(MONDAY, position(1, { cost: '-0.01' }));
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    {
      rule: 'position_negative',
      on: MONDAY,
      actual: '-0.01',
      detail: 'the historical cost is negative',
    },
  ]);
});
