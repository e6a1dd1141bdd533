import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

import { inTransaction } from '../../src/db/in-transaction.ts';
import { createKysely } from '../../src/db/kysely.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  await database.pool.query('create table counter (name text primary key, value int8 not null)');
});
beforeEach(async () => {
  await database.pool.query(`
    truncate counter;
    insert into counter (name, value) values ('a', 0), ('b', 0)`);
});
afterAll(async () => {
  await database.drop();
});

async function readCounters(): Promise<Record<string, bigint>> {
  const { rows } = await database.pool.query<{ name: string; value: bigint }>(
    'select name, value from counter',
  );
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
}

const addOne = `update counter set value = value + 1 where name = $1`;

test('what the work did is there, and its result is handed on', async () => {
  const result = await inTransaction(database.pool, async (client) => {
    await client.query(addOne, ['a']);
    return 'done';
  });
  expect(result).toBe('done');
  expect(await readCounters()).toEqual({ a: 1n, b: 0n });
});

test('work that throws leaves nothing behind and is not run again', async () => {
  let runs = 0;
  const failing = inTransaction(database.pool, async (client) => {
    runs++;
    await client.query(addOne, ['a']);
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(runs).toBe(1);
  expect(await readCounters()).toEqual({ a: 0n, b: 0n });
});

test('a deadlock is survived: the one who is given up comes again', async () => {
  let runs = 0;
  const take = (first: string, second: string) =>
    inTransaction(database.pool, async (client) => {
      runs++;
      await client.query(addOne, [first]);
      await client.query('select pg_sleep(0.1)');
      await client.query(addOne, [second]);
    });
  await Promise.all([take('a', 'b'), take('b', 'a')]);
  expect(await readCounters()).toEqual({ a: 2n, b: 2n });
  expect(runs).toBeGreaterThan(2);
});

test('serializable work that collides is run again until it fits', async () => {
  const increment = () =>
    inTransaction(
      database.pool,
      async (client) => {
        const { rows } = await client.query<{ value: bigint }>(
          "select value from counter where name = 'a'",
        );
        await client.query(`update counter set value = $1 where name = 'a'`, [
          (rows[0]?.value ?? 0n) + 1n,
        ]);
      },
      { isolation: 'serializable' },
    );
  await Promise.all([increment(), increment(), increment()]);
  expect(await readCounters()).toEqual({ a: 3n, b: 0n });
});

test('after five times it is reported', async () => {
  let runs = 0;
  const hopeless = inTransaction(database.pool, async (client) => {
    runs++;
    await client.query(`do $$ begin raise exception 'again' using errcode = '40001'; end $$`);
  });
  await expect(hopeless).rejects.toMatchObject({ code: '40001' });
  expect(runs).toBe(6);
});

test('a failed statement that the work passes over does not become a silent rollback', async () => {
  const careless = inTransaction(database.pool, async (client) => {
    await client.query(addOne, ['a']);
    await client.query('select 1 / 0').catch(() => {});
  });
  await expect(careless).rejects.toMatchObject({ code: 'INVARIANT_BROKEN' });
  expect(await readCounters()).toEqual({ a: 0n, b: 0n });
});

test('a repeatable read sees one moment throughout', async () => {
  const seen = await inTransaction(
    database.pool,
    async (client) => {
      const before = await client.query('select value from counter order by name');
      await database.pool.query(addOne, ['a']);
      const after = await client.query('select value from counter order by name');
      return [before.rows, after.rows];
    },
    { isolation: 'repeatable read' },
  );
  expect(seen[0]).toEqual(seen[1]);
});

test('a connection that breaks inside is closed, not given back', async () => {
  const broken = inTransaction(database.pool, async (client) => {
    await client.query(addOne, ['a']);
    await client.query('select pg_terminate_backend(pg_backend_pid())');
  });
  await expect(broken).rejects.toThrow();
  expect(await readCounters()).toEqual({ a: 0n, b: 0n });
});

test('kysely composes queries over the same pool, with its types', async () => {
  interface Tables {
    counter: { name: string; value: bigint };
  }
  const db = createKysely<Tables>(database.pool);
  const rows = await db.selectFrom('counter').select('value').where('name', '=', 'b').execute();
  expect(rows).toEqual([{ value: 0n }]);
});
