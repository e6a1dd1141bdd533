import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

import pg from 'pg';

import { PocketbookError } from '../domain/errors.ts';

/** The right to run for one entity, until it is released or its connection is lost. */
export interface EntityLock {
  readonly kind: 'held';
  /** Fires when the connection is lost and with it the lock: another run may begin at any moment. */
  readonly signal: AbortSignal;
  release(): Promise<void>;
}

export interface EntityBusy {
  readonly kind: 'busy';
  /** Who runs, for a person: host, process and since when. */
  readonly holder: string;
}

const CONNECT_TIMEOUT_MS = 30_000;
const PULSE_EVERY_MS = 10_000;
const PULSE_TIMEOUT_MS = 20_000;
const FAREWELL_MS = 5_000;

/**
 * Makes sure that no two runs of one entity go on at once, on whatever machines. Does not wait.
 *
 * The lock belongs to a database session, so that it ends with the process however it ends. Hence a connection of its own:
 * through a pool the lock would be taken in one session and given back in another, which does nothing. For the same reason
 * `url` must not lead through a proxy that shares sessions, such as PgBouncer in transaction mode.
 */
export async function holdEntityLock(
  url: string,
  entityId: string,
): Promise<EntityLock | EntityBusy> {
  const client = new pg.Client({
    connectionString: url,
    application_name: `pocketbook run ${process.pid}@${hostname()}`.slice(0, 63),
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: PULSE_TIMEOUT_MS,
    keepAlive: true,
  });
  const lost = new AbortController();
  const lose = () => lost.abort(connectionLost(entityId));
  client.on('error', lose);
  client.on('end', lose);
  const key = lockKey(entityId);
  try {
    await client.connect();
    if (await tryLock(client, key)) return new HeldLock(client, lost.signal, lose);
    const holder = await readHolder(client, key);
    await client.end();
    return { kind: 'busy', holder };
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
}

class HeldLock implements EntityLock {
  readonly kind = 'held';
  readonly signal: AbortSignal;
  readonly #client: pg.Client;
  readonly #lose: () => void;
  readonly #pulse: NodeJS.Timeout;

  constructor(client: pg.Client, signal: AbortSignal, lose: () => void) {
    this.signal = signal;
    this.#client = client;
    this.#lose = lose;
    // A connection whose packets vanish says nothing by itself.
    this.#pulse = setInterval(() => client.query('select 1').catch(lose), PULSE_EVERY_MS).unref();
  }

  async release(): Promise<void> {
    clearInterval(this.#pulse);
    // A lock that is given back was not lost.
    this.#client.off('end', this.#lose);
    // Over a connection whose packets vanish the farewell would never be answered.
    await Promise.race([this.#client.end(), sleep(FAREWELL_MS, undefined, { ref: false })]);
  }
}

type LockKey = readonly [space: number, key: number];

async function tryLock(client: pg.Client, [space, key]: LockKey): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>(
    'select pg_try_advisory_lock($1, $2) as taken',
    [space, key],
  );
  return rows[0]?.taken === true;
}

/** The session that holds the lock names itself in `application_name`. */
async function readHolder(client: pg.Client, [space, key]: LockKey): Promise<string> {
  const { rows } = await client.query<{ holder: string }>(
    `select format('%s since %s', session.application_name,
                   to_char(session.backend_start at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS UTC')) as holder
     from pg_locks as held
     join pg_stat_activity as session using (pid)
     where held.locktype = 'advisory'
       and held.granted
       and held.database = (select oid from pg_database where datname = current_database())
       and held.classid = $1::bigint
       and held.objid = $2::bigint
       and held.objsubid = 2`,
    [space, key],
  );
  return rows[0]?.holder ?? 'a run that has just ended';
}

/** Two numbers of 31 bits, which `pg_locks` shows as they are; the first keeps other users of advisory locks apart. */
function lockKey(entityId: string): LockKey {
  const digest = createHash('sha256').update(`pocketbook run ${entityId}`).digest();
  return [digest.readUInt32BE(0) & 0x7fffffff, digest.readUInt32BE(4) & 0x7fffffff];
}

function connectionLost(entityId: string): PocketbookError {
  return new PocketbookError(
    'DATABASE_UNAVAILABLE',
    `the connection that holds the lock of entity ${entityId} was lost; another run may have begun`,
    { retryable: true, context: { entityId } },
  );
}
