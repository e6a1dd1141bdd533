import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createPool } from '../../src/db/pool.ts';
import { parseBusinessDate } from '../../src/domain/business-date.ts';
import { readRules } from '../../src/reconcile/read-sql-files.ts';
import { runReconciliation } from '../../src/reconcile/run-reconciliation.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { countWaiting } from './support/count-waiting.ts';
import { digestOf } from './support/digest-of.ts';
import {
  buy,
  FRIDAY,
  MONDAY,
  position,
  quote,
  residualCash,
  THURSDAY,
  TUESDAY,
  WEDNESDAY,
} from './support/ledger-rows.ts';
import { openTreasury, Treasury } from './support/treasury.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const RULES = (await readRules()).length;

const open = (): Promise<Treasury> => openTreasury(database.pool);

/** Ten units from Monday to Friday, and one more from Wednesday on that nothing explains. */
async function openWithDifference(): Promise<Treasury> {
  const treasury = await open();
  await treasury.summaries([MONDAY, TUESDAY], position(10));
  await treasury.summaries([WEDNESDAY, THURSDAY, FRIDAY], position(11, { cost: '980.00' }));
  return treasury;
}

async function countRuns({ pool, entityId }: Treasury): Promise<unknown> {
  const { rows } = await pool.query<{ runs: bigint }>(
    'select count(*) as runs from recon.run where entity_id = $1',
    [entityId],
  );
  return rows[0]?.runs;
}

describe('the days of a run', () => {
  test('are none, and no run is kept, while nothing is known of the entity', async () => {
    const treasury = await open();
    expect(await runReconciliation(treasury.pool, treasury.entityId)).toBeNull();
    expect(await countRuns(treasury)).toBe(0n);
  });

  test('are all that is known when it is the first', async () => {
    const treasury = await openWithDifference();
    await treasury.owe('TRADE_REPORT', MONDAY);
    expect(await treasury.reconcile()).toMatchObject({
      range: { from: MONDAY, to: FRIDAY },
      rules: RULES,
    });
  });

  test('begin with the last day of the run before when nothing has changed', async () => {
    const treasury = await openWithDifference();
    await treasury.reconcile();
    expect(await treasury.reconcile()).toMatchObject({ range: { from: FRIDAY, to: FRIDAY } });
  });

  test('begin with the first that has changed, and what comes after it is looked at again', async () => {
    const treasury = await openWithDifference();
    expect(await treasury.breaksAfterReconciling()).toMatchObject([
      { on: WEDNESDAY, lastSeenOn: FRIDAY, expected: '10', actual: '11' },
    ]);
    await treasury.trades(TUESDAY, buy(2, TUESDAY));
    const { range } = await treasury.reconcile();
    expect(range).toEqual({ from: TUESDAY, to: FRIDAY });
    const [first] = await treasury.openBreaks();
    expect(first).toMatchObject({ rule: 'position_quantity', on: TUESDAY, expected: '12' });
  });

  test('are not moved by what changes for another entity', async () => {
    const [treasury, other] = [await openWithDifference(), await open()];
    await treasury.reconcile();
    await other.summary(MONDAY, position(3));
    expect(await treasury.reconcile()).toMatchObject({ range: { from: FRIDAY } });
  });

  test('are all again when the rules have changed since', async () => {
    const treasury = await openWithDifference();
    await treasury.reconcile();
    await treasury.pool.query(
      `insert into recon.run (
         entity_id, started_at, finished_at, from_date, to_date, rules, findings, breaks_open,
         version_id_seen, rule_hash
       )
       select entity_id, started_at, finished_at, from_date, to_date, rules, findings, breaks_open,
         version_id_seen, 'of older rules'
       from recon.run
       where entity_id = $1`,
      [treasury.entityId],
    );
    expect(await treasury.reconcile()).toMatchObject({ range: { from: MONDAY, to: FRIDAY } });
  });

  test('that were asked for leave what else was due to the next run', async () => {
    const treasury = await openWithDifference();
    expect(await treasury.reconcile({ from: MONDAY, to: TUESDAY })).toMatchObject({
      range: { from: MONDAY, to: TUESDAY },
      breaksOpen: 0,
    });
    expect(await treasury.reconcile()).toMatchObject({ range: { to: FRIDAY }, breaksOpen: 1 });
    await treasury.summary(TUESDAY, position(10), residualCash('150.00'));
    expect(await treasury.reconcile({ from: WEDNESDAY })).toMatchObject({ breaksOpen: 1 });
    expect(await treasury.reconcile()).toMatchObject({ breaksOpen: 2 });
    expect(await treasury.reconcile()).toMatchObject({ range: { from: FRIDAY } });
  });
});

