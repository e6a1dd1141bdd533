import { randomBytes } from 'node:crypto';

import type pg from 'pg';

import { createPool } from '../../src/db/pool.ts';
import { runStatement, withDatabase } from './admin.ts';

export interface TestDatabase {
  /** As superuser. */
  readonly url: string;
  readonly pool: pg.Pool;
  drop(): Promise<void>;
}

/** A copy of a database to which nobody is connected, under a name of its own. */
export async function copyDatabase(adminUrl: string, template: string): Promise<TestDatabase> {
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
