import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { readCatalog } from './read-catalog.ts';
import { renderDictionary } from './render-dictionary.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

// `npm run docs` runs this test and lets it write the file.
test('docs/data-dictionary.md says what the database says: npm run docs', async () => {
  const dictionary = renderDictionary(await readCatalog(database.pool));
  await expect(dictionary).toMatchFileSnapshot('../../docs/data-dictionary.md');
});
