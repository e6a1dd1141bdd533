import { afterAll, beforeAll } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { openTreasury, type Treasury } from './treasury.ts';

/** One database for the tests of a file, and in it a new entity for each that asks. */
export function useTreasuries(): (pockets?: readonly string[]) => Promise<Treasury> {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());
  return (pockets) => openTreasury(database.pool, pockets);
}
