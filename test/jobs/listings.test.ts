import { afterEach, describe, expect, test } from 'vitest';
import type { SandboxHooks, SandboxOptions } from '../../sandbox/start.ts';
import { PocketbookError } from '../../src/domain/errors.ts';
import { silentLog } from '../../src/domain/log.ts';
import { runBackfill } from '../../src/jobs/backfill.ts';
import { runNightly } from '../../src/jobs/nightly.ts';
import { type SimulatedJiko, startJiko } from '../end-to-end/support/simulated-jiko.ts';
import { createWarehouse, type TestWarehouse } from '../end-to-end/support/warehouse.ts';
import { digestOf } from '../reconcile/support/digest-of.ts';

let jiko: SimulatedJiko;
let warehouse: TestWarehouse;
afterEach(async () => {
  await warehouse?.drop();
  await jiko?.stop();
});

async function open(options: Partial<SandboxOptions> = {}): Promise<void> {
  jiko = await startJiko({ from: '2025-03-03', to: '2025-05-09', pockets: 1, seed: 5, ...options });
  warehouse = await createWarehouse(jiko);
}

async function backfill() {
  return runBackfill(await warehouse.openJob(), { range: jiko.range, force: false });
}

const DAY_MS = 86_400_000;

async function night(log = silentLog, daysLater = 0) {
  const job = await warehouse.openJob({ log });
  const now = () => new Date(Date.now() + daysLater * DAY_MS);
  return runNightly({ ...job, clock: { ...job.clock, now } }, jiko.range.to);
}

/** The windows of each listing that the last night asked for, apart from those of days in between. */
async function windowsAsked(): Promise<Record<string, number>> {
  const { rows } = await warehouse.pool.query<{ report_type: string; windows: number }>(
    `select report_type, count(*)::int as windows
     from ops.report_request
     where run_id = (select max(run_id) from ops.run)
       and report_type ~ 'LIST'
     group by report_type`,
  );
  return Object.fromEntries(rows.map(({ report_type, windows }) => [report_type, windows]));
}

type Route = Parameters<NonNullable<SandboxHooks['before']>>[0]['route'];

/** Answers these routes with 403 while `isClosed` says so. */
function refusing(routes: readonly Route[], isClosed = () => true, status = 403): SandboxHooks {
  return {
    before: ({ route }) =>
      routes.includes(route) && isClosed()
        ? Response.json({ detail: 'Forbidden' }, { status })
        : undefined,
  };
}

describe('a listing', () => {
  test('brings no new row when it is read again, and costs one window', async () => {
    await open();
    expect((await backfill()).outcome).toBe('green');
    const before = await digestOf(warehouse.pool, ['ledger']);
    const calls = jiko.sandbox.stats().calls;
    expect((await night()).outcome).toBe('green');
    expect(await digestOf(warehouse.pool, ['ledger'])).toEqual(before);
    const after = jiko.sandbox.stats().calls;
    expect(after.transactions_csv - calls.transactions_csv).toBe(1);
    expect(after.trades_csv - calls.trades_csv).toBe(1);
    const { rows } = await warehouse.pool.query(
      `select distinct report_type, from_date::text, to_date::text
       from ops.report_request
       where run_id = (select max(run_id) from ops.run)
         and report_type like '%LIST'
       order by 1`,
    );
    expect(rows).toEqual(
      ['TRADE_LIST', 'TRANSACTION_LIST'].map((report_type) => ({
        report_type,
        from_date: '2025-04-09',
        to_date: '2025-05-09',
      })),
    );
  });

  test('is read from its first day once a week, and its CSV is not', async () => {
    await open();
    await backfill();
    const one = { TRADE_LIST: 1, TRANSACTION_LIST: 1, TRADE_LIST_CSV: 1, TRANSACTION_LIST_CSV: 1 };
    await night(silentLog, 6);
    expect(await windowsAsked()).toEqual(one);
    expect((await night(silentLog, 7)).outcome).toBe('green');
    expect(await windowsAsked()).toEqual({ ...one, TRADE_LIST: 3, TRANSACTION_LIST: 3 });
    await night(silentLog, 8);
    expect(await windowsAsked()).toEqual(one);
    await night(silentLog, 14);
    expect(await windowsAsked()).toMatchObject({ TRADE_LIST: 3, TRANSACTION_LIST: 3 });
  });

  test('is read again for a day in dispute, however long ago, until it is settled', async () => {
    const late = { kind: 'transaction_late', date: '2025-03-12' } as const;
    await open({ faults: [late] });
    expect((await backfill()).breaksOpen).toBe(1);
    const first = await night();
    expect(first, 'the row with the old date is there').toMatchObject({
      outcome: 'green',
      breaksOpen: 0,
    });
    const calls = jiko.sandbox.stats().calls.transactions_csv;
    await night();
    expect(jiko.sandbox.stats().calls.transactions_csv - calls, 'nothing is in dispute').toBe(1);
  });
});

