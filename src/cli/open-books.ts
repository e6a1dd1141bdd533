import type { Pool } from 'pg';
import { openEmbeddedServer } from '../db/embedded/open-embedded-server.ts';
import type { WarehouseRole } from '../db/embedded/role-passwords.ts';
import { migrateToLatest } from '../db/migrate.ts';
import { createPool } from '../db/pool.ts';
import { ConfigError, PocketbookError } from '../domain/errors.ts';
import type { Log } from '../domain/log.ts';
import type { Settings } from './config.ts';
import { asRole, checkServer } from './open-warehouse.ts';

/** The books as a person sees them, under the person's own name. */
export interface Books {
  readonly pool: Pool;
  close(): Promise<void>;
}

/**
 * Opens the database for a person, with no more rights than it takes: to read the books, or to work on breaks. Whoever has
 * logged in by `DATABASE_URL` needs to be a member of a role of the warehouse and no more; what is done is noted under that
 * name. The embedded database knows one person only: `pocketbook_clerk`.
 * Throws `CONFIG_INVALID` for a person who may not, `SCHEMA_MISMATCH`, `DATABASE_UNAVAILABLE`.
 */
export async function openBooks(
  settings: Settings,
  log: Log,
  purpose: 'read' | 'work',
): Promise<Books> {
  if (settings.databaseUrl === null) return openEmbedded(settings.home, log, purpose);
  await checkServer(settings.databaseUrl);
  const role = await chooseRole(settings.databaseUrl, purpose);
  const pool = createPool(asRole(settings.databaseUrl, role), { log });
  return { pool, close: () => pool.end() };
}

async function openEmbedded(home: string, log: Log, purpose: 'read' | 'work'): Promise<Books> {
  const server = await openEmbeddedServer(home, log);
  try {
    await migrateToLatest(server.url);
    await server.ensureRolePasswords();
    const role = purpose === 'read' ? 'pocketbook_reader' : 'pocketbook_clerk';
    const pool = createPool(await server.roleUrl(role), { log });
    return {
      pool,
      async close() {
        await pool.end();
        await server.close();
      },
    };
  } catch (error) {
    await server.close();
    throw error;
  }
}

/** The least first. */
const ROLES_FOR = {
  read: ['pocketbook_reader', 'pocketbook_clerk', 'pocketbook_writer'],
  work: ['pocketbook_clerk'],
} as const;

async function chooseRole(databaseUrl: string, purpose: 'read' | 'work'): Promise<WarehouseRole> {
  const pool = createPool(databaseUrl, { connectionsMax: 1 });
  try {
    const { rows } = await pool.query<{ person: string; isThere: boolean; roles: string[] }>(
      `select
         session_user as person,
         exists (select from pg_namespace where nspname = 'books') as "isThere",
         array(
           select rolname::text
           from pg_roles
           where rolname = any ($1)
             and pg_has_role(session_user, oid, 'member')
         ) as roles`,
      [ROLES_FOR[purpose]],
    );
    const { person = '', isThere = false, roles = [] } = rows[0] ?? {};
    if (!isThere) {
      throw new PocketbookError(
        'SCHEMA_MISMATCH',
        "there are no books in this database: run 'pocketbook migrate'",
        { retryable: false },
      );
    }
    const role = ROLES_FOR[purpose].find((one) => roles.includes(one));
    if (role !== undefined) return role;
    const wanted = purpose === 'read' ? 'pocketbook_reader' : 'pocketbook_clerk';
    throw new ConfigError(
      `DATABASE_URL: ${person} may not ${purpose === 'read' ? 'read the books' : 'work on breaks'}; whoever owns the database can 'grant ${wanted} to "${person}"'`,
    );
  } finally {
    await pool.end();
  }
}
