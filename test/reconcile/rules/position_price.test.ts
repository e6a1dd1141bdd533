import { expect, test } from 'vitest';
import { BILL, MONDAY, OTHER_BILL, position, quote, TUESDAY } from '../support/ledger-rows.ts';
import { useTreasuries } from '../support/use-treasuries.ts';

const openTreasury = useTreasuries();

test('a position at the price of its day ties, however many decimals it is written with', async () => {
  const treasury = await openTreasury();
  await treasury.prices(MONDAY, quote('98.5000'), quote('97', OTHER_BILL));
  await treasury.summary(MONDAY, position(4, { price: '98.5' }));
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});

test.each(['98.499999', '98.500001'])(
  'a position at %s where 98.5 was reported is seen by no other rule',
  async (price) => {
    const treasury = await openTreasury();
    await treasury.prices(MONDAY, quote('98.5'));
    await treasury.summary(MONDAY, position(4, { price }));
    expect(await treasury.breaksAfterReconciling()).toMatchObject([
      {
        rule: 'position_price',
        cusip: BILL,
        on: MONDAY,
        expected: '98.50000000',
        actual: `${price}00`,
        detail: 'price differs from the reported one',
      },
    ]);
  },
);

test('a position for which no price was reported is a break', async () => {
  const treasury = await openTreasury();
  await treasury.prices(MONDAY, quote('98.5', OTHER_BILL));
  await treasury.summary(MONDAY, position(4));
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    {
      rule: 'position_price',
      expected: null,
      actual: '98.50000000',
      detail: 'no price was reported for this security',
    },
  ]);
});

test('a day whose prices have not landed is left to completeness, an empty report is not', async () => {
  const treasury = await openTreasury();
  await treasury.summaries([MONDAY, TUESDAY], position(4));
  await treasury.prices(TUESDAY);
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    { rule: 'position_price', on: TUESDAY },
  ]);
});

test('all pockets are held against the one price', async () => {
  const treasury = await openTreasury(['pocket-1', 'pocket-2']);
  await treasury.prices(MONDAY, quote('98.5'));
  await treasury.summary(MONDAY, position(4), position(4, { pocket: 'pocket-2', price: '98.6' }));
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    { rule: 'position_price', pocket: 'pocket-2' },
  ]);
});

test('a line that stands twice in a summary does not stop the rules', async () => {
  const treasury = await openTreasury();
  await treasury.prices(MONDAY, quote('98.4'));
  await treasury.summary(MONDAY, position(4), { ...position(4), locator: 'again' });
  expect(await treasury.breaksAfterReconciling()).toMatchObject([{ rule: 'position_price' }]);
});