test('a run is kept with its days, its counts and what it was run by', async () => {
  const treasury = await openWithDifference();
  const { runId } = await treasury.reconcile();
  const { rows } = await treasury.pool.query(
    `select run_id, from_date, to_date, rules, findings, breaks_open, finished_at >= started_at as has_ended
     from books.fct_recon_run
     where entity_id = $1`,
    [treasury.entityId],
  );
  expect(rows).toEqual([
    {
      run_id: runId,
      from_date: MONDAY,
      to_date: FRIDAY,
      rules: RULES,
      findings: 3,
      breaks_open: 1,
      has_ended: true,
    },
  ]);
});

test('each rule is told of as it is done', async () => {
  const treasury = await openWithDifference();
  const done: string[] = [];
  await runReconciliation(treasury.pool, treasury.entityId, {}, { ruleDone: (r) => done.push(r) });
  expect(done).toHaveLength(RULES);
  expect(done).toEqual((await readRules()).map(({ name }) => name));
});

test('reconciling writes nothing to the ledger and nothing to what the pipeline did', async () => {
  const treasury = await openWithDifference();
  await treasury.prices(MONDAY, quote());
  const before = await digestOf(database.pool, ['ledger', 'ops']);
  await treasury.reconcile();
  await treasury.reconcile({ from: MONDAY, to: FRIDAY });
  expect(await digestOf(database.pool, ['ledger', 'ops'])).toEqual(before);
});

test('a run that fails leaves nothing behind', async () => {
  const treasury = await openWithDifference();
  const before = await digestOf(database.pool, ['recon']);
  const failing = runReconciliation(
    treasury.pool,
    treasury.entityId,
    {},
    {
      ruleDone: (rule) => {
        if (rule === 'position_value') throw new Error('the plug is pulled');
      },
    },
  );
  await expect(failing).rejects.toThrow('the plug is pulled');
  expect(await digestOf(database.pool, ['recon'])).toEqual(before);
  expect(await treasury.breaksAfterReconciling()).toHaveLength(1);
});

test('the time zone of the session changes nothing', async () => {
  const treasury = await openWithDifference();
  await treasury.summary(parseBusinessDate('2026-10-30'), residualCash('150.00'));
  await treasury.reconcile();
  const before = await treasury.openBreaks();
  const far = createPool(`${database.url}?options=-c%20TimeZone%3DPacific/Kiritimati`);
  try {
    const elsewhere = new Treasury(far, treasury.entityId, treasury.pockets, 0n);
    await elsewhere.reconcile({ from: MONDAY });
    expect(await elsewhere.openBreaks()).toEqual(before);
  } finally {
    await far.end();
  }
});

test('the pipeline’s own role may reconcile', async () => {
  const treasury = await openWithDifference();
  const writer = createPool(`${database.url}?options=-c%20role%3Dpocketbook_writer`);
  try {
    expect(await runReconciliation(writer, treasury.entityId)).toMatchObject({ breaksOpen: 1 });
  } finally {
    await writer.end();
  }
});

test('what lands while the rules run is left to the next run', async () => {
  const treasury = await openWithDifference();
  const { pool } = treasury;
  const holder = await pool.connect();
  await holder.query('begin; lock table recon.finding in exclusive mode');
  const running = treasury.reconcile();
  await vi.waitUntil(async () => (await countWaiting(pool)) === 1, { timeout: 30_000 });
  await treasury.summary(THURSDAY, position(11, { cost: '980.00' }), residualCash('150.00'));
  await holder.query('commit');
  holder.release();
  expect(await running).toMatchObject({ breaksOpen: 1 });
  expect(await treasury.reconcile()).toMatchObject({ range: { from: THURSDAY }, breaksOpen: 2 });
});
