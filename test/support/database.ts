import { inject } from 'vitest';

import { copyDatabase, type TestDatabase } from './template-database.ts';

export type { TestDatabase };

/** An empty database with the schema of today: a copy of the template that the run has migrated. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const failure = inject('migrationFailure');
  if (failure !== '') throw new Error(failure);
  return copyDatabase(inject('adminUrl'), inject('runName'));
}
