import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';

import { readCalendarFile } from '../../src/db/calendar-file.ts';
import { addDays, type BusinessDate } from '../../src/domain/business-date.ts';
import { lastFinishedBusinessDate } from '../../src/domain/calendar.ts';
import { runBackfill } from '../../src/jobs/backfill.ts';
import { pocketbook, startPocketbook } from '../end-to-end/support/pocketbook.ts';
import { type SimulatedJiko, startJiko } from '../end-to-end/support/simulated-jiko.ts';
import { createWarehouse, type TestWarehouse } from '../end-to-end/support/warehouse.ts';
import { makeTestFolder } from '../support/test-folder.ts';

const SCHEDULE = ['schedule', '--port', '0'];
const TIMEOUT_MS = 90_000;

/** The last business days before now: the schedule goes by the real clock. */
let days: readonly BusinessDate[];
let jiko: SimulatedJiko;
let warehouse: TestWarehouse;

beforeAll(async () => {
  const calendar = await readCalendarFile();
  const to = lastFinishedBusinessDate(new Date(), 'America/New_York', calendar);
  days = calendar.businessDays({ from: addDays(to, -9), to });
  jiko = await startJiko({ from: days[0] ?? '', to, pockets: 1 });
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

function dayFromLast(back: number): BusinessDate {
  const found = days.at(-1 - back);
  if (found === undefined) throw new RangeError('too few days');
  return found;
}

async function readMetrics(url: string): Promise<Map<string, number>> {
  const response = await fetch(`${url}/metrics`);
  expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
  const samples = (await response.text()).matchAll(/^(pocketbook_\S+) (\S+)$/gm);
  return new Map([...samples].map(([, name = '', value]) => [name, Number(value)]));
}

test(
  'a schedule makes up the nights it missed, tells how it is, and ends when it is told to',
  async () => {
    const range = { from: dayFromLast(4), to: dayFromLast(2) };
    await runBackfill(await warehouse.openJob(), { range, force: false });
    const running = startPocketbook(SCHEDULE, warehouse.settings);
    const [, url = ''] = await running.said(/health and metrics on (http:\/\/127\.0\.0\.1:\d+)/);
    const health = await fetch(`${url}/healthz`);
    expect([health.status, await health.text()]).toEqual([200, 'ok\n']);
    expect((await fetch(`${url}/`)).status).toBe(404);

    await running.said(/main: green, 0 units missing, 0 breaks open/);
    const { rows } = await warehouse.pool.query(
      `select min(business_date) as from, max(business_date) as to,
       bool_and(state in ('loaded', 'empty')) as landed
     from books.fct_unit`,
    );
    expect(rows).toEqual([{ from: range.from, to: dayFromLast(0), landed: true }]);
    const metrics = await readMetrics(url);
    expect(metrics.get('pocketbook_nights_total{entity="main",outcome="green"}')).toBe(1);
    expect(metrics.get('pocketbook_units_missing{entity="main"}')).toBe(0);
    expect(metrics.get('pocketbook_breaks_open{entity="main"}')).toBe(0);
    expect(
      Date.now() / 1_000 - (metrics.get('pocketbook_plan_looked_at_seconds') ?? 0),
    ).toBeLessThan(60);

    const { settings } = warehouse;
    const beside = await pocketbook(['status'], settings);
    expect(beside.exitCode, 'nothing is locked while it waits').toBe(0);
    const ended = await running.kill('SIGTERM');
    expect(ended).toMatchObject({ exitCode: 0, signal: null, stderr: '' });
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
  },
  TIMEOUT_MS,
);

test(
  'a schedule that finds the night done does nothing',
  async () => {
    const range = { from: dayFromLast(2), to: dayFromLast(0) };
    const nightly = ['nightly', '--date', range.to];
    expect(await pocketbook(nightly, warehouse.settings)).toMatchObject({ exitCode: 0 });
    const created = jiko.sandbox.stats().reports_created;
    const running = startPocketbook(SCHEDULE, warehouse.settings);
    const [, url = ''] = await running.said(/health and metrics on (\S+),/);
    let metrics = await readMetrics(url);
    while (metrics.get('pocketbook_plan_looked_at_seconds') === 0) metrics = await readMetrics(url);
    expect(jiko.sandbox.stats().reports_created).toBe(created);
    expect(await running.kill('SIGINT')).toMatchObject({ exitCode: 0, signal: null });
  },
  TIMEOUT_MS,
);

test(
  'a schedule that cannot begin says why and leaves no server running',
  async () => {
    const home = await makeTestFolder('schedule');
    const { DATABASE_URL: _, JIKO_CLIENT_ID: __, ...rest } = warehouse.settings;
    const ended = await pocketbook(SCHEDULE, { ...rest, POCKETBOOK_HOME: home });
    expect(ended).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ended.stderr).toBe(
      'pocketbook: JIKO_CLIENT_ID is not set: expected the client id that Jiko gave you\n',
    );
    const data = join(home, 'postgres', 'data');
    expect([existsSync(data), existsSync(join(data, 'postmaster.pid'))]).toEqual([true, false]);
    await rm(home, { recursive: true, force: true });
  },
  TIMEOUT_MS,
);
