import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { runBackfill } from '../../src/jobs/backfill.ts';
import type { Job } from '../../src/jobs/job.ts';
import { runReconcile } from '../../src/jobs/reconcile.ts';
import { booksDigest } from '../end-to-end/support/books-digest.ts';
import { day, type SimulatedJiko, startJiko } from '../end-to-end/support/simulated-jiko.ts';
import { createWarehouse, type TestWarehouse } from '../end-to-end/support/warehouse.ts';

const TREASURY = { from: '2025-05-12', to: '2025-05-23', pockets: 2, seed: 5 };
const FAULTS = [
  { kind: 'missing_entry' },
  { kind: 'quantity_off' },
  { kind: 'price_off' },
] as const;

let jiko: SimulatedJiko;
let warehouse: TestWarehouse;

beforeAll(async () => {
  jiko = await startJiko({ ...TREASURY, faults: FAULTS });
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

async function loadWithoutReconciling(job: Job): Promise<void> {
  const progress = {
    step(what: string) {
      if (what === 'reconciling') throw new Error('the power went');
    },
  };
  const cutShort = runBackfill({ ...job, progress }, { range: jiko.range, force: false });
  await expect(cutShort).rejects.toThrow('the power went');
}

describe('reconciling', () => {
  test('an empty warehouse finds nothing and is green', async () => {
    const run = await runReconcile(await warehouse.openJob(), {});
    expect(run).toMatchObject({ outcome: 'green', range: null, breaksOpen: 0, apiCalls: 0 });
  });

  test('finds what a run that was cut short did not come to', async () => {
    const job = await warehouse.openJob();
    await loadWithoutReconciling(job);
    expect(await runReconcile(job, {})).toMatchObject({ outcome: 'breaks', breaksOpen: 3 });
  });

  test('a few days does not make the others look as if they had been reconciled', async () => {
    const job = await warehouse.openJob();
    await loadWithoutReconciling(job);
    await runReconcile(job, { from: day('2025-05-23') });
    expect(await runBackfill(job, { range: jiko.range, force: false })).toMatchObject({
      outcome: 'breaks',
      breaksOpen: 3,
    });
  });

  test('what has not changed changes nothing', async () => {
    const job = await warehouse.openJob();
    await runBackfill(job, { range: jiko.range, force: false });
    const before = await booksDigest(warehouse.pool);
    await runReconcile(job, {});
    await runReconcile(job, { from: day('2025-05-20'), to: day('2025-05-21') });
    expect(await booksDigest(warehouse.pool)).toEqual(before);
  });

  test('days that run backwards is refused', async () => {
    const job = await warehouse.openJob();
    await runBackfill(job, { range: jiko.range, force: false });
    for (const range of [
      { from: day('2025-05-20'), to: day('2025-05-19') },
      { from: day('2025-06-20') },
      { to: day('2025-05-01') },
    ]) {
      await expect(runReconcile(job, range)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    }
  });
});
