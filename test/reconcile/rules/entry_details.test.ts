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
