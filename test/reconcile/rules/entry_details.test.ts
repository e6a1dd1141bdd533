import { expect, test } from 'vitest';
import { entry, MONDAY } from '../support/ledger-rows.ts';
import { useTreasuries } from '../support/use-treasuries.ts';

const openTreasury = useTreasuries();

test('an entry that its details add up to ties, and so does one without details', async () => {
  const treasury = await openTreasury();
  await treasury.brokerage(MONDAY, {
    entries: [entry('gain', '5.00', { residual: '0.00' }), entry('fee', '-2.00')],
  });
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});

test('a cent that the details leave over is seen by no other rule', async () => {
  const treasury = await openTreasury();
  await treasury.brokerage(MONDAY, {
    entries: [entry('gain', '5.00', { residual: '0.01', reference: 'N-1' })],
  });
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    { rule: 'entry_details', item: 'N-1', on: MONDAY, expected: '5.00', actual: '4.99' },
  ]);
});

test('entries of one reference do not cancel each other out', async () => {
  const treasury = await openTreasury();
  const same = { reference: 'NONREF' };
  await treasury.brokerage(MONDAY, {
    entries: [
      entry('gain', '50.00', { ...same, residual: '5.00' }),
      entry('gain', '60.00', { ...same, residual: '-5.00' }),
    ],
  });
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    { rule: 'entry_details', item: 'Stmt[1]/Ntry[1]', expected: '50.00', actual: '45.00' },
    { rule: 'entry_details', item: 'Stmt[1]/Ntry[2]', expected: '60.00', actual: '65.00' },
  ]);
});
