import { expect, test } from 'vitest';
import type { UnbookedEntryRow } from '../../../src/domain/ledger-row.ts';
import { stageStatements } from '../../../src/load/stage-rows.ts';
import { decimal, entry, MONDAY, POCKET, statementRows } from '../support/ledger-rows.ts';
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

test('a summary that counts what is not booked too ties: the standard leaves it open', async () => {
  const treasury = await openTreasury();
  const load = (net: string) => {
    const rows = statementRows('BROKERAGE', MONDAY, {
      entries: [entry('gain', '5.00')],
      summary: { entries: 2, net: decimal(net, 2) },
    });
    return treasury.load(
      'BROKERAGE_STATEMENT_REPORT',
      MONDAY,
      [...rows, unbooked('7.00')],
      stageStatements,
    );
  };
  await load('12.00');
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
  await load('12.01');
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    { rule: 'statement_summary', item: 'net', expected: '12.01', actual: '5.00' },
  ]);
});

function unbooked(amount: string): UnbookedEntryRow {
  return {
    kind: 'unbooked',
    locator: 'Stmt[1]/Ntry[2]',
    account: 'BROKERAGE',
    pocketId: POCKET,
    businessDate: MONDAY,
    status: 'PDNG',
    bookedOn: null,
    valueOn: null,
    amount: decimal(amount, 2),
    currency: 'USD',
    category: 'gain',
    description: null,
    reference: null,
    endToEndId: null,
    bankCode: null,
    isReversal: false,
  };
}
