import { expect, test } from 'vitest';
import { stageStatements } from '../../../src/load/stage-rows.ts';
import {
  entry,
  MONDAY,
  moved,
  type Statement,
  statementRows,
  TUESDAY,
  WEDNESDAY,
} from '../support/ledger-rows.ts';
import { useTreasuries } from '../support/use-treasuries.ts';

const openTreasury = useTreasuries();

const PAID: Statement = {
  entries: [
    entry('gain', '10.00', { reference: 'one' }),
    entry('loss', '-10.00', { reference: 'two' }),
  ],
};

test('days with other references, and days without entries, are days of their own', async () => {
  const treasury = await openTreasury();
  const others = [entry('gain', '10.00'), entry('loss', '-10.00')];
  await treasury.brokerage(MONDAY, PAID);
  await treasury.brokerage(TUESDAY, { entries: others });
  await treasury.brokerage(WEDNESDAY);
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});

test('the same balances and entries on two days are seen by no other rule', async () => {
  const treasury = await openTreasury();
  for (const on of [MONDAY, WEDNESDAY]) await treasury.brokerage(on, PAID);
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    {
      rule: 'statement_duplicate',
      account: 'BROKERAGE',
      on: WEDNESDAY,
      detail: `the statement repeats the balances and the 2 entries of that of ${MONDAY}`,
    },
  ]);
});

test('entries without references may be alike on two days', async () => {
  const treasury = await openTreasury();
  const nameless = [
    entry('gain', '10.00', { reference: null }),
    entry('loss', '-10.00', { reference: 'two' }),
  ];
  for (const on of [MONDAY, TUESDAY]) await treasury.brokerage(on, { entries: nameless });
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});

test('a statement that is repeated as a whole explains why the next one does not follow', async () => {
  const treasury = await openTreasury();
  const moved = { opening: '1.00', entries: [entry('gain', '10.00')] };
  for (const on of [MONDAY, TUESDAY]) await treasury.brokerage(on, moved);
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    {
      rule: 'statement_duplicate',
      on: TUESDAY,
      consequences: [`statement_chain ${TUESDAY}`],
    },
  ]);
});

const days = [MONDAY, TUESDAY, WEDNESDAY];

test.each([
  [['A', 'B', 'A'], [WEDNESDAY]],
  [['A', 'A', 'A'], []],
])('identifications %j of three days are breaks on %j', async (ids, expected) => {
  const treasury = await openTreasury();
  for (const [index, on] of days.entries()) {
    const rows = statementRows('BROKERAGE', on, {}).map((row) =>
      row.kind === 'statement' ? { ...row, statementId: ids[index] ?? '' } : row,
    );
    await treasury.load('BROKERAGE_STATEMENT_REPORT', on, rows, stageStatements);
  }
  const breaks = await treasury.breaksAfterReconciling();
  expect(breaks.map(({ on }) => on)).toEqual(expected);
});

test('a bank statement that repeats that of another day is named so, and explains what it lacks', async () => {
  const treasury = await openTreasury();
  const paid = (amount: string, reference: string): Statement => ({
    entries: [
      entry('payment_in', amount, { reference }),
      entry('sweep_out', `-${amount}`, { reference: `${reference}-S` }),
    ],
  });
  const swept = (amount: string): Statement => ({
    closing: amount,
    entries: [entry('addition', amount)],
  });
  for (const on of [MONDAY, TUESDAY]) await treasury.bank(on, paid('10.00', 'one'));
  await treasury.brokerage(MONDAY, swept('10.00'));
  await treasury.brokerage(TUESDAY, { ...swept('30.00'), opening: '10.00', closing: '40.00' });
  await treasury.transactions(MONDAY, moved('10.00', MONDAY, { reference: 'one' }));
  await treasury.transactions(TUESDAY, moved('30.00', TUESDAY, { reference: 'other' }));
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    {
      rule: 'statement_duplicate',
      account: 'BANK',
      on: TUESDAY,
      consequences: [`sweep_legs ${TUESDAY}`, `transaction_listing ${TUESDAY}`],
    },
  ]);
  const { rows } = await treasury.pool.query(
    'select cause, evidence from books.fct_break where entity_id = $1',
    [treasury.entityId],
  );
  expect(rows).toEqual([
    { cause: 'dated k days off', evidence: 'k = 1: the statement of 2026-09-14 again' },
  ]);
});
