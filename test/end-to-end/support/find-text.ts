import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg, { type Pool } from 'pg';

/** The tables of the warehouse that hold this text in any column, bytes included. */
export async function tablesHolding(pool: Pool, text: string): Promise<string[]> {
  const { rows: tables } = await pool.query<{ schema: string; name: string }>(
    `select schemaname as schema, tablename as name
     from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema')
     order by schemaname, tablename`,
  );
  const found: string[] = [];
  const hex = Buffer.from(text).toString('hex');
  for (const { schema, name } of tables) {
    const table = `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)}`;
    const { rows } = await pool.query<{ is_there: boolean }>(
      `select exists (
         select
         from ${table} t
         where strpos(t::text, $1) > 0
            or strpos(t::text, $2) > 0
       ) as is_there`,
      [text, hex],
    );
    if (rows[0]?.is_there === true) found.push(`${schema}.${name}`);
  }
  return found;
}

/** The files below a folder whose bytes hold this text. */
export async function filesHolding(folder: string, text: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name);
    if ((await readFile(path)).includes(text)) found.push(path);
  }
  return found;
}
