import pg, { type Pool } from 'pg';
import { openEmbeddedServer } from '../db/embedded/open-embedded-server.ts';
import type { WarehouseRole } from '../db/embedded/role-passwords.ts';
import { migrateToLatest, readMigrationStates } from '../db/migrate.ts';
import { createPool } from '../db/pool.ts';
import { ConfigError, PocketbookError } from '../domain/errors.ts';
import type { Log } from '../domain/log.ts';
import type { Settings } from './config.ts';

/** The database, ready to work in. */
export interface Warehouse {
  /** As `pocketbook_writer`: the pipeline never works with more rights than that. */
  readonly pool: Pool;
  /** The same, for a connection of one's own. Holds a password: never to be printed. */
  readonly writerUrl: string;
  /** What a person types to look into `books`. */
  readonly psqlLine: string;
  readonly isEmbedded: boolean;
  close(): Promise<void>;
}

const SERVER_VERSION_MIN = 150_000;

/**
 * Opens the database of `DATABASE_URL`, whose schema must be up to date, or the embedded one, which is brought up to
 * date as it is opened. Throws `SCHEMA_MISMATCH`, `DATABASE_UNAVAILABLE`.
 */
export async function openWarehouse(settings: Settings, log: Log): Promise<Warehouse> {
  return settings.databaseUrl === null
    ? openEmbedded(settings.home, log)
    : openGiven(settings.databaseUrl, log);
}

async function openEmbedded(home: string, log: Log): Promise<Warehouse> {
  const server = await openEmbeddedServer(home, log);
  try {
    await migrateToLatest(server.url);
    await server.ensureRolePasswords();
    const writerUrl = await server.roleUrl('pocketbook_writer');
    const pool = createPool(writerUrl, { applicationName: 'pocketbook', connectionsMax: 8, log });
    return {
      pool,
      writerUrl,
      psqlLine: server.psqlLine('pocketbook_reader'),
      isEmbedded: true,
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

async function openGiven(databaseUrl: string, log: Log): Promise<Warehouse> {
  await checkServer(databaseUrl);
  const pending = (await readMigrationStates(databaseUrl)).filter(({ appliedAt }) => !appliedAt);
  if (pending.length > 0) {
    throw new PocketbookError(
      'SCHEMA_MISMATCH',
      `the schema is ${pending.length} migrations behind: run 'pocketbook migrate'`,
      { retryable: false },
    );
  }
  const writerUrl = asWriter(databaseUrl);
  const pool = createPool(writerUrl, { applicationName: 'pocketbook', connectionsMax: 8, log });
  return {
    pool,
    writerUrl,
    psqlLine: psqlLineOf(databaseUrl),
    isEmbedded: false,
    close: () => pool.end(),
  };
}

/** Every connection takes the role of the pipeline before its first statement. */
export function asWriter(databaseUrl: string): string {
  return asRole(databaseUrl, 'pocketbook_writer');
}

/** Every connection takes this role before its first statement; `session_user` remains who has logged in. */
export function asRole(databaseUrl: string, role: WarehouseRole): string {
  const url = new URL(databaseUrl);
  const options = url.searchParams.get('options') ?? '';
  url.searchParams.set('options', `${options} -c role=${role}`.trim());
  return url.href;
}

function psqlLineOf(databaseUrl: string): string {
  const { hostname, port, pathname } = new URL(databaseUrl);
  const portPart = port === '' ? '' : ` -p ${port}`;
  return `psql -h ${hostname}${portPart} -U pocketbook_reader ${pathname.slice(1) || 'postgres'}`;
}

/** Throws when there is no server, or one that is too old or a replica. */
export async function checkServer(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ version: number; name: string; replica: boolean }>(
      `select current_setting('server_version_num')::int as version,
         current_setting('server_version') as name, pg_is_in_recovery() as replica`,
    );
    const server = rows[0];
    if (server === undefined || server.version < SERVER_VERSION_MIN) {
      throw new ConfigError(`DATABASE_URL: expected PostgreSQL 15 or newer, got ${server?.name}`);
    }
    if (server.replica) {
      throw new ConfigError('DATABASE_URL: expected the primary server, got a read-only replica');
    }
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const { hostname, port } = new URL(databaseUrl);
    const reason = error instanceof Error ? error.message : String(error);
    throw new PocketbookError(
      'DATABASE_UNAVAILABLE',
      `DATABASE_URL: no answer from PostgreSQL at ${hostname}:${port || 5432}: ${reason}`,
      { retryable: true, cause: error },
    );
  } finally {
    await client.end().catch(() => {});
  }
}