describe('what may not be read', () => {
  test('stops nothing else, is said once, and stays owed until it may', async () => {
    let isClosed = true;
    await open({ hooks: refusing(['transactions'], () => isClosed) });
    const told: string[] = [];
    const log = {
      ...silentLog,
      warn: (event: string, facts?: object) => void told.push(`${event} ${JSON.stringify(facts)}`),
    };
    const job = await warehouse.openJob({ log });
    const run = await runBackfill(job, { range: jiko.range, force: false });
    const days = job.calendar.businessDays(jiko.range).length;
    expect(run).toMatchObject({ outcome: 'missing', unitsMissing: days });
    expect(told.filter((line) => line.includes('TRANSACTION_LIST '))).toHaveLength(1);
    expect(jiko.sandbox.stats().calls.transactions).toBe(1);
    const { rows } = await warehouse.pool.query(
      'select distinct rule, item from books.rpt_open_breaks',
    );
    expect(rows).toEqual([{ rule: 'completeness', item: 'TRANSACTION_LIST' }]);
    isClosed = false;
    expect((await night()).outcome).toBe('green');
  });

  test('as CSV leaves the night green: it is only compared', async () => {
    await open({ hooks: refusing(['transactions_csv', 'trades_csv']) });
    expect(await backfill()).toMatchObject({ outcome: 'green', unitsMissing: 0, breaksOpen: 0 });
  });

  test('as CSV and never answered keeps nothing else out, and is asked for last and once', async () => {
    const order: string[] = [];
    const broken = ['transactions_csv', 'trades_csv'];
    await open({
      hooks: {
        before: ({ route }) => {
          order.push(route);
          return broken.includes(route) ? Response.json({}, { status: 503 }) : undefined;
        },
      },
    });
    const client = { retry: { retries: 0, minDelayMs: 1, maxDelayMs: 1 } };
    const job = await warehouse.openJob({ client });
    const run = await runBackfill(job, { range: jiko.range, force: false });
    expect(run).toMatchObject({ outcome: 'breaks', unitsMissing: 0, breaksOpen: 2 });
    for (const csv of broken) {
      expect(order.filter((route) => route === csv)).toHaveLength(1);
      expect(order.indexOf(csv)).toBeGreaterThan(order.lastIndexOf('create'));
    }
  });

  test('for want of any answer stays owed and stops nothing else', async () => {
    await open();
    const job = await warehouse.openJob();
    const client: typeof job.client = Object.create(job.client, {
      fetchMovementList: {
        value: async () => {
          throw new PocketbookError('HTTP_FAILED', 'the connection broke', { retryable: true });
        },
      },
    });
    const run = await runBackfill({ ...job, client }, { range: jiko.range, force: false });
    expect(run.outcome).toBe('missing');
    const { rows } = await warehouse.pool.query(
      `select distinct item from books.rpt_open_breaks where rule = 'completeness' order by 1`,
    );
    expect(rows).toEqual([{ item: 'TRADE_LIST' }, { item: 'TRANSACTION_LIST' }]);
  });

  test('and is no matter of permission leaves it open until it is read, however long ago', async () => {
    let isClosed = true;
    await open({ hooks: refusing(['transactions_csv'], () => isClosed, 422) });
    expect(await backfill()).toMatchObject({ unitsMissing: 0, breaksOpen: 1 });
    isClosed = false;
    expect(await night()).toMatchObject({ outcome: 'green', breaksOpen: 0 });
    isClosed = true;
    // The days are there now, and beyond what a night reads again.
    const job = await warehouse.openJob();
    const { from } = jiko.range;
    expect(await runBackfill(job, { range: { from, to: from }, force: true })).toMatchObject({
      breaksOpen: 1,
    });
    isClosed = false;
    expect(await night()).toMatchObject({ outcome: 'green', breaksOpen: 0 });
  });
});
