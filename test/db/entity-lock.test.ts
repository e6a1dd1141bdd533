import { once } from 'node:events';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { type EntityLock, holdEntityLock } from '../../src/db/entity-lock.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.drop();
});

async function hold(entityId: string): Promise<EntityLock> {
  const lock = await holdEntityLock(database.url, entityId);
  if (lock.kind !== 'held') throw new Error(`busy: ${lock.holder}`);
  return lock;
}

test('a second run of an entity learns who is at it', async () => {
  const first = await hold('acme');
  const second = await holdEntityLock(database.url, 'acme');
  expect(second).toMatchObject({
    kind: 'busy',
    holder: expect.stringMatching(
      new RegExp(
        `^pocketbook run ${process.pid}@.* since \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d UTC$`,
      ),
    ),
  });
  await first.release();
});

test('after its release the next one may run, and a release is no loss', async () => {
  const first = await hold('acme');
  await first.release();
  expect(first.signal.aborted).toBe(false);
  const second = await hold('acme');
  await second.release();
});

test('two entities do not wait for each other', async () => {
  const locks = [await hold('acme'), await hold('zenith')];
  for (const lock of locks) await lock.release();
});

test('of many that come at once exactly one may run', async () => {
  const all = await Promise.all(
    Array.from({ length: 10 }, () => holdEntityLock(database.url, 'acme')),
  );
  const held = all.filter((lock) => lock.kind === 'held');
  expect(held).toHaveLength(1);
  for (const lock of held) await lock.release();
});

test('a lost connection is told at once, and the lock is free', async () => {
  const lock = await hold('acme');
  const told = once(lock.signal, 'abort');
  // Of this database alone: the server is shared with the tests that run beside this one.
  await database.pool.query(
    `select pg_terminate_backend(pid)
     from pg_stat_activity
     where datname = current_database()
       and application_name like 'pocketbook run %'`,
  );
  await told;
  expect(lock.signal.reason).toMatchObject({ code: 'DATABASE_UNAVAILABLE', retryable: true });
  const next = await hold('acme');
  await next.release();
  await lock.release();
});

test('a database that cannot be reached is an error, not a lock', async () => {
  await expect(holdEntityLock('postgres://a:b@127.0.0.1:1/c', 'acme')).rejects.toThrow(
    'ECONNREFUSED',
  );
});
