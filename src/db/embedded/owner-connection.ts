import { realpath } from 'node:fs/promises';

import pg from 'pg';

import { PocketbookError } from '../../domain/errors.ts';
import { OWNER } from './data-folder.ts';
import { HOST } from './server-port.ts';

export const DATABASE = 'pocketbook';

const CONNECT_TIMEOUT_MS = 10_000;

export function urlOf(role: string, password: string, port: number): string {
  return `postgres://${role}:${encodeURIComponent(password)}@${HOST}:${port}/${DATABASE}`;
}

/**
 * Makes sure that the server on `port` is the one of `dataFolder` and lets us in, and that it has the database. Whoever
 * answers on a port need not be who answered there yesterday.
 */
export async function prepareDatabase(
  port: number,
  password: string,
  dataFolder: string,
): Promise<void> {
  const client = new pg.Client({
    host: HOST,
    port,
    user: OWNER,
    password,
    database: 'postgres',
    application_name: 'pocketbook start',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ folder: string; exists: boolean }>(FACTS, [DATABASE]);
    const served = rows[0]?.folder ?? '';
    if ((await realpath(dataFolder)) !== served) throw new Error(`it serves ${served}`);
    if (rows[0]?.exists !== true) await client.query(`create database ${DATABASE}`);
  } catch (cause) {
    throw strange(port, dataFolder, cause);
  } finally {
    await client.end().catch(() => {});
  }
}

const FACTS = `
  select current_setting('data_directory') as folder,
         exists (select from pg_database where datname = $1) as exists`;

function strange(port: number, dataFolder: string, cause: unknown): PocketbookError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new PocketbookError(
    'DATABASE_UNAVAILABLE',
    `the embedded database on port ${port} is not usable as the one of ${dataFolder}: ${reason}`,
    { retryable: true, context: { port, dataFolder }, cause },
  );
}
