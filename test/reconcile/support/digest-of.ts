import type { Pool } from 'pg';

/** The number of rows of each table of these schemas, and a digest of all of them in any order. */
export async function digestOf(
  pool: Pool,
  schemas: readonly string[],
): Promise<Record<string, string>> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name
     from pg_tables
     where schemaname = any ($1)
     order by 1`,
    [schemas],
  );
  const digests: Record<string, string> = {};
  for (const { name } of tables) {
    const { rows } = await pool.query<{ digest: string }>(
      `select count(*) || ' ' || md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as digest
       from ${name} t`,
    );
    digests[name] = rows[0]?.digest ?? '';
  }
  return digests;
}
