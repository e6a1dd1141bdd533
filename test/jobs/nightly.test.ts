import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { systemClock } from '../../src/cli/system-clock.ts';
import { readCalendarFile } from '../../src/db/calendar-file.ts';
import { runBackfill } from '../../src/jobs/backfill.ts';
import type { Job } from '../../src/jobs/job.ts';
import { runNightly } from '../../src/jobs/nightly.ts';
import { standingDigest } from '../end-to-end/support/books-digest.ts';
import { day, days, type SimulatedJiko, startJiko } from '../end-to-end/support/simulated-jiko.ts';
import { createWarehouse, type TestWarehouse } from '../end-to-end/support/warehouse.ts';

/** Four weeks with a holiday: Monday 26 May. */
const TREASURY = { from: '2025-05-05', to: '2025-05-30', pockets: 2, seed: 5 };

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

/** The job of a machine whose clock stands at an instant. */
async function jobAt(instant: string): Promise<Job> {
  const job = await warehouse.openJob();
  return { ...job, clock: { ...systemClock, now: () => new Date(instant) } };
}

/** The business days of which there is anything in the warehouse, and whether all of it landed. */
async function landedDays(): Promise<Record<string, boolean>> {
  const { rows } = await warehouse.pool.query<{ day: string; landed: boolean }>(
    `select business_date as day, bool_and(state in ('loaded', 'empty')) as landed
     from books.fct_unit
     group by business_date
     order by business_date`,
  );
  return Object.fromEntries(rows.map(({ day, landed }) => [day, landed]));
}

async function allLanded(from: string, to: string): Promise<Record<string, boolean>> {
  const calendar = await readCalendarFile();
  return Object.fromEntries(calendar.businessDays(days(from, to)).map((day) => [day, true]));
}

describe('a night', () => {
  test('makes up for the week in which the machine was off', async () => {
    const range = days('2025-05-05', '2025-05-09');
    await runBackfill(await jobAt('2025-05-10T10:00:00Z'), { range, force: false });
    const run = await runNightly(await jobAt('2025-05-20T10:00:00Z'));
    expect(run).toMatchObject({
      outcome: 'green',
      range: { from: '2025-05-05', to: '2025-05-19' },
    });
    expect(await landedDays()).toEqual(await allLanded('2025-05-05', '2025-05-19'));

    const made = await standingDigest(warehouse.pool);
    const other = await createWarehouse(jiko);
    const onePass = days('2025-05-05', '2025-05-19');
    await runBackfill(await other.openJob(), { range: onePass, force: false });
    expect(made).toEqual(await standingDigest(other.pool));
    await other.drop();
  });

  test('begins where the day has ended in New York, not before', async () => {
    const early = await runNightly(await jobAt('2025-05-20T09:59:59Z'));
    expect(early.range).toEqual({ from: '2025-05-14', to: '2025-05-16' });
    const due = await runNightly(await jobAt('2025-05-20T10:00:00Z'));
    expect(due.range).toEqual({ from: '2025-05-14', to: '2025-05-19' });
  });

  test('knows that nothing is owed for a holiday', async () => {
    const run = await runNightly(await jobAt('2025-05-28T12:00:00Z'));
    expect(run).toMatchObject({
      outcome: 'green',
      range: { from: '2025-05-22', to: '2025-05-27' },
    });
    expect(Object.keys(await landedDays())).toEqual(['2025-05-22', '2025-05-23', '2025-05-27']);
  });

  test('fills the gap between two ranges that were asked for by hand', async () => {
    const job = await warehouse.openJob();
    await runBackfill(job, { range: days('2025-05-05', '2025-05-06'), force: false });
    await runBackfill(job, { range: days('2025-05-14', '2025-05-14'), force: false });
    const run = await runNightly(await warehouse.openJob(), day('2025-05-15'));
    expect(run.outcome).toBe('green');
    expect(await landedDays()).toEqual(await allLanded('2025-05-05', '2025-05-15'));
  });

  test('leaves nothing open that was landed and not told so when the program was stopped', async () => {
    const job = await warehouse.openJob();
    await runNightly(job, day('2025-05-15'));
    await warehouse.pool.query(
      `update ops.report_request set state = 'landed', finished_at = null`,
    );
    const created = jiko.sandbox.stats().reports_created;
    await runNightly(await warehouse.openJob(), day('2025-05-15'));
    const { rows } = await warehouse.pool.query('select distinct state from ops.report_request');
    expect(rows).toEqual([{ state: 'settled' }]);
    expect(jiko.sandbox.stats().reports_created - created, 'the days are asked for again').toBe(17);
  });

  test('of a day that has not ended is refused, and nothing is owed for it', async () => {
    const early = runNightly(await jobAt('2025-05-20T09:59:59Z'), day('2025-05-19'));
    await expect(early).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining('2025-05-19 has not ended yet'),
    });
    expect(await landedDays()).toEqual({});
  });
});
