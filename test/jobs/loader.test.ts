import { rm } from 'node:fs/promises';
import type { Pool } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { addDays, type BusinessDate } from '../../src/domain/business-date.ts';
import { createLanding, type Landing } from '../../src/extract/landing.ts';
import { createLoader, type LandedReport, type Loader } from '../../src/jobs/loading/loader.ts';
import type { FileToLoad, LoadOutcome } from '../../src/load/load-files.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { makeTestFolder } from '../support/test-folder.ts';
import { jiko as profile } from '../transform/support/profile.ts';

const ENTITY = 'acme';
const FIRST_DAY = '2026-09-01' as BusinessDate;
/** More than are read without a thread. */
const MANY = 40;

let folder: string;
let database: TestDatabase;
let pool: Pool;
let landing: Landing;
let loader: Loader;

beforeAll(async () => {
  folder = await makeTestFolder('landing');
  landing = await createLanding({
    folder,
    clock: { now: () => new Date(), sleep: async () => {} },
  });
});
beforeEach(async () => {
  database = await createTestDatabase();
  pool = database.pool;
  await pool.query('insert into ledger.entity (entity_id) values ($1)', [ENTITY]);
  loader = createLoader({ pool, landing });
});
afterEach(() => database.drop());
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Prices of one day, as Jiko's report has them. */
function pricesOf(day: BusinessDate, ...prices: readonly string[]): string {
  const [year, month, date] = day.split('-');
  return prices.map((price) => `SE;JIKO;912797HF7;${date}/${month}/${year};${price}\n`).join('');
}

function dayNo(index: number): BusinessDate {
  return addDays(FIRST_DAY, index);
}

async function load(text: string, day: BusinessDate, through = loader): Promise<LoadOutcome> {
  return through.load(await land(text, day), async () => {});
}

async function land(text: string, day: BusinessDate): Promise<LandedReport> {
  const { sha256, bytes } = await landing.landBytes(Buffer.from(text));
  const { rows } = await pool.query<{ report_file_id: bigint }>(
    `insert into ops.report_file (
       entity_id, report_type, from_date, to_date, sha256, bytes, length_proven, received_at, origin
     )
     values ($1, 'SECURITY_PRICE_REPORT', $2, $2, decode($3, 'hex'), $4, true, now(), 'import')
     returning report_file_id`,
    [ENTITY, day, sha256, bytes],
  );
  const file: FileToLoad = {
    reportFileId: rows[0]?.report_file_id ?? 0n,
    entityId: ENTITY,
    reportType: 'SECURITY_PRICE_REPORT',
    name: `prices of ${day}`,
    pocketId: null,
    from: day,
    to: day,
    asked: [{ pocketId: null, businessDate: day }],
    isProvisional: () => false,
  };
  return { file, sha256, profile, timeZone: 'America/New_York', countsFrom: day };
}

async function pricesInBooks(): Promise<unknown[]> {
  const { rows } = await pool.query(
    `select business_date as day, trim_scale(price)::text as price, locator
     from books.fct_price_daily
     where entity_id = $1
     order by 1, 3`,
    [ENTITY],
  );
  return rows;
}

async function countTransactions(): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    'select count(distinct xmin::text)::int as count from ops.file_load',
  );
  return rows[0]?.count ?? 0;
}

test('many files are loaded in few transactions, each with its own rows and funnel', async () => {
  const outcomes = await Promise.all(
    Array.from({ length: MANY }, (_, index) =>
      load(pricesOf(dayNo(index), `98.${11 + index}1`, '99.5'), dayNo(index)),
    ),
  );
  for (const outcome of outcomes) {
    expect(outcome).toMatchObject({ rowsRead: 2, rowsLoaded: 2, rowsDuplicate: 0, versionsNew: 1 });
  }
  expect(await countTransactions()).toBeLessThan(MANY / 2);
  expect(await pricesInBooks()).toEqual(
    Array.from({ length: MANY }, (_, index) => [
      { day: dayNo(index), price: `98.${11 + index}1`, locator: 'line 1' },
      { day: dayNo(index), price: '99.5', locator: 'line 2' },
    ]).flat(),
  );
});

