import { expect, test } from 'vitest';
import { entry, MONDAY, moved, position, TUESDAY } from '../support/ledger-rows.ts';
import type { Treasury } from '../support/treasury.ts';
import { useTreasuries } from '../support/use-treasuries.ts';

const openTreasury = useTreasuries();

async function close({ pool, entityId }: Treasury, month: string): Promise<void> {
  await pool.query('insert into ledger.period_close (entity_id, month) values ($1, $2)', [
    entityId,
    month,
  ]);
}

const gain = (amount: string) => ({
  entries: [entry('gain', amount), entry('loss', `-${amount}`)],
});

test('what came before the close, and what comes for another month, is no restatement', async () => {
  const treasury = await openTreasury();
  await treasury.brokerage(MONDAY, gain('1.00'));
  await treasury.brokerage(MONDAY, gain('2.00'));
  await close(treasury, '2026-09-01');
  await close(treasury, '2026-08-01');
  await close(treasury, '2026-10-01');
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});

test('a unit that gets a new version after the close is a break that names both, with its cause', async () => {
  const treasury = await openTreasury();
  await treasury.brokerage(MONDAY, gain('1.00'));
  await close(treasury, '2026-09-01');
  await treasury.brokerage(MONDAY, gain('2.00'));
  await treasury.reconcile();
  const { rows } = await treasury.pool.query(
    `select rule, item, account, business_date, expected, actual, cause, detail
     from books.fct_break
     where entity_id = $1`,
    [treasury.entityId],
  );
  expect(rows).toEqual([
    {
      rule: 'period_restated',
      item: 'BROKERAGE_STATEMENT_REPORT',
      account: 'BROKERAGE',
      business_date: MONDAY,
      expected: '1',
      actual: '2',
      cause: 'restated',
      detail: 'the month was closed with version 1 of this unit, and version 2 has come since',
    },
  ]);
});

test('a unit that comes late is one too, and a second close accepts it', async () => {
  const treasury = await openTreasury();
  await treasury.brokerage(MONDAY);
  await close(treasury, '2026-09-01');
  await treasury.summary(TUESDAY, position(1));
  expect(await treasury.breaksAfterReconciling()).toMatchObject([
    { rule: 'period_restated', item: 'POSITION_SUMMARY_REPORT', expected: '0', actual: '1' },
  ]);
  await close(treasury, '2026-09-01');
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});

test('the periods tell which months are closed, by whom, and whether they were at another time', async () => {
  const treasury = await openTreasury();
  await treasury.brokerage(MONDAY);
  const read = async (knownAt: string) => {
    const client = await treasury.pool.connect();
    try {
      await client.query('begin');
      await client.query("select set_config('pocketbook.known_at', $1, true)", [knownAt]);
      const { rows } = await client.query(
        `select month, last_day, is_closed, closed_by = current_user as by_us
         from books.dim_period
         where entity_id = $1`,
        [treasury.entityId],
      );
      return rows;
    } finally {
      await client.query('rollback');
      client.release();
    }
  };
  const { rows } = await treasury.pool.query<{ now: string }>(
    'select clock_timestamp()::text as now',
  );
  await close(treasury, '2026-09-01');
  const september = { month: '2026-09-01', last_day: '2026-09-30' };
  expect(await read('infinity')).toEqual([{ ...september, is_closed: true, by_us: true }]);
  expect(await read(rows[0]?.now ?? '')).toEqual([{ ...september, is_closed: false, by_us: null }]);
});

test('a close is of a month, and stays', async () => {
  const treasury = await openTreasury();
  await expect(close(treasury, '2026-09-02')).rejects.toThrow('period_close_first_of_month');
  await close(treasury, '2026-09-01');
  await expect(treasury.pool.query('delete from ledger.period_close')).rejects.toThrow(
    'append-only',
  );
});

test('the CSV of a listing is only compared, and changes no month', async () => {
  const treasury = await openTreasury();
  const line = moved('40.00', MONDAY, { activityId: 'x-1' });
  await treasury.transactions(MONDAY, line);
  await treasury.transactionsCsv(MONDAY);
  await close(treasury, '2026-09-01');
  await treasury.transactionsCsv(MONDAY, line);
  expect(await treasury.breaksAfterReconciling()).toEqual([]);
});
