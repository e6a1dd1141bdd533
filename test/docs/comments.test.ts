import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { readCatalog, withoutComment } from './read-catalog.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('every schema, table, view, column, function and domain says what it means', async () => {
  const catalog = await readCatalog(database.pool);
  expect(catalog.map(({ name }) => name)).toEqual(['books', 'personal', 'recon', 'ledger', 'ops']);
  expect(withoutComment(catalog)).toEqual([]);
});

test('what says nothing is found, whatever it is', async () => {
  await database.pool.query(`
    create table ledger.silent (entry int);
    create view books.silent_view as select 1 as figure;
    create domain ops.silent_text as text;
    create function recon.silent() returns int language sql return 1;
    comment on column ledger.entity.entity_id is null;
    comment on schema ops is '  '`);
  expect(withoutComment(await readCatalog(database.pool))).toEqual([
    'books.silent_view',
    'books.silent_view.figure',
    'recon.silent()',
    'ledger.entity.entity_id',
    'ledger.silent',
    'ledger.silent.entry',
    'ops',
    'ops.silent_text',
  ]);
});
