import { expect, test } from 'vitest';
import { entry, MONDAY } from '../support/ledger-rows.ts';
import { useTreasuries } from '../support/use-treasuries.ts';

const openTreasury = useTreasuries();

test('entries of known kinds tie', async () => {
  const treasury = await openTreasury();
  await treasury.brokerage(MONDAY, { entries: [entry('gain', '1.00'), entry('fee', '-0.25')] });
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});

test('an entry of no known kind is seen by no other rule, and told with its text', async () => {
  const treasury = await openTreasury();
  await treasury.brokerage(MONDAY, {
    entries: [
      entry('gain', '1.00'),
      entry('unclassified', '0.01', { reference: 'N-1', description: 'Coupon 4/26' }),
    ],
  });
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    {
      rule: 'unclassified_entry',
      account: 'BROKERAGE',
      item: 'N-1',
      on: MONDAY,
      expected: '0',
      actual: '0.01',
      detail: 'the profile knows neither the code nor the text: Coupon 4/26',
    },
  ]);
});

test('an entry without a reference is named by its place, without a text by the lack of it', async () => {
  const treasury = await openTreasury();
  const nameless = { reference: null };
  await treasury.brokerage(MONDAY, {
    entries: [entry('unclassified', '7.00', nameless), entry('unclassified', '-3.00', nameless)],
  });
  const detail = 'the profile knows neither the code nor the text: no text';
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    { item: 'Stmt[1]/Ntry[1]', actual: '7.00', detail },
    { item: 'Stmt[1]/Ntry[2]', actual: '-3.00', detail },
  ]);
});

test('entries under one reference are one break over their sum', async () => {
  const treasury = await openTreasury();
  const same = { reference: 'N-1' };
  await treasury.brokerage(MONDAY, {
    entries: [entry('unclassified', '7.00', same), entry('unclassified', '-3.00', same)],
  });
  expect(await treasury.breaksAfterReconciling()).toMatchObject([{ item: 'N-1', actual: '4.00' }]);
});

test('it is a warning', async () => {
  const treasury = await openTreasury();
  await treasury.brokerage(MONDAY, { entries: [entry('unclassified', '7.00')] });
  await treasury.reconcile();
  const { rows } = await treasury.pool.query(
    'select severity from books.fct_break where entity_id = $1',
    [treasury.entityId],
  );
  expect(rows).toEqual([{ severity: 'warning' }]);
});
