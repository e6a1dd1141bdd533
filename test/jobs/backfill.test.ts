import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { planBackfill, runBackfill } from '../../src/jobs/backfill.ts';
import { runNightly } from '../../src/jobs/nightly.ts';
import { booksDigest } from '../end-to-end/support/books-digest.ts';
import { day, days, type SimulatedJiko, startJiko } from '../end-to-end/support/simulated-jiko.ts';
import { createWarehouse, type TestWarehouse } from '../end-to-end/support/warehouse.ts';

const TREASURY = { from: '2025-04-28', to: '2025-05-09', pockets: 2, seed: 5 };
const WEEK = days('2025-05-05', '2025-05-09');

let jiko: SimulatedJiko;
let warehouse: TestWarehouse;

beforeAll(async () => {
  jiko = await startJiko(TREASURY);
});
beforeEach(async () => {
  warehouse = await createWarehouse(jiko);
});
afterEach(async () => {
  await warehouse?.drop();
});
afterAll(async () => {
  await jiko?.stop();
});

async function stateCounts(): Promise<unknown> {
  const { rows } = await warehouse.pool.query<{ state: string; units: number }>(
    `select case when state = 'empty' then 'loaded' else state end as state, count(*)::int as units
     from books.fct_unit
     group by 1`,
  );
  return Object.fromEntries(rows.map(({ state, units }) => [state, units]));
}

describe('the plan of a backfill', () => {
  test('costs what the backfill then costs', async () => {
    // What belongs to something else is counted once that is known.
    await runBackfill(await warehouse.openJob(), { range: WEEK, force: false });
    const before = jiko.sandbox.stats();
    const plan = await planBackfill(await warehouse.openJob(), { range: WEEK, force: true });
    const planned = jiko.sandbox.stats();
    expect(planned.reports_created, 'nothing is asked for').toBe(before.reports_created);
    const run = await runBackfill(await warehouse.openJob(), { range: WEEK, force: true });
    expect(plan.asks).toHaveLength(run.reportsSettled);
    expect(jiko.sandbox.stats().reports_created - planned.reports_created).toBe(plan.cost.reports);
    expect(Math.abs(run.apiCalls - plan.cost.apiCalls)).toBeLessThan(0.1 * run.apiCalls);
  });

  test('leaves nothing behind that a night would owe', async () => {
    await planBackfill(await warehouse.openJob(), { range: WEEK, force: false });
    expect(await stateCounts()).toEqual({});
    const night = await runNightly(await warehouse.openJob(), day('2025-05-09'));
    expect(night.range, 'the days that a new warehouse begins with').toEqual({
      from: '2025-05-07',
      to: '2025-05-09',
    });
  });

  test('is empty when all of it is there, and complete when it is forced', async () => {
    const run = await runBackfill(await warehouse.openJob(), { range: WEEK, force: false });
    const job = await warehouse.openJob();
    expect((await planBackfill(job, { range: WEEK, force: false })).asks).toEqual([]);
    const forced = await planBackfill(job, { range: WEEK, force: true });
    expect(forced.asks).toHaveLength(run.reportsSettled);
  });
});

describe('a backfill', () => {
  test('of one report and one pocket asks for nothing else', async () => {
    const [pocket] = jiko.sandbox.truth().pockets;
    const before = jiko.sandbox.stats().reports_created;
    const run = await runBackfill(await warehouse.openJob(), {
      range: WEEK,
      force: false,
      reportTypes: ['BANK_STATEMENT_REPORT'],
      pocketIds: [pocket?.id ?? ''],
    });
    expect(jiko.sandbox.stats().reports_created - before).toBe(5);
    expect(await stateCounts()).toMatchObject({ loaded: 5 });
    expect(run.outcome, 'the rest of these days is owed all the same').toBe('missing');
  });

  test('of a pocket that nobody knows is refused', async () => {
    const unknown = runBackfill(await warehouse.openJob(), {
      range: WEEK,
      force: false,
      pocketIds: ['no-such-pocket'],
    });
    await expect(unknown).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining("'no-such-pocket'"),
    });
    expect(await stateCounts()).toEqual({});
  });

  test('asks for a window of trades and prices and not for each day', async () => {
    const { asks } = await planBackfill(await warehouse.openJob(), {
      range: days('2025-04-01', '2025-05-09'),
      force: false,
    });
    const windows = asks.filter(({ reportType }) => reportType === 'TRADE_REPORT');
    expect(windows.map(({ range }) => range)).toEqual([
      days('2025-04-01', '2025-05-01'),
      days('2025-05-02', '2025-05-09'),
    ]);
  });

  test('that reads backwards, or of days that nobody can know, is refused before anything is done', async () => {
    const job = await warehouse.openJob();
    const calls = jiko.sandbox.stats().calls.pockets;
    for (const range of [
      days('2025-05-09', '2025-05-05'),
      days('2014-12-29', '2015-01-05'),
      days('2035-12-01', '2036-01-01'),
      days('2025-05-09', '2035-01-05'),
    ]) {
      const refused = { code: 'CONFIG_INVALID' };
      await expect(runBackfill(job, { range, force: false })).rejects.toMatchObject(refused);
      await expect(planBackfill(job, { range, force: false })).rejects.toMatchObject(refused);
    }
    expect(jiko.sandbox.stats().calls.pockets).toBe(calls);
    expect(await stateCounts()).toEqual({});
  });

  test('that is forced asks for everything again and changes nothing', async () => {
    await runBackfill(await warehouse.openJob(), { range: WEEK, force: false });
    const before = await booksDigest(warehouse.pool);
    const created = jiko.sandbox.stats().reports_created;
    await runBackfill(await warehouse.openJob(), { range: WEEK, force: true });
    expect(jiko.sandbox.stats().reports_created - created).toBe(27);
    expect(await booksDigest(warehouse.pool)).toEqual(before);
  });
});
