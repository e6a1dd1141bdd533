import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
test('migrates', async () => {
  const database = await createTestDatabase();
  const { rows } = await database.pool.query('select * from books.rpt_restatement union all select * from books.rpt_restatement');
  await database.pool.query('select * from books.rpt_restatement_row');
  await database.pool.query('select * from books.rpt_restatement_break');
  await database.pool.query('select * from books.rpt_reask_days');
  await database.drop();
});
