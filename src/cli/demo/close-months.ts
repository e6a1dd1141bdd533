import type { Pool } from 'pg';

/**
 * Closes the months that nobody has closed yet, each given by its first day: from now on what changes in them is a break of
 * `period_restated`. Closing a month again would accept what has come since.
 */
export async function closeMonths(
  pool: Pool,
  entityId: string,
  months: readonly string[],
): Promise<void> {
  await pool.query(
    `insert into ledger.period_close (entity_id, month)
     select $1, m.month
     from unnest($2::date[]) as m (month)
     where not exists (
       select
       from ledger.period_close c
       where c.entity_id = $1
         and c.month = m.month
     )`,
    [entityId, months],
  );
}
