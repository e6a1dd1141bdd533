import { expect, test } from 'vitest';
import { MONDAY, residualCash, TUESDAY } from '../support/ledger-rows.ts';
import { useTreasuries } from '../support/use-treasuries.ts';

const openTreasury = useTreasuries();

test.each(['0.00', '99.99'])('residual cash of %s ties', async (amount) => {
  const treasury = await openTreasury();
  await treasury.summary(MONDAY, residualCash(amount));
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});

test.each([
  ['100.00', '99.99', 'residual cash would buy another bill'],
  ['-0.01', '0', 'residual cash is negative'],
])('residual cash of %s is a break that no other rule sees', async (actual, expected, detail) => {
  const treasury = await openTreasury();
  await treasury.summary(MONDAY, residualCash(actual));
  await treasury.summary(TUESDAY, residualCash('50.00'));
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    { rule: 'residual_cash', on: MONDAY, lastSeenOn: MONDAY, expected, actual, detail },
  ]);
});
