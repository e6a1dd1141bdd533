import { afterEach, beforeAll, expect, test } from 'vitest';

import type { SandboxHooks } from '../../sandbox/start.ts';
import { runBackfill } from '../../src/jobs/backfill.ts';
import { runNightly } from '../../src/jobs/nightly.ts';
import { type BooksDigest, standingDigest } from '../end-to-end/support/books-digest.ts';
import {
  damageOnce,
  failed,
  pending,
  rewriteRequests,
  type ShownRequest,
} from '../end-to-end/support/hooks.ts';
import { type SimulatedJiko, startJiko } from '../end-to-end/support/simulated-jiko.ts';
import { createWarehouse, type TestWarehouse } from '../end-to-end/support/warehouse.ts';

const TREASURY = { from: '2025-05-19', to: '2025-05-23', pockets: 2, seed: 5 };
const REPORTS = 27;
const DAY = '2025-05-21';
const IMPATIENT = { deadlineMs: 1_500 };

let undisturbed: BooksDigest;
let jiko: SimulatedJiko;
let warehouse: TestWarehouse;

beforeAll(async () => {
  await open({});
  await runBackfill(await warehouse.openJob(), { range: jiko.range, force: false });
  undisturbed = await standingDigest(warehouse.pool);
  await close();
});
afterEach(close);

async function open(hooks: SandboxHooks): Promise<void> {
  jiko = await startJiko({ ...TREASURY, hooks });
  warehouse = await createWarehouse(jiko);
}

async function close(): Promise<void> {
  await warehouse?.drop();
  await jiko?.stop();
}

async function backfill() {
  const job = await warehouse.openJob({ polling: IMPATIENT });
  return runBackfill(job, { range: jiko.range, force: false });
}

async function nightly() {
  const job = await warehouse.openJob({ polling: IMPATIENT });
  return runNightly(job, jiko.range.to);
}

/** Units that are neither loaded nor empty. */
async function missingUnits(): Promise<unknown[]> {
  const { rows } = await warehouse.pool.query(
    `select distinct report_type, business_date, state, error
     from books.fct_unit
     where state not in ('loaded', 'empty')
     order by report_type, business_date`,
  );
  return rows;
}

async function details(): Promise<unknown[]> {
  const { rows } = await warehouse.pool.query<{ detail: string }>(
    `select distinct detail from books.rpt_open_breaks where rule = 'completeness' order by 1`,
  );
  return rows.map(({ detail }) => detail);
}

function isPositionsOf(day: string) {
  return ({ report_type, date }: ShownRequest) =>
    report_type === 'POSITION_SUMMARY_REPORT' && date === day;
}

test('a report that is late is looked for by the next run, not asked for again, and lands when it is ready', async () => {
  let isReady = false;
  const late = rewriteRequests(isPositionsOf(DAY), (request) =>
    isReady ? request : pending(request),
  );
  await open(late.hooks);
  expect(await backfill()).toMatchObject({ outcome: 'missing', unitsMissing: 2 });
  expect(await missingUnits()).toEqual([
    {
      report_type: 'POSITION_SUMMARY_REPORT',
      business_date: DAY,
      state: 'late',
      error: 'not ready before the deadline',
    },
  ]);
  expect(await details()).toEqual(['the report was not ready in time']);

  expect(await backfill(), 'still late').toMatchObject({ outcome: 'missing', unitsMissing: 2 });
  isReady = true;
  expect(await nightly()).toMatchObject({ outcome: 'green' });
  expect(late.created(), 'asked for once').toBe(1);
  expect(await missingUnits()).toEqual([]);
  expect(await standingDigest(warehouse.pool)).toEqual(undisturbed);
});

test('a report that failed is asked for again at once', async () => {
  const once = rewriteRequests(isPositionsOf(DAY), (request, nth) =>
    nth === 1 ? failed(request, 'try later') : request,
  );
  await open(once.hooks);
  expect(await backfill()).toMatchObject({ outcome: 'green' });
  expect(once.created()).toBe(2);
  expect(await standingDigest(warehouse.pool)).toEqual(undisturbed);
});

