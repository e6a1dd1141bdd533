import { expect, test } from 'vitest';
import { entry, MONDAY } from '../support/ledger-rows.ts';
import { useTreasuries } from '../support/use-treasuries.ts';

const openTreasury = useTreasuries();

const ENTRIES = [entry('addition', '100.10'), entry('gain', '0.25'), entry('fee', '-3.00')];

test('a statement whose entries lead from opening to closing ties', async () => {
  const treasury = await openTreasury();
  await treasury.brokerage(MONDAY, { opening: '50.00', closing: '147.35', entries: ENTRIES });
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});

test('a statement without entries ties when it closes as it opened', async () => {
  const treasury = await openTreasury();
  await treasury.brokerage(MONDAY, { opening: '50.00', closing: '50.00' });
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});

test.each([
  ['147.34', 'a cent less'],
  ['147.36', 'a cent more'],
])('a statement that closes with %s, %s than its entries say, is a break', async (closing) => {
  const treasury = await openTreasury();
  await treasury.brokerage(MONDAY, { opening: '50.00', closing, entries: ENTRIES });
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    {
      rule: 'statement_balance',
      account: 'BROKERAGE',
      on: MONDAY,
      expected: '147.35',
      actual: closing,
      detail:
        'an entry is missing, doubled or wrong, or a balance is: opened with 50.00, entries of 97.35 in all',
    },
  ]);
});

test('a payment that is missing from a swept bank account is seen by no other rule', async () => {
  const treasury = await openTreasury();
  await treasury.bank(MONDAY, {
    closing: '0.00',
    entries: [entry('deposit', '80.00'), entry('sweep_out', '-100.00')],
  });
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    { rule: 'statement_balance', account: 'BANK', expected: '-20.00', actual: '0.00' },
  ]);
});

test('a cent is not lost beside hundreds of billions', async () => {
  const treasury = await openTreasury();
  const opening = '999999999999999.98';
  await treasury.brokerage(MONDAY, { opening, closing: '999999999999999.99' });
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    { rule: 'statement_balance', expected: opening, actual: '999999999999999.99' },
  ]);
});

test.each([
  [{ opening: null, closing: '5.00' }, 'the statement has no opening balance'],
  [{ opening: '5.00', closing: null }, 'the statement has no closing balance'],
  [{ opening: null, closing: null }, 'the statement has no opening balance'],
])('a statement that cannot be checked, %o, is a break that says why', async (balances, detail) => {
  const treasury = await openTreasury();
  await treasury.brokerage(MONDAY, balances);
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    { rule: 'statement_balance', detail },
  ]);
});
