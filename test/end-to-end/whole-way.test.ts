import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { runBackfill } from '../../src/jobs/backfill.ts';
import { runNightly } from '../../src/jobs/nightly.ts';
import type { RunOutcome } from '../../src/jobs/run-job.ts';
import { booksDigest } from './support/books-digest.ts';
import { type ProfileName, type SimulatedJiko, startJiko } from './support/simulated-jiko.ts';
import { differencesBetween, rowsOfBooks, rowsOfTruth } from './support/truth-rows.ts';
import { createWarehouse, type TestWarehouse } from './support/warehouse.ts';

/** Twenty-one business days, with a holiday and the end of a month among them. */
const FROM = '2025-05-05';
const TO = '2025-06-03';
const BUSINESS_DAYS = 21;
const POCKETS = 3;

describe.each<ProfileName>(['jiko', 'alternate'])('a clean treasury that speaks %s', (profile) => {
  let jiko: SimulatedJiko;
  let warehouse: TestWarehouse;
  let first: RunOutcome;

  beforeAll(async () => {
    jiko = await startJiko({ profile, from: FROM, to: TO, pockets: POCKETS });
    warehouse = await createWarehouse(jiko);
    const job = await warehouse.openJob();
    first = await runBackfill(job, { range: jiko.range, force: false });
  });
  afterAll(async () => {
    await warehouse?.drop();
    await jiko?.stop();
  });

  test('is green after one backfill', async () => {
    expect(first).toMatchObject({ outcome: 'green', breaksOpen: 0, unitsMissing: 0 });
  });

  test('stands in the warehouse row by row and to the cent', async () => {
    const truth = rowsOfTruth(jiko.sandbox.truth());
    const books = await rowsOfBooks(warehouse.pool);
    expect(differencesBetween(truth, books)).toEqual({});
    const sides = new Set(jiko.sandbox.truth().trades.map(({ activity }) => activity));
    expect([...sides].sort(), 'a range in which all three happen').toEqual([
      'BUY',
      'MATURITY',
      'SELL',
    ]);
    for (const [table, rows] of Object.entries(books)) expect(rows, table).not.toHaveLength(0);
  });

  test('has the terms of every security that was traded', async () => {
    const { rows } = await warehouse.pool.query<Record<string, string>>(
      `select cusip, issue_date, maturity_date, cusip_check_ok
       from books.dim_security
       where cusip in (select cusip from books.fct_trade where side <> 'MATURITY')
       order by cusip`,
    );
    const { securities } = jiko.sandbox.truth();
    const known = new Map(securities.map((security) => [security.cusip, security]));
    expect(rows).not.toHaveLength(0);
    expect(rows).toEqual(
      rows.map(({ cusip }) => ({ ...known.get(cusip ?? ''), cusip_check_ok: true })),
    );
  });

  test('has every unit that the calendar owes, loaded or empty, once', async () => {
    const { rows } = await warehouse.pool.query(
      `select report_type, count(*)::int as units, min(version) as first_version,
         max(version) as last_version, bool_or(provisional) as provisional
       from books.fct_unit
       where state in ('loaded', 'empty')
       group by report_type`,
    );
    const counted = new Map(rows.map(({ report_type, ...row }) => [report_type, row]));
    const once = { first_version: 1, last_version: 1, provisional: false };
    const perPocket = { ...once, units: BUSINESS_DAYS * POCKETS };
    expect(Object.fromEntries(counted)).toEqual({
      BANK_STATEMENT_REPORT: perPocket,
      BROKERAGE_STATEMENT_REPORT: perPocket,
      TRADE_REPORT: perPocket,
      POSITION_SUMMARY_REPORT: perPocket,
      TRADE_LIST: perPocket,
      TRANSACTION_LIST: perPocket,
      TRADE_LIST_CSV: perPocket,
      TRANSACTION_LIST_CSV: perPocket,
      SECURITY_PRICE_REPORT: { ...once, units: BUSINESS_DAYS },
    });
    const { rows: others } = await warehouse.pool.query(
      `select from books.fct_unit where state not in ('loaded', 'empty')`,
    );
    expect(others).toHaveLength(0);
  });

  test('counts every row of every file', async () => {
    const { rows } = await warehouse.pool.query(
      `select outcome, sum(rows_read)::int as read, sum(rows_quarantined)::int as quarantined
       from books.rpt_funnel
       group by outcome`,
    );
    expect(rows).toEqual([{ outcome: 'accepted', read: expect.any(Number), quarantined: 0 }]);
    expect(rows[0].read).toBeGreaterThan(1_000);
  });

  test('cost at most 2.2 calls a report', async () => {
    const { calls, reports_created, files_served } = jiko.sandbox.stats();
    // What is read beside the reports is held back by other limits, and grows with what there is.
    const { create, list, get, report, download, file, paper } = calls;
    const total = create + list + get + report + download;
    expect(reports_created).toBeGreaterThanOrEqual(100);
    expect(total / reports_created).toBeLessThanOrEqual(2.2);
    expect([file, files_served]).toEqual([reports_created, reports_created]);
    expect(paper, 'documents come from the file host too').toBeGreaterThan(0);
  });

  test('does not change when it is asked for again, by hand or by night', async () => {
    const before = await booksDigest(warehouse.pool);
    const created = jiko.sandbox.stats().reports_created;
    const again = await runBackfill(await warehouse.openJob(), { range: jiko.range, force: false });
    expect(again).toMatchObject({ outcome: 'green', reportsSettled: 0 });
    expect(jiko.sandbox.stats().reports_created, 'nothing is asked for twice').toBe(created);
    expect(await booksDigest(warehouse.pool)).toEqual(before);

    const night = await runNightly(await warehouse.openJob(), jiko.range.to);
    expect(night.outcome).toBe('green');
    expect(night.reportsSettled, 'the last days are asked for again').toBeGreaterThan(0);
    expect(await booksDigest(warehouse.pool)).toEqual(before);

    const forced = await runBackfill(await warehouse.openJob(), { range: jiko.range, force: true });
    expect(forced).toMatchObject({ outcome: 'green', reportsSettled: first.reportsSettled });
    expect(await booksDigest(warehouse.pool)).toEqual(before);
  });
});
