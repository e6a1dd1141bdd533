import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  Kysely,
  type Migration,
  type MigrationProvider,
  type MigrationResultSet,
  Migrator,
  PostgresDialect,
  sql,
} from 'kysely';
import pg from 'pg';
import { PocketbookError } from '../domain/errors.ts';
import { loadCalendar } from './load-calendar.ts';
import { packageFolder } from './package-folder.ts';

export interface MigrationState {
  readonly name: string;
  readonly appliedAt: Date | null;
}

/**
 * Brings the schema at `url` up to date and returns the names of what it applied. `url` must belong to a role that may
 * create schemas and roles. Safe to run from two places at once: the migrator takes a transaction-level advisory lock.
 */
export async function migrateToLatest(url: string): Promise<string[]> {
  return withMigrator(url, async (migrator, pool) => {
    const names = appliedNames(await migrator.migrateToLatest());
    await loadCalendar(pool);
    return names;
  });
}

/** Every migration of this version, in order, and when it was applied. */
export async function readMigrationStates(url: string): Promise<MigrationState[]> {
  return withMigrator(url, async (migrator) => {
    const migrations = await migrator.getMigrations();
    return migrations.map(({ name, executedAt }) => ({ name, appliedAt: executedAt ?? null }));
  });
}

async function withMigrator<T>(
  url: string,
  work: (migrator: Migrator, pool: pg.Pool) => Promise<T>,
): Promise<T> {
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  pool.on('error', () => {});
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  const provider = new SqlFiles(packageFolder('migrations'));
  try {
    return await work(new Migrator({ db, provider, migrationTableSchema: 'ops' }), pool);
  } finally {
    await db.destroy();
  }
}

function appliedNames({ error, results = [] }: MigrationResultSet): string[] {
  // Migrator reports a failure in its result and never throws.
  if (error !== undefined) {
    const failed = results.find((result) => result.status === 'Error')?.migrationName ?? 'unknown';
    const reason = error instanceof Error ? error.message : String(error);
    throw new PocketbookError('SCHEMA_MISMATCH', `migration ${failed}: ${reason}`, {
      retryable: false,
      cause: error,
    });
  }
  return results.map((result) => result.migrationName);
}

class SqlFiles implements MigrationProvider {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async getMigrations(): Promise<Record<string, Migration>> {
    const migrations: Record<string, Migration> = {};
    for (const file of (await readdir(this.#folder)).sort()) {
      const name = /^(\d{4}_\w+)\.sql$/.exec(file)?.[1];
      if (name === undefined) continue;
      const text = await readFile(join(this.#folder, file), 'utf8');
      migrations[name] = { up: async (db) => void (await sql.raw(text).execute(db)) };
    }
    return migrations;
  }
}
