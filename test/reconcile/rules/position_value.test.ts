import { expect, test } from 'vitest';
import { BILL, MONDAY, position, TUESDAY } from '../support/ledger-rows.ts';
import { useTreasuries } from '../support/use-treasuries.ts';

const openTreasury = useTreasuries();

test('a value that is quantity times price ties, halves of a cent rounded up', async () => {
  const treasury = await openTreasury();
  await treasury.summary(MONDAY, position(3, { price: '98.505', value: '295.52' }));
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});

test.each(['295.51', '295.53'])('three units at 98.505 are not worth %s', async (value) => {
  const treasury = await openTreasury();
  await treasury.summary(MONDAY, position(3, { price: '98.505', value }));
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    { rule: 'position_value', cusip: BILL, on: MONDAY, expected: '295.52', actual: value },
  ]);
});

test('a holding of hundreds of billions is checked to the cent', async () => {
  const treasury = await openTreasury();
  const large = position(9_999_999_999, { price: '98.123457', cost: '1.00' });
  const wrong = position(9_999_999_999, {
    price: '98.123457',
    cost: '1.00',
    value: '981234569901.87',
  });
  await treasury.summary(MONDAY, large);
  await treasury.summary(TUESDAY, wrong);
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    { rule: 'position_value', on: TUESDAY, expected: large.marketValue, actual: '981234569901.87' },
  ]);
});

test('a line that stands twice in a summary does not stop the rules', async () => {
  const treasury = await openTreasury();
  const wrong = position(3, { value: '1.00' });
  await treasury.summary(MONDAY, wrong, { ...wrong, locator: 'again' });
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    { rule: 'position_value', expected: '295.50', actual: '1.00' },
  ]);
});
