import { expect, test } from 'vitest';
import { FRIDAY, MONDAY, NEXT_MONDAY, quote, THURSDAY, TUESDAY } from '../support/ledger-rows.ts';
import type { Treasury } from '../support/treasury.ts';
import { useTreasuries } from '../support/use-treasuries.ts';

const openTreasury = useTreasuries();

test('what is owed and has landed ties, empty or not', async () => {
  const treasury = await openTreasury();
  await treasury.owe('TRADE_REPORT', MONDAY);
  await treasury.owe('SECURITY_PRICE_REPORT', MONDAY);
  await treasury.trades(MONDAY);
  await treasury.prices(MONDAY, quote());
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});

test('a report that is missing is seen by no other rule, for each pocket', async () => {
  const treasury = await openTreasury(['pocket-1', 'pocket-2']);
  await treasury.owe('POSITION_SUMMARY_REPORT', MONDAY);
  await treasury.owe('SECURITY_PRICE_REPORT', MONDAY);
  const missing = {
    rule: 'completeness',
    on: MONDAY,
    expected: '1',
    actual: '0',
    detail: 'not asked for, or not answered yet',
  };
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    { ...missing, pocket: 'pocket-1', item: 'POSITION_SUMMARY_REPORT' },
    { ...missing, pocket: 'pocket-2', item: 'POSITION_SUMMARY_REPORT' },
    { ...missing, pocket: null, item: 'SECURITY_PRICE_REPORT' },
  ]);
});

test('a report that is missing for days is one break, over a weekend too', async () => {
  const treasury = await openTreasury();
  await treasury.owe('TRADE_REPORT', THURSDAY, FRIDAY, NEXT_MONDAY);
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    { rule: 'completeness', on: THURSDAY, lastSeenOn: NEXT_MONDAY },
  ]);
});

test('a day that landed in between parts it into two', async () => {
  const treasury = await openTreasury();
  await treasury.owe('TRADE_REPORT', THURSDAY, FRIDAY, NEXT_MONDAY);
  await treasury.trades(FRIDAY);
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    { on: THURSDAY, lastSeenOn: THURSDAY },
    { on: NEXT_MONDAY, lastSeenOn: NEXT_MONDAY },
  ]);
});

test.each([
  ['requested', null, 'not asked for, or not answered yet'],
  ['late', null, 'the report was not ready in time'],
  ['failed', 'NO_DATA', 'Jiko could not build the report: NO_DATA'],
  ['failed', null, 'Jiko could not build the report: no reason given'],
  ['quarantined', 'line 7: no price', 'the file was refused: line 7: no price'],
])('a request that is %s (%s) says why the report is missing', async (state, error, detail) => {
  const treasury = await openTreasury();
  await treasury.owe('TRADE_REPORT', MONDAY);
  await request(treasury, 'failed', 'an earlier try');
  await request(treasury, state, error);
  expect(await treasury.breaksAfterReconciling()).toMatchObject([{ rule: 'completeness', detail }]);
});

test('what was late may turn out to be refused on a day when nothing else has changed', async () => {
  const treasury = await openTreasury();
  await treasury.owe('TRADE_REPORT', MONDAY);
  await treasury.owe('BANK_STATEMENT_REPORT', TUESDAY);
  await treasury.bank(TUESDAY);
  await request(treasury, 'late', null);
  await treasury.reconcile();
  await request(treasury, 'quarantined', 'cut short');
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    { on: MONDAY, detail: 'the file was refused: cut short' },
  ]);
});

/** A request for the trades of Monday, and what became of it. */
async function request(treasury: Treasury, state: string, error: string | null): Promise<void> {
  await treasury.pool.query(
    `with request as (
       insert into ops.report_request (entity_id, run_id, report_type, from_date, to_date, state, error)
       select entity_id, run_id, 'TRADE_REPORT', $2, $2, $3, $4
       from ops.run
       where entity_id = $1
       returning request_id
     )
     insert into ops.request_unit (request_id, unit_id)
     select request_id, unit_id
     from request, ledger.unit
     where entity_id = $1
       and report_type = 'TRADE_REPORT'`,
    [treasury.entityId, MONDAY, state, error],
  );
}
