import type { Pool } from 'pg';

/** How many sessions of this database wait for a lock that another holds. */
export async function countWaiting(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ waiting: number }>(
    `select count(*)::int as waiting
     from pg_stat_activity
     where datname = current_database()
       and wait_event_type = 'Lock'`,
  );
  return rows[0]?.waiting ?? 0;
}