test('a report that fails every time is given up for the night, with the reason, and asked for by the next', async () => {
  let isBroken = true;
  const broken = rewriteRequests(isPositionsOf(DAY), (request) =>
    isBroken ? failed(request, 'no prices on this planet') : request,
  );
  await open(broken.hooks);
  expect(await backfill()).toMatchObject({ outcome: 'missing', unitsMissing: 2 });
  expect(broken.created(), 'asked for three times').toBe(3);
  expect(await missingUnits()).toMatchObject([
    { state: 'failed', error: expect.stringContaining('no prices on this planet') },
  ]);
  expect(await details()).toEqual([
    expect.stringMatching(/^Jiko could not build the report: .*no prices on this planet/),
  ]);
  isBroken = false;
  expect(await nightly()).toMatchObject({ outcome: 'green' });
  expect(broken.created()).toBe(4);
  expect(await standingDigest(warehouse.pool)).toEqual(undisturbed);
});

test('a web page in place of a file is no report: it is not kept, and the report is fetched again', async () => {
  const page = damageOnce(
    ({ name }) => name.startsWith('position_summary'),
    () => '<!doctype html><html><body>Please sign in</body></html>',
  );
  await open(page.hooks);
  expect(await backfill()).toMatchObject({ outcome: 'green' });
  expect(page.sent).toHaveLength(1);
  expect(jiko.sandbox.stats().reports_created).toBe(REPORTS);
  expect(await standingDigest(warehouse.pool)).toEqual(undisturbed);
});

for (const { type, units } of [
  { type: 'SECURITY_PRICE_REPORT', units: 5 },
  { type: 'BANK_STATEMENT_REPORT', units: 10 },
]) {
  test(`a ${type} that is not permitted stops no other report, and comes once it is`, async () => {
    let refused = 0;
    let isPermitted = false;
    await open({
      async before({ route, request }) {
        if (isPermitted || route !== 'create') return undefined;
        const body = await request.clone().text();
        if (!body.includes(`"${type}"`)) return undefined;
        refused += 1;
        return Response.json({ detail: 'Insufficient scope' }, { status: 403 });
      },
    });
    expect(await backfill()).toMatchObject({ outcome: 'missing', unitsMissing: units });
    const missing = await missingUnits();
    expect(missing).not.toHaveLength(0);
    for (const unit of missing) {
      expect(unit).toMatchObject({
        report_type: type,
        state: 'failed',
        error: expect.stringMatching(/permitted.*403/),
      });
    }
    expect(refused, 'a refusal is not argued with').toBeLessThanOrEqual(8);
    isPermitted = true;
    expect(await nightly()).toMatchObject({ outcome: 'green' });
    expect(await standingDigest(warehouse.pool)).toEqual(undisturbed);
  });
}

test('an API that goes down fails the run, and the next one goes on where that ended', async () => {
  let downloads = 0;
  let isDown = true;
  await open({
    before({ route, outgoing }) {
      if (route === 'download') downloads += 1;
      if (isDown && downloads > 5) outgoing.destroy();
      return undefined;
    },
  });
  const client = { retry: { retries: 2, minDelayMs: 5, maxDelayMs: 10, budgetMs: 1_000 } };
  const job = await warehouse.openJob({ client });
  const cutShort = runBackfill(job, { range: jiko.range, force: false });
  await expect(cutShort).rejects.toMatchObject({ code: 'HTTP_FAILED' });
  const { rows: runs } = await warehouse.pool.query('select outcome, error from books.fct_run');
  expect(runs).toEqual([{ outcome: 'failed', error: expect.stringMatching(/\w/) }]);

  isDown = false;
  expect(await nightly()).toMatchObject({ outcome: 'green' });
  // Those that failed before it was plain that nobody answers are asked for again, and no others.
  expect(jiko.sandbox.stats().reports_created).toBeLessThanOrEqual(REPORTS + 3);
  expect(await standingDigest(warehouse.pool)).toEqual(undisturbed);
});
