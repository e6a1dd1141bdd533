import { execFile } from 'node:child_process';
import { createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';

import { createPool } from '../../src/db/pool.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.drop();
});

async function readOne(text: string): Promise<unknown> {
  const { rows } = await database.pool.query<{ value: unknown }>(`select ${text} as value`);
  return rows[0]?.value;
}

describe('values', () => {
  test.each([
    ["date '2026-03-01'", '2026-03-01'],
    ["array[date '2026-03-01', null]", ['2026-03-01', null]],
    ["timestamp '2026-03-01 10:00'", '2026-03-01 10:00:00'],
    ["timestamptz '2026-03-01 10:00+09'", new Date('2026-03-01T01:00:00Z')],
    ['9007199254740993::int8', 9007199254740993n],
    ['array[[9007199254740993, null]]::int8[]', [[9007199254740993n, null]]],
    ["'{}'::int8[]", []],
    ['count(*)', 1n],
    ['1234567890123456.10::numeric', '1234567890123456.10'],
    ['array[1234567890123456.10, null]::numeric[]', ['1234567890123456.10', null]],
    ['null::date', null],
    ['null::int8[]', null],
    ['7::int4', 7],
  ])('%s arrives as %o', async (text, expected) => {
    expect(await readOne(text)).toEqual(expected);
  });

  test('a bigint goes back as it came', async () => {
    const { rows } = await database.pool.query('select $1::int8 as value', [9007199254740993n]);
    expect(rows).toEqual([{ value: 9007199254740993n }]);
  });

  // A process of its own: the zone is read once, at its start.
  test.each(['Asia/Tokyo', 'America/Los_Angeles'])('a date is not shifted in %s', async (zone) => {
    const script = `
      import { createPool } from './src/db/pool.ts';
      const pool = createPool(process.env.URL);
      const { rows } = await pool.query("select date '2026-03-01' as day, array[date '2026-03-01'] as days");
      console.log(JSON.stringify([new Date(2026, 0).getTimezoneOffset(), rows[0]]));
      await pool.end();`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '--eval', script],
      { env: { ...process.env, TZ: zone, URL: database.url } },
    );
    expect(JSON.parse(stdout)).toEqual([
      zone === 'Asia/Tokyo' ? -540 : 480,
      { day: '2026-03-01', days: ['2026-03-01'] },
    ]);
  });
});

describe('connections that are lost', () => {
  async function killOthers(): Promise<void> {
    const admin = createPool(inject('adminUrl'));
    await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [
      new URL(database.url).pathname.slice(1),
    ]);
    await admin.end();
  }

  test('an idle one is replaced', async () => {
    await readOne('1');
    await killOthers();
    await sleep(50);
    expect(await readOne('2')).toBe(2);
  });

  test('one that is checked out and idle fails at its next query, and the process lives on', async () => {
    const client = await database.pool.connect();
    await killOthers();
    await sleep(50);
    await expect(client.query('select 1')).rejects.toThrow();
    client.release(true);
    expect(await readOne('3')).toBe(3);
  });

  test('one that never answers is given up after the query timeout', async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const address = silent.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const pool = createPool(`postgres://a:b@127.0.0.1:${port}/c`, { connectTimeoutMs: 200 });
    await expect(pool.query('select 1')).rejects.toThrow(/timeout/);
    for (const socket of sockets) socket.destroy();
    silent.close();
    await pool.end();
  });

  test('a query that takes longer than it may is given up, and its connection with it', async () => {
    const pool = createPool(database.url, { queryTimeoutMs: 200, connectionsMax: 1 });
    await expect(pool.query('select pg_sleep(5)')).rejects.toThrow('Query read timeout');
    const { rows } = await pool.query('select 1 as value');
    expect(rows).toEqual([{ value: 1 }]);
    await pool.end();
  });

  test('waiting for a connection that another holds ends with an error', async () => {
    const pool = createPool(database.url, { connectionsMax: 1, connectTimeoutMs: 200 });
    const client = await pool.connect();
    await expect(pool.connect()).rejects.toThrow(/timeout/);
    client.release();
    await pool.end();
  });
});

test('sessions carry the name of the program', async () => {
  const pool = createPool(database.url, { applicationName: 'pocketbook nightly' });
  const { rows } = await pool.query("select current_setting('application_name') as name");
  expect(rows).toEqual([{ name: 'pocketbook nightly' }]);
  await pool.end();
});

test('a database that writes dates in another style gives the same dates', async () => {
  const database = await createTestDatabase();
  const name = new URL(database.url).pathname.slice(1);
  await database.pool.query(`alter database "${name}" set datestyle = 'German'`);
  const pool = createPool(database.url);
  try {
    const { rows } = await pool.query(`select date '2026-09-14' as day`);
    expect(rows).toEqual([{ day: '2026-09-14' }]);
  } finally {
    await pool.end();
    await database.drop();
  }
});
