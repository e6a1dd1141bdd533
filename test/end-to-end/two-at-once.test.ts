import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';

import { runBackfill } from '../../src/jobs/backfill.ts';
import { runNightly } from '../../src/jobs/nightly.ts';
import { type BooksDigest, booksDigest } from './support/books-digest.ts';
import { documentOf, pocketbook, startPocketbook } from './support/pocketbook.ts';
import { type SimulatedJiko, startJiko } from './support/simulated-jiko.ts';
import { createWarehouse, type TestWarehouse } from './support/warehouse.ts';

const TREASURY = { from: '2025-05-19', to: '2025-05-23', pockets: 2, seed: 5 };
const REPORTS = 27;
const RANGE = ['--from', TREASURY.from, '--to', TREASURY.to];

let jiko: SimulatedJiko;
let warehouse: TestWarehouse;
let undisturbed: BooksDigest;
/** What happens while the first report request is held up. */
let meanwhile = async () => {};

beforeAll(async () => {
  jiko = await startJiko({
    ...TREASURY,
    hooks: {
      async before({ route }) {
        if (route !== 'create') return undefined;
        const act = meanwhile;
        meanwhile = async () => {};
        await act();
        return undefined;
      },
    },
  });
  const first = await createWarehouse(jiko);
  await runBackfill(await first.openJob(), { range: jiko.range, force: false });
  undisturbed = await booksDigest(first.pool);
  await first.drop();
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

test('a second run of an entity says who holds it, ends with 1, and touches nothing', async () => {
  const created = jiko.sandbox.stats().reports_created;
  const { settings } = warehouse;
  const held = new Promise<void>((resolve) => {
    meanwhile = async () => {
      const second = await pocketbook(['nightly', '--date', TREASURY.to, '--json'], settings);
      expect(second.exitCode).toBe(1);
      expect(second.stderr).toMatch(
        new RegExp(`entity main is being worked on by pocketbook run ${first.pid}@\\S+ since `),
      );
      expect(documentOf(second)).toMatchObject({ error: { code: 'RUN_BUSY' } });
      resolve();
    };
  });
  const first = startPocketbook(['backfill', ...RANGE], settings);
  await held;
  expect(await first.ended).toMatchObject({ exitCode: 0, stderr: '' });
  expect(jiko.sandbox.stats().reports_created - created).toBe(REPORTS);
  expect(await booksDigest(warehouse.pool)).toEqual(undisturbed);
  const { rows } = await warehouse.pool.query('select kind, outcome from books.fct_run');
  expect(rows).toEqual([{ kind: 'backfill', outcome: 'green' }]);
});

test('of several runs that begin at once one works, and the books are as if it had been alone', async () => {
  const created = jiko.sandbox.stats().reports_created;
  const jobs = await Promise.all(Array.from({ length: 4 }, () => warehouse.openJob()));
  const runs = await Promise.allSettled(
    jobs.map((job, index) =>
      index % 2 === 0
        ? runBackfill(job, { range: jiko.range, force: false })
        : runNightly(job, jiko.range.to),
    ),
  );
  const ended = runs.filter(({ status }) => status === 'fulfilled');
  expect(ended.length).toBeGreaterThanOrEqual(1);
  for (const run of runs) {
    if (run.status === 'rejected') expect(run.reason).toMatchObject({ code: 'RUN_BUSY' });
  }
  await runBackfill(await warehouse.openJob(), { range: jiko.range, force: false });
  expect(await booksDigest(warehouse.pool)).toEqual(undisturbed);
  expect(jiko.sandbox.stats().reports_created - created).toBeLessThanOrEqual(REPORTS + 2);
});
