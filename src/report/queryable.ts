import type { PoolClient } from 'pg';

/** A pool, or one of its connections with a transaction open. */
export type Queryable = Pick<PoolClient, 'query'>;
