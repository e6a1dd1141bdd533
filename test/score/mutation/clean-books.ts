import { runStatement, withDatabase } from '../../support/admin.ts';
import { copyDatabase, type TestDatabase } from '../../support/template-database.ts';
import { inWorld } from '../score-seed.ts';
import type { ScoreWorld } from '../score-world.ts';

/** Fills a warehouse with a world without faults, and hands out so many copies of it, which are dropped in the end. */
export async function withCleanBooks<T>(
  world: Omit<ScoreWorld, 'isClean' | 'only'>,
  createDatabase: () => Promise<TestDatabase>,
  copies: number,
  work: (copies: readonly TestDatabase[]) => Promise<T>,
): Promise<T> {
  const books = await createDatabase();
  // A database to which somebody is connected cannot be copied.
  const closing = { ...books, drop: () => books.pool.end() };
  await inWorld(
    world,
    'none',
    async () => closing,
    async () => {},
  );
  const adminUrl = withDatabase(books.url, 'postgres');
  const name = new URL(books.url).pathname.slice(1);
  const made: TestDatabase[] = [];
  try {
    while (made.length < copies) made.push(await copyDatabase(adminUrl, name));
    for (const { pool } of made) await pool.query('vacuum analyze');
    return await work(made);
  } finally {
    for (const copy of made) await copy.drop();
    await runStatement(adminUrl, `drop database ${name} with (force)`);
  }
}
