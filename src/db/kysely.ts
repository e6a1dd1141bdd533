import { Kysely, PostgresDialect } from 'kysely';
import type { Pool } from 'pg';

/** Composes queries over `pool`. Not to be destroyed: that would end the pool, which belongs to whoever created it. */
export function createKysely<Database>(pool: Pool): Kysely<Database> {
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
}
