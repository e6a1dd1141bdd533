import { describe, expect, test } from 'vitest';
import { entry, MONDAY, moved, TUESDAY } from '../support/ledger-rows.ts';
import { useTreasuries } from '../support/use-treasuries.ts';

const openTreasury = useTreasuries();

/** Lines without a reference. */
const plain = { reference: null };
const swept = (amount: string) => entry('sweep_out', amount, plain);

test('lines tie by their references, by their amounts, fees as well, and sweeps are left out', async () => {
  const treasury = await openTreasury();
  await treasury.bank(MONDAY, {
    entries: [
      entry('payment_in', '100.00', { reference: 'B-1' }),
      entry('deposit', '25.00', plain),
      entry('deposit', '25.00', plain),
      entry('fee', '-15.00', plain),
      swept('-135.00'),
    ],
  });
  await treasury.transactions(
    MONDAY,
    moved('-15.00', MONDAY),
    moved('25.00', MONDAY, { activityId: 'x' }),
    moved('25.00', MONDAY, { activityId: 'y' }),
    moved('100.00', MONDAY, { traceNumber: 'B-1' }),
  );
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});

test('a cent between two lines of one reference is one break, and names both sources', async () => {
  const treasury = await openTreasury();
  await treasury.bank(MONDAY, {
    entries: [entry('payment_in', '100.00', { reference: 'B-1' }), swept('-100.00')],
  });
  await treasury.transactions(MONDAY, moved('100.01', MONDAY, { reference: 'B-1' }));
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    {
      rule: 'transaction_listing',
      account: 'BANK',
      item: 'B-1',
      on: MONDAY,
      expected: '100.00',
      actual: '100.01',
      detail: 'the bank statement tells 100.00, the transaction listing 100.01',
    },
  ]);
});

test('amounts that are changed between two references are two breaks, though the sums agree', async () => {
  const treasury = await openTreasury();
  const named = (reference: string, amount: string) => entry('deposit', amount, { reference });
  await treasury.bank(MONDAY, {
    entries: [named('B-1', '10.00'), named('B-2', '20.00'), swept('-30.00')],
  });
  await treasury.transactions(
    MONDAY,
    moved('20.00', MONDAY, { reference: 'B-1' }),
    moved('10.00', MONDAY, { reference: 'B-2' }),
  );
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    { item: 'B-1', expected: '10.00', actual: '20.00' },
    { item: 'B-2', expected: '20.00', actual: '10.00' },
  ]);
});

test('what stands in one of them only is told with the one that lacks it', async () => {
  const treasury = await openTreasury();
  await treasury.bank(MONDAY, {
    entries: [entry('fee', '-15.00', plain), entry('deposit', '40.00', plain), swept('-25.00')],
  });
  await treasury.transactions(MONDAY, moved('40.00', MONDAY));
  await treasury.bank(TUESDAY);
  await treasury.transactions(TUESDAY, moved('7.00', TUESDAY, { reference: 'T-7' }));
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    {
      item: `-15.00 on ${MONDAY}`,
      expected: '-15.00',
      actual: '0',
      detail: 'the bank statement tells -15.00, which the transaction listing does not have',
    },
    {
      item: 'T-7',
      on: TUESDAY,
      expected: '0',
      actual: '7.00',
      detail: 'the transaction listing tells 7.00, which the bank statement does not have',
    },
  ]);
});

test('without references one line that is left on each side is one break, and two are two', async () => {
  const treasury = await openTreasury();
  await treasury.bank(MONDAY, { entries: [entry('deposit', '40.00', plain), swept('-40.00')] });
  await treasury.transactions(MONDAY, moved('41.00', MONDAY));
  await treasury.bank(TUESDAY, { entries: [entry('deposit', '40.00', plain), swept('-40.00')] });
  await treasury.transactions(TUESDAY, moved('-40.00', TUESDAY));
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    { on: MONDAY, expected: '40.00', actual: '41.00' },
    { on: TUESDAY, expected: '0', actual: '-40.00' },
    { on: TUESDAY, expected: '40.00', actual: '0' },
  ]);
});

test('is left to completeness where one of the two has not landed', async () => {
  const treasury = await openTreasury();
  await treasury.bank(MONDAY, { entries: [entry('deposit', '40.00'), swept('-40.00')] });
  await treasury.transactions(TUESDAY, moved('7.00', TUESDAY));
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});

describe('what it explains', () => {
  test('an entry that the statement lacks, whose balances know of it', async () => {
    const treasury = await openTreasury();
    await treasury.bank(MONDAY, { closing: '0.00', entries: [swept('-40.00')] });
    await treasury.transactions(MONDAY, moved('40.00', MONDAY));
    expect(await treasury.breaksAfterReconciling()).toMatchObject([
      {
        rule: 'transaction_listing',
        expected: '0',
        actual: '40.00',
        consequences: [`statement_balance ${MONDAY}`],
      },
    ]);
  });

  test('a closing balance that is wrong is none of its business', async () => {
    const treasury = await openTreasury();
    const entries = [entry('deposit', '40.00', plain), swept('-40.00')];
    await treasury.bank(MONDAY, { closing: '5.00', entries });
    await treasury.transactions(MONDAY, moved('40.00', MONDAY));
    expect(await treasury.breaksAfterReconciling()).toMatchObject([
      { rule: 'bank_zero_close', consequences: [`statement_balance ${MONDAY}`] },
    ]);
  });

  test('a sweep that is not known as one is the root of the line too many', async () => {
    const treasury = await openTreasury();
    await treasury.bank(MONDAY, {
      entries: [entry('deposit', '40.00', plain), entry('unclassified', '-40.00')],
    });
    await treasury.transactions(MONDAY, moved('40.00', MONDAY));
    expect(await treasury.breaksAfterReconciling()).toMatchObject([
      { rule: 'unclassified_entry', consequences: [`transaction_listing ${MONDAY}`] },
    ]);
  });
});
