import pg from 'pg';

import { type Log, silentLog } from '../domain/log.ts';

export interface PoolOptions {
  /** Shown in `pg_stat_activity`, so that a person sees whose session it is. */
  readonly applicationName?: string;
  readonly connectionsMax?: number;
  /**
   * After this long without the answer to a query the client gives the connection up. It is the only thing that ends a query
   * on a connection whose packets vanish: the server's `statement_timeout` cannot reach us there. Without it a query may take
   * as long as it likes.
   */
  readonly queryTimeoutMs?: number;
  /** How long to wait for a connection, be it a new one or one of the pool that another holds. */
  readonly connectTimeoutMs?: number;
  readonly log?: Log;
}

const CONNECT_TIMEOUT_MS = 30_000;
const CONNECTIONS_MAX = 4;

/** `date` and `timestamp` as text, `int8` as bigint, `numeric` as text, `timestamptz` as Date; arrays likewise. */
export function createPool(url: string, options: PoolOptions = {}): pg.Pool {
  const log = options.log ?? silentLog;
  const pool = new pg.Pool({
    connectionString: withIsoDates(url),
    application_name: options.applicationName ?? 'pocketbook',
    max: options.connectionsMax ?? CONNECTIONS_MAX,
    connectionTimeoutMillis: options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    query_timeout: options.queryTimeoutMs,
    keepAlive: true,
    types: { getTypeParser },
  });
  // A backend that is killed while its client idles raises `error` on the pool, or on the client itself when it is checked
  // out. Unheard, either ends the process; whoever uses the connection next gets the failure anyway.
  const tell = (error: Error) => log.warn('database.connection-lost', { reason: error.message });
  pool.on('error', tell);
  pool.on('connect', (client) => client.on('error', tell));
  return pool;
}

/** A database may be set to write dates as `14.09.2026`, and every date that we read would be another text. */
function withIsoDates(url: string): string {
  const iso = new URL(url);
  const options = iso.searchParams.get('options') ?? '';
  iso.searchParams.set('options', `${options} -c DateStyle=ISO`.trim());
  return iso.href;
}

const { builtins } = pg.types;
// A plain number: the types of pg list no array type.
const TEXT_ARRAY: number = 1009;
const INT8_ARRAY = 1016;
const TIMESTAMP_ARRAY = 1115;
const DATE_ARRAY = 1182;
const NUMERIC_ARRAY = 1231;

const parseTexts: (text: string) => unknown = pg.types.getTypeParser(TEXT_ARRAY);

const PARSERS = new Map<number, (text: string) => unknown>([
  // pg turns `date` and `timestamp` into an instant of the machine's zone: a date prints as the day before east of Greenwich.
  [builtins.DATE, String],
  [DATE_ARRAY, parseTexts],
  [builtins.TIMESTAMP, String],
  [TIMESTAMP_ARRAY, parseTexts],
  [builtins.INT8, BigInt],
  [INT8_ARRAY, (text) => toBigints(parseTexts(text))],
  // pg leaves `numeric` as text, but makes floats of `numeric[]`.
  [NUMERIC_ARRAY, parseTexts],
]);

const getTypeParser: typeof pg.types.getTypeParser = (oid, format) =>
  (format === 'binary' ? undefined : PARSERS.get(oid)) ?? pg.types.getTypeParser(oid, format);

/** An array has nulls and arrays where the one of the database has them. */
function toBigints(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toBigints);
  return typeof value === 'string' ? BigInt(value) : null;
}
