import { randomBytes } from 'node:crypto';

import type pg from 'pg';
import { inject } from 'vitest';

import { createPool } from '../../src/db/pool.ts';
import { runStatement, withDatabase } from './admin.ts';

export interface TestDatabase {
  /** As superuser. */
  readonly url: string;
  readonly pool: pg.Pool;
  drop(): Promise<void>;
}

/** An empty database with the schema of today: a copy of the template that the run has migrated. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const adminUrl = inject('adminUrl');
  const template = inject('runName');
  const failure = inject('migrationFailure');
  if (failure !== '') throw new Error(failure);
  const name = `${template}_${randomBytes(4).toString('hex')}`;
  await runStatement(adminUrl, `create database ${name} template ${template}`);
  const url = withDatabase(adminUrl, name);
  const pool = createPool(url, { applicationName: 'test' });
  return {
    url,
    pool,
    drop: async () => {
      await pool.end();
      await runStatement(adminUrl, `drop database ${name} with (force)`);
    },
  };
}
