import { expect, test } from 'vitest';
import { BILL, buy, FRIDAY, MONDAY, maturity, OTHER_BILL, sell } from '../support/ledger-rows.ts';
import { useTreasuries } from '../support/use-treasuries.ts';

const openTreasury = useTreasuries();

test('trades whose cash is quantity times price tie', async () => {
  const treasury = await openTreasury();
  const dealt = [buy(7, MONDAY, { price: '98.612361' }), sell(3, MONDAY)];
  await treasury.trades(MONDAY, ...dealt);
  await treasury.listing(MONDAY, ...dealt, maturity(12, MONDAY));
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});

test.each(['98.00', '98.01'])(
  'half a cent is rounding: one unit at 98.005 may cost %s',
  async (amount) => {
    const treasury = await openTreasury();
    await treasury.trades(MONDAY, buy(1, MONDAY, { price: '98.005', amount }));
    expect(await treasury.breaksAfterReconciling()).toEqual([]);
  },
);

test.each(['97.99', '98.02'])(
  'more than half a cent is a break: one unit at 98.005 may not cost %s',
  async (amount) => {
    const treasury = await openTreasury();
    await treasury.trades(MONDAY, buy(1, MONDAY, { price: '98.005', amount, reference: 'JK-7' }));
    expect(await treasury.breaksAfterReconciling()).toMatchObject([
      {
        rule: 'trade_cash',
        cusip: BILL,
        item: 'JK-7',
        on: MONDAY,
        expected: '98.01',
        actual: amount,
        detail: 'cash differs from quantity times price: 1 x 98.005 = 98.01',
      },
    ]);
  },
);

test('a maturity that pays a cent less than its face is a break', async () => {
  const treasury = await openTreasury();
  await treasury.listing(FRIDAY, maturity(10, FRIDAY, { amount: '999.99', tradeId: 't-1' }));
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    { rule: 'trade_cash', item: 't-1', on: FRIDAY, expected: '1000.00', actual: '999.99' },
  ]);
});

test('each wrong trade is a break of its own, named by its reference', async () => {
  const treasury = await openTreasury();
  await treasury.trades(
    MONDAY,
    buy(1, MONDAY, { amount: '98.05', reference: 'first' }),
    buy(2, MONDAY, { amount: '196.05', reference: 'second' }),
    buy(2, MONDAY, { amount: '196.07', reference: 'third', cusip: OTHER_BILL }),
  );
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    { rule: 'trade_cash', item: 'first' },
    { rule: 'trade_cash', item: 'second' },
    { rule: 'trade_cash', item: 'third', cusip: OTHER_BILL },
  ]);
});

test('wrong trades under one reference are one break, about the worst of them, whatever their order in the file', async () => {
  const wrong = [
    buy(1, MONDAY, { amount: '98.05', reference: 'same' }),
    buy(2, MONDAY, { amount: '196.07', reference: 'same' }),
  ];
  for (const rows of [wrong, wrong.toReversed()]) {
    const treasury = await openTreasury();
    await treasury.trades(MONDAY, ...rows);
    expect(await treasury.breaksAfterReconciling()).toMatchObject([
      { rule: 'trade_cash', item: 'same', expected: '196.00', actual: '196.07' },
      { rule: 'trade_duplicate', item: 'same' },
    ]);
  }
});
