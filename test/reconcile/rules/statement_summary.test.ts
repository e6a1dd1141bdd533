import { expect, test } from 'vitest';
import { decimal, entry, MONDAY } from '../support/ledger-rows.ts';
import { useTreasuries } from '../support/use-treasuries.ts';

const openTreasury = useTreasuries();
const ENTRIES = [entry('gain', '5.00'), entry('fee', '-2.00')];

test('a statement that sums its entries as they are ties', async () => {
  const treasury = await openTreasury();
  await treasury.brokerage(MONDAY, {
    entries: ENTRIES,
    summary: {
      entries: 2,
      net: decimal('3.00', 2),
      creditEntries: 1,
      credits: decimal('5', 2),
      debitEntries: 1,
      debits: decimal('2.00', 2),
    },
  });
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});

test('a statement that is silent about its sums is not judged by them', async () => {
  const treasury = await openTreasury();
  await treasury.brokerage(MONDAY, { entries: ENTRIES, summary: { entries: 2 } });
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});

test.each([
  ['net', { net: decimal('3.01', 2) }, '3.01', '3.00'],
  ['credits', { credits: decimal('4.99', 2), entries: 3 }, '4.99', '5.00'],
  ['debits', { debits: decimal('0.00', 2) }, '0.00', '2.00'],
  ['number of entries', { entries: 3 }, '3', '2'],
])(
  'a statement that is wrong about its %s is one break',
  async (item, summary, expected, actual) => {
    const treasury = await openTreasury();
    await treasury.brokerage(MONDAY, { entries: ENTRIES, summary });
    expect(await treasury.breaksAfterReconciling()).toMatchObject([
      { rule: 'statement_summary', account: 'BROKERAGE', item, on: MONDAY, expected, actual },
    ]);
  },
);

test('a line that is missing is one break: the balance explains the summary', async () => {
  const treasury = await openTreasury();
  await treasury.brokerage(MONDAY, {
    closing: '3.00',
    entries: [entry('gain', '5.00')],
    summary: { entries: 2, net: decimal('3.00', 2) },
  });
  expect(await treasury.breaksAfterReconciling()).toMatchObject([{ rule: 'statement_balance' }]);
});
