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

test.each([
  ['-80.00', 'sign', 'without the sign it is 80.000000 for each 100 of face'],
  ['-100.00', 'sign', 'without the sign it is 100.000000 for each 100 of face'],
  ['-79.99', 'unknown', expect.any(String)],
  ['-100.01', 'unknown', expect.any(String)],
])('a cost of %s for one bill is named as %s', async (cost, cause, evidence) => {
  const treasury = await openTreasury();
  await treasury.summary(MONDAY, position(1, { cost }));
  await treasury.reconcile();
  const { rows } = await treasury.pool.query(
    'select rule, cause, evidence from books.fct_break where entity_id = $1',
    [treasury.entityId],
  );
  expect(rows).toEqual([{ rule: 'position_negative', cause, evidence }]);
});

test('a cost with the wrong sign explains why it does not follow from the day before', async () => {
  const treasury = await openTreasury();
  await treasury.summary(MONDAY, position(10));
  await treasury.summary(TUESDAY, position(10, { cost: '-985.00' }));
  await treasury.summary(WEDNESDAY, position(10));
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    { rule: 'position_negative', on: TUESDAY, consequences: [`position_cost ${TUESDAY}`] },
  ]);
});

test('a quantity that stays wrong does not hide a cost below nothing on a quiet day', async () => {
  const treasury = await openTreasury();
  await treasury.trades({ from: MONDAY, to: WEDNESDAY });
  await treasury.summary(MONDAY, position(10));
  await treasury.summary(TUESDAY, position(12));
  await treasury.summary(WEDNESDAY, position(12, { cost: '-1182.00' }));
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    { rule: 'position_negative', on: WEDNESDAY, actual: '-1182.00' },
    { rule: 'position_quantity', on: TUESDAY },
  ]);
});
