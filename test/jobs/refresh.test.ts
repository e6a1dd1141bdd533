import { afterAll, beforeAll, expect, test } from 'vitest';
import { runNightly } from '../../src/jobs/nightly.ts';
import { runRefresh } from '../../src/jobs/refresh.ts';
import { type SimulatedJiko, startJiko } from '../end-to-end/support/simulated-jiko.ts';
import { createWarehouse, type TestWarehouse } from '../end-to-end/support/warehouse.ts';

const LAST = '2025-05-16';

let jiko: SimulatedJiko;
let warehouse: TestWarehouse;
beforeAll(async () => {
  jiko = await startJiko({ from: '2025-05-12', to: LAST, pockets: 1 });
  warehouse = await createWarehouse(jiko);
  await runNightly(await openJob(), jiko.range.to);
});
afterAll(async () => {
  await warehouse?.drop();
  await jiko?.stop();
});

/** On the morning after the last day, before business. */
async function openJob() {
  const job = await warehouse.openJob();
  return { ...job, clock: { ...job.clock, now: () => new Date('2025-05-19T10:00:00Z') } };
}

async function callsDuring(work: () => Promise<unknown>) {
  const before = jiko.sandbox.stats().calls;
  await work();
  const after = jiko.sandbox.stats().calls;
  return (route: keyof typeof after) => after[route] - before[route];
}

test('an event about a transfer has the transfers and the transactions read, and nothing else', async () => {
  const calls = await callsDuring(async () =>
    runRefresh(await openJob(), ['transactions', 'transfer_requests']),
  );
  expect(calls('transactions')).toBeGreaterThan(0);
  expect(calls('resources')).toBe(1);
  expect(calls('create')).toBe(0);
});

test('an event that nobody knows has everything read but the reports', async () => {
  const calls = await callsDuring(async () => runRefresh(await openJob(), 'everything'));
  expect(calls('transactions')).toBeGreaterThan(0);
  expect(calls('resources')).toBeGreaterThan(10);
  expect(calls('create')).toBe(0);
});

test('a refresh is a run of its own, and makes no row where nothing is new', async () => {
  const count = async () => {
    const { rows } = await warehouse.pool.query(
      `select
         (select count(*) from ledger.resource_version) as items,
         (select count(*) from ledger.unit_version) as units`,
    );
    return rows;
  };
  const before = await count();
  const run = await runRefresh(await openJob(), ['counterparties']);
  expect(run).toMatchObject({ outcome: 'green', range: null });
  expect(await count()).toEqual(before);
  const { rows } = await warehouse.pool.query(
    'select kind from books.fct_run order by run_id desc limit 1',
  );
  expect(rows).toEqual([{ kind: 'refresh' }]);
});
