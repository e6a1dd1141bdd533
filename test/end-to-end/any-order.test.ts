import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { readCalendarFile } from '../../src/db/calendar-file.ts';
import type { BusinessDate } from '../../src/domain/business-date.ts';
import type { DateRange } from '../../src/domain/report.ts';
import { runBackfill } from '../../src/jobs/backfill.ts';
import type { Job } from '../../src/jobs/job.ts';
import { runNightly } from '../../src/jobs/nightly.ts';
import { type BooksDigest, standingDigest } from './support/books-digest.ts';
import { type SimulatedJiko, startJiko } from './support/simulated-jiko.ts';
import { createWarehouse } from './support/warehouse.ts';

/** Ten business days. What is wrong with them must be told alike on every way, down to the id of each break. */
const FROM = '2025-05-19';
const TO = '2025-06-02';
const FAULTS = [
  'missing_trade',
  'duplicated_trade',
  'quantity_off',
  'price_off',
  'cost_off',
  'missing_entry',
  'nonzero_close',
  'broken_chain',
  'lost_sweep_leg',
  'failed_report',
  'listing_trade_off',
  'transaction_missing',
  'csv_listing_off',
] as const;

let jiko: SimulatedJiko;
let days: readonly BusinessDate[];
let onePass: BooksDigest;

beforeAll(async () => {
  const faults = FAULTS.map((kind) => ({ kind }));
  jiko = await startJiko({ from: FROM, to: TO, pockets: 4, seed: 3, faults });
  days = (await readCalendarFile()).businessDays(jiko.range);
  onePass = await digestAfter((job) => backfill(job, jiko.range));
});
afterAll(async () => {
  await jiko?.stop();
});

/** What the books of a new warehouse say after some work. */
async function digestAfter(work: (job: Job) => Promise<unknown>): Promise<BooksDigest> {
  const warehouse = await createWarehouse(jiko);
  try {
    await work(await warehouse.openJob());
    return await standingDigest(warehouse.pool);
  } finally {
    await warehouse.drop();
  }
}

function backfill(job: Job, range: DateRange) {
  return runBackfill(job, { range, force: false });
}

/** Windows that together are the whole range: cut anywhere, stretched over their neighbours, in any order. */
function windows(): fc.Arbitrary<DateRange[]> {
  const last = days.length - 1;
  const stretch = fc.nat({ max: 3 });
  return fc
    .uniqueArray(fc.integer({ min: 1, max: last }), { minLength: 1, maxLength: 3 })
    .map((cuts) => [0, ...cuts.sort((a, b) => a - b), last + 1])
    .chain((bounds) =>
      fc.tuple(
        ...bounds.slice(1).map((end, index) =>
          fc.tuple(stretch, stretch).map(([before, after]) => ({
            from: dayAt((bounds[index] ?? 0) - before),
            to: dayAt(end - 1 + after),
          })),
        ),
      ),
    )
    .chain((all) => fc.shuffledSubarray(all, { minLength: all.length }));
}

function dayAt(index: number): BusinessDate {
  const found = days[Math.min(Math.max(index, 0), days.length - 1)];
  if (found === undefined) throw new RangeError('no business day in the range');
  return found;
}

test('a range has the books that it has, in whatever pieces and order it is asked for', async () => {
  expect(days).toHaveLength(10);
  expect(onePass['rpt_open_breaks']).toHaveLength(FAULTS.length);
  await fc.assert(
    fc.asyncProperty(windows(), async (pieces) => {
      const digest = await digestAfter(async (job) => {
        for (const piece of pieces) await backfill(job, piece);
      });
      expect(digest).toEqual(onePass);
    }),
    { numRuns: 5, endOnFailure: true },
  );
});

test('a night before a backfill and one after it make the same books', async () => {
  const before = await digestAfter(async (job) => {
    await runNightly(job, jiko.range.to);
    await backfill(job, jiko.range);
  });
  const after = await digestAfter(async (job) => {
    await backfill(job, jiko.range);
    await runNightly(job, jiko.range.to);
  });
  expect(before).toEqual(onePass);
  expect(after).toEqual(onePass);
});

test('nights one after the other make the books of one backfill', async () => {
  const digest = await digestAfter(async (job) => {
    await backfill(job, { from: dayAt(0), to: dayAt(5) });
    for (const day of days.slice(6)) await runNightly(job, day);
  });
  expect(digest).toEqual(onePass);
});
