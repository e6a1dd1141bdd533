import { afterAll, beforeAll, expect, test } from 'vitest';
import { asWriter } from '../../src/cli/open-warehouse.ts';
import { createPool } from '../../src/db/pool.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());

test('the pipeline has what was filled at once analysed, once, though it owns no table', async () => {
  const writer = createPool(asWriter(database.url), { applicationName: 'test writer' });
  const analyze = async () => {
    const { rows } = await writer.query<{ tables: number }>(
      'select ledger.analyze_grown() as tables',
    );
    return rows[0]?.tables;
  };
  try {
    await analyze();
    await database.pool.query(
      `insert into ledger.entity (entity_id)
       select 'entity-' || number
       from generate_series(1, 10000) as number`,
    );
    expect(await analyze()).toBe(1);
    expect(await analyze()).toBe(0);
    const { rows } = await database.pool.query(
      `select reltuples::int as rows from pg_class where oid = 'ledger.entity'::regclass`,
    );
    expect(rows[0].rows).toBeGreaterThan(9000);
  } finally {
    await writer.end();
  }
});
