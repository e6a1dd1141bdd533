import { expect, test } from 'vitest';
import { entry, MONDAY, TUESDAY, WEDNESDAY } from '../support/ledger-rows.ts';
import { useTreasuries } from '../support/use-treasuries.ts';

const openTreasury = useTreasuries();

test('a bank account that is swept to zero ties', async () => {
  const treasury = await openTreasury();
  await treasury.bank(MONDAY, {
    entries: [entry('deposit', '250.01'), entry('sweep_out', '-250.01')],
  });
  await treasury.bank(TUESDAY);
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});

test.each(['0.01', '-0.01'])('a bank account that closes with %s is a break', async (amount) => {
  const treasury = await openTreasury();
  await treasury.bank(MONDAY, { entries: [entry('payment_in', amount)] });
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    { rule: 'bank_zero_close', account: 'BANK', on: MONDAY, expected: '0', actual: amount },
  ]);
});

test('money that is left for days is seen by no other rule, and is one break', async () => {
  const treasury = await openTreasury();
  await treasury.bank(MONDAY, { entries: [entry('deposit', '5.00')] });
  await treasury.bank(TUESDAY, { opening: '5.00' });
  await treasury.bank(WEDNESDAY, { opening: '5.00' });
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    { rule: 'bank_zero_close', on: MONDAY, lastSeenOn: WEDNESDAY, actual: '5.00' },
  ]);
});

test('a brokerage account may close with any balance', async () => {
  const treasury = await openTreasury();
  await treasury.brokerage(MONDAY, { opening: '5.00' });
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});
