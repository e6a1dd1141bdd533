import pRetry from 'p-retry';
import pg, { type Pool, type PoolClient } from 'pg';

import { InvariantError } from '../domain/errors.ts';

interface TransactionOptions {
  /** `read committed` when left out. */
  readonly isolation?: 'repeatable read' | 'serializable';
}

/** Serialization failure and deadlock: the database undid everything and asks us to come again. */
const COME_AGAIN = ['40001', '40P01'];

const RETRIES_MAX = 5;
const RETRY_WITHIN_MS = 60_000;

/**
 * Commits what `work` did, or nothing of it. `work` is run again, up to five times and from its beginning, when the database
 * gave it up for the sake of another transaction: it must leave nothing behind but what it did with `client`.
 *
 * A connection that is lost during the commit is reported as lost, though the commit may have been done. Whoever loads must
 * read by key what is there before loading again.
 */
export async function inTransaction<T>(
  pool: Pool,
  work: (client: PoolClient) => Promise<T>,
  options: TransactionOptions = {},
): Promise<T> {
  return pRetry(() => runOnce(pool, work, options), {
    retries: RETRIES_MAX,
    maxRetryTime: RETRY_WITHIN_MS,
    minTimeout: 20,
    factor: 2,
    // Two that met would meet again if they waited equally long.
    randomize: true,
    shouldRetry: ({ error }) => isComeAgain(error),
  });
}

async function runOnce<T>(
  pool: Pool,
  work: (client: PoolClient) => Promise<T>,
  { isolation }: TransactionOptions,
): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query(isolation === undefined ? 'begin' : `begin isolation level ${isolation}`);
    const result = await work(client);
    const { command } = await client.query('commit');
    // After a failed statement the server answers a commit with a rollback, and calls that a success.
    if (command !== 'COMMIT') throw new InvariantError('a failed statement was passed over');
    client.release();
    return result;
  } catch (error) {
    // Closing the connection rolls back even when it is too broken to be asked to.
    client.release(true);
    throw error;
  }
}

function isComeAgain(error: unknown): boolean {
  return error instanceof pg.DatabaseError && COME_AGAIN.includes(error.code ?? '');
}
