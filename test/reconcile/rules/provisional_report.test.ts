import { expect, test } from 'vitest';
import { type BusinessDate, parseBusinessDate } from '../../../src/domain/business-date.ts';
import { loadFile } from '../../../src/load/load-files.ts';
import { stageStatements } from '../../../src/load/stage-rows.ts';
import { FRIDAY, MONDAY, statementRows, THURSDAY, TUESDAY } from '../support/ledger-rows.ts';
import { readingOf, type Treasury } from '../support/treasury.ts';
import { useTreasuries } from '../support/use-treasuries.ts';

const openTreasury = useTreasuries();

/** A brokerage statement that was asked for before its day had ended. */
async function earlyStatement(treasury: Treasury, on: BusinessDate): Promise<void> {
  const file = await treasury.land('BROKERAGE_STATEMENT_REPORT', on);
  const rows = statementRows('BROKERAGE', on, {});
  await loadFile(
    treasury.pool,
    { ...file, isProvisional: () => true },
    () => readingOf(rows),
    stageStatements,
  );
}

test('what was told early may wait two business days, over a weekend too', async () => {
  const treasury = await openTreasury();
  await earlyStatement(treasury, FRIDAY);
  await treasury.brokerage(parseBusinessDate('2026-09-22'));
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});

test('and is a break on the third, that no other rule sees, until it is told for good', async () => {
  const treasury = await openTreasury();
  await earlyStatement(treasury, MONDAY);
  await treasury.brokerage(THURSDAY);
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    {
      rule: 'provisional_report',
      account: 'BROKERAGE',
      item: 'BROKERAGE_STATEMENT_REPORT',
      on: MONDAY,
    },
  ]);
  await treasury.brokerage(MONDAY);
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});

test('reports of another kind do not make it late', async () => {
  const treasury = await openTreasury();
  await earlyStatement(treasury, MONDAY);
  await treasury.brokerage(TUESDAY);
  await treasury.summary(FRIDAY);
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});
