import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { FAULT_KINDS } from '../../sandbox/start.ts';
import { readBreakFacts } from '../../src/cli/breaks/read-break-facts.ts';
import { readSettings } from '../../src/cli/config.ts';
import { closeMonths } from '../../src/cli/demo/close-months.ts';
import { compareWithAnswers } from '../../src/cli/demo/demo-answers.ts';
import { explainRows } from '../../src/cli/explain/explain-row.ts';
import { readPlacesOfBreak } from '../../src/cli/explain/read-places-of-break.ts';
import { runBackfill } from '../../src/jobs/backfill.ts';
import { runNightly } from '../../src/jobs/nightly.ts';
import type { RunOutcome } from '../../src/jobs/run-job.ts';
import { booksDigest } from './support/books-digest.ts';
import { leadsTo } from './support/leads-to.ts';
import { type ProfileName, type SimulatedJiko, startJiko } from './support/simulated-jiko.ts';
import { createWarehouse, type TestWarehouse } from './support/warehouse.ts';

/** The report that is late is not ready for a day: nobody waits for it here. */
const polling = { deadlineMs: 4_000 };

describe.each<{ profile: ProfileName; impossible: readonly string[] }>([
  { profile: 'jiko', impossible: [] },
  // Its trade report tells face values, which have no cents to be wrong, and its statements no amounts in details.
  { profile: 'alternate', impossible: ['details_off', 'face_cash_swapped', 'trade_cash_off'] },
])('one fault of every kind, told in $profile', ({ profile, impossible }) => {
  let jiko: SimulatedJiko;
  let warehouse: TestWarehouse;
  let backfill: RunOutcome;
  let night: RunOutcome;

  beforeAll(async () => {
    const range = { from: '2025-05-05', to: '2025-06-18' };
    jiko = await startJiko({ profile, ...range, pockets: 5, seed: 7, faults: 'default' });
    warehouse = await createWarehouse(jiko);
    const job = await warehouse.openJob({ polling });
    backfill = await runBackfill(job, { range: jiko.range, force: false });
    await closeMonths(warehouse.pool, 'main', jiko.sandbox.answers().closes);
    night = await runNightly(await warehouse.openJob({ polling }), jiko.range.to);
  });
  afterAll(async () => {
    await warehouse?.drop();
    await jiko?.stop();
  });

  test('is planted', () => {
    const { faults, skipped } = jiko.sandbox.answers();
    expect(skipped.map(({ kind }) => kind).sort()).toEqual(impossible);
    expect(faults).toHaveLength(FAULT_KINDS.length - impossible.length);
  });

  test('is found, each at its place, and nothing else is', async () => {
    const comparison = await compareWithAnswers(warehouse.pool, jiko.sandbox.answers());
    expect(comparison.missed).toEqual([]);
    expect(comparison.falseAlarms).toEqual([]);
    const found = comparison.outcomes.map((outcome) => outcome.found?.breakId);
    expect(new Set(found).size, 'a break each').toBe(comparison.outcomes.length);
  });

  test('is named by its cause', async () => {
    const { misnamed } = await compareWithAnswers(warehouse.pool, jiko.sandbox.answers());
    expect(
      misnamed.map(({ fault, found }) => [
        fault.kind,
        fault.note,
        fault.expect.cause,
        found?.cause,
      ]),
    ).toEqual([]);
  });

  test('leads to the figures in the files that it is about', async () => {
    const explaining = { pool: warehouse.pool, settings: readSettings(warehouse.settings) };
    const { rows: breaks } = await warehouse.pool.query<{ id: string; rule: string }>(
      `select break_id::text as id, rule from books.rpt_open_breaks order by rule, id`,
    );
    const led: Record<string, string[]> = {};
    for (const { id, rule } of breaks) {
      const [found] = await readBreakFacts(warehouse.pool, id);
      if (found === undefined) throw new Error(`no break ${id}`);
      const places = await readPlacesOfBreak(warehouse.pool, found, 20);
      const { rows } = await explainRows(explaining, places, 20);
      const marks = rows.map(({ view, original }) => `${view} ${original?.mark?.name ?? '-'}`);
      led[rule] = [...new Set([...(led[rule] ?? []), ...marks])].sort();
    }
    expect(led).toEqual(leadsTo(profile));
  });

  test('keeps no run from its end: what is missing outweighs what does not tie', () => {
    expect(backfill.outcome).toBe('missing');
    expect(night.outcome).toBe('missing');
    expect(night.unitsMissing, 'one late, one failed').toBe(2);
  });

  test('is cleared by the night that asks again, where the bank restated', async () => {
    const restated = jiko.sandbox.answers().faults.find(({ kind }) => kind === 'restated_report');
    const { rows: units } = await warehouse.pool.query(
      `select version, state
       from books.fct_unit
       where report_type = $1 and pocket_id = $2 and business_date = $3`,
      [restated?.report_type, restated?.pocket_id, restated?.business_date],
    );
    expect(units).toEqual([{ version: 2, state: 'loaded' }]);
    const { rows: others } = await warehouse.pool.query(
      `select distinct pocket_id, business_date
       from books.fct_unit
       where version > 1
         and report_type <> $1`,
      [restated?.report_type],
    );
    const late = jiko.sandbox
      .answers()
      .faults.filter(({ kind }) => kind === 'transaction_late' || kind === 'closed_month_changed')
      .map(({ pocket_id, business_date }) => ({ pocket_id, business_date }));
    expect(
      others.map((other) => JSON.stringify(other)).sort(),
      'no other unit has a second version, but those of the rows that came late',
    ).toEqual(late.map((row) => JSON.stringify(row)).sort());
    const { rows: events } = await warehouse.pool.query<{ verb: string }>(
      `select verb
       from books.fct_break_event
       join books.fct_break using (break_id)
       where business_date = $1 and pocket_id = $2 and rule = $3
       order by at`,
      [restated?.business_date, restated?.pocket_id, restated?.expect.rule],
    );
    expect(events.map(({ verb }) => verb)).toEqual(['opened', 'cleared']);
  });

  test('is there to be looked up as it was known before the bank restated', async () => {
    const restated = jiko.sandbox.answers().faults.find(({ kind }) => kind === 'restated_report');
    const client = await warehouse.pool.connect();
    try {
      // As text: a Date has no microseconds, and what was accepted last would not be known yet.
      const { rows } = await client.query<{ accepted_at: string }>(
        'select max(accepted_at)::text as accepted_at from books.fct_unit where version = 1',
      );
      await client.query('begin');
      await client.query(`select set_config('pocketbook.known_at', $1, true)`, [
        rows[0]?.accepted_at,
      ]);
      const { rows: then } = await client.query(
        `select version
         from books.fct_unit
         where report_type = $1 and pocket_id = $2 and business_date = $3`,
        [restated?.report_type, restated?.pocket_id, restated?.business_date],
      );
      expect(then).toEqual([{ version: 1 }]);
    } finally {
      await client.query('rollback');
      client.release();
    }
  });

  test('is told once: another night adds no break and no event', async () => {
    const before = await booksDigest(warehouse.pool);
    const again = await runNightly(await warehouse.openJob({ polling }), jiko.range.to);
    expect(again.breaksOpen).toBe(night.breaksOpen);
    expect(await booksDigest(warehouse.pool)).toEqual(before);
  });
});