test('the same files again are duplicates, file by file', async () => {
  const all = () =>
    Promise.all([
      load(pricesOf(dayNo(0), '98.5'), dayNo(0)),
      load(pricesOf(dayNo(1), '98.6', '98.7'), dayNo(1)),
    ]);
  await all();
  expect(await all()).toMatchObject([
    { rowsRead: 1, rowsLoaded: 0, rowsDuplicate: 1, versionsNew: 0 },
    { rowsRead: 2, rowsLoaded: 0, rowsDuplicate: 2, versionsNew: 0 },
  ]);
});

test('a file that cannot be read, or that the ledger refuses, does not keep the others out', async () => {
  const settled = await Promise.allSettled([
    load(pricesOf(dayNo(0), '98.5'), dayNo(0)),
    load(pricesOf(dayNo(1), '98,6'), dayNo(1)),
    load(pricesOf(dayNo(2), '123456789012345678.5'), dayNo(2)),
    load(pricesOf(dayNo(3), '98.7'), dayNo(3)),
  ]);
  expect(settled).toMatchObject([
    { status: 'fulfilled' },
    { reason: { code: 'PARSE_INVALID', message: expect.stringContaining(`of ${dayNo(1)}:1:5`) } },
    { reason: { code: expect.stringMatching(/^2/) } },
    { status: 'fulfilled' },
  ]);
  expect(await pricesInBooks()).toMatchObject([{ price: '98.5' }, { price: '98.7' }]);
});

test('of two files that tell of the same day the later one is the newer version', async () => {
  const prices = Array.from({ length: 12 }, (_, index) => `98.${11 + index}1`);
  const landed: LandedReport[] = [];
  for (const price of prices) {
    // The first takes longest to read.
    const again = pricesOf(dayNo(0), price).repeat(2_000 - 100 * landed.length);
    landed.push(await land(again, dayNo(0)));
  }
  await Promise.all(landed.map((one) => loader.load(one, async () => {})));
  const { rows } = await pool.query(
    `select v.version, trim_scale(min(q.price))::text as price
     from ledger.unit_version v
     join ledger.price_quote q using (version_id)
     group by 1
     order by 1`,
  );
  expect(rows).toEqual(prices.map((price, index) => ({ version: index + 1, price })));
});

test('a big file is read in a thread of its own, and an error in it has its place', async () => {
  const line = pricesOf(dayNo(0), '98.5');
  const lines = Math.ceil((5 * 1024 * 1024) / line.length);
  const outcome = await load(line.repeat(lines), dayNo(0));
  expect(outcome).toMatchObject({ rowsRead: lines, rowsLoaded: lines, versionsNew: 1 });
  const broken = line.repeat(lines) + pricesOf(dayNo(0), '98.5.5');
  await expect(load(broken, dayNo(1))).rejects.toMatchObject({
    code: 'FILE_FOREIGN',
    message: expect.stringContaining(`expected rows from ${dayNo(1)}`),
  });
  await expect(load(broken, dayNo(0))).rejects.toMatchObject({
    code: 'PARSE_INVALID',
    message: expect.stringContaining(`prices of ${dayNo(0)}:${lines + 1}:5`),
  });
  expect(await load(pricesOf(dayNo(2), '98.5'), dayNo(2))).toMatchObject({ rowsLoaded: 1 });
});

test('what is done alongside belongs to the load: without it nothing is loaded', async () => {
  const failing: Loader = {
    load: (landed) =>
      loader.load(landed, async () => {
        throw new Error('the power went');
      }),
  };
  await expect(load(pricesOf(dayNo(0), '98.5'), dayNo(0), failing)).rejects.toThrow('the power');
  expect(await pricesInBooks()).toEqual([]);
});

test('what is no fault of a file is not tried again file by file', async () => {
  let tries = 0;
  const landed = await Promise.all(
    [0, 1, 2].map((at) => land(pricesOf(dayNo(at), '98.5'), dayNo(at))),
  );
  const settled = await Promise.allSettled(
    landed.map((one) =>
      loader.load(one, async () => {
        tries++;
        throw new Error('the power went');
      }),
    ),
  );
  expect(settled).toMatchObject([1, 2, 3].map(() => ({ reason: { message: 'the power went' } })));
  expect(tries).toBeLessThan(3);
  expect(await pricesInBooks()).toEqual([]);
});
