import { randomBytes } from 'node:crypto';

import pg from 'pg';

const PREFIX = 'pocketbook_test_';
const LEFT_OVER_AFTER_MS = 24 * 3_600_000;

/** `pocketbook_test_<seconds>_<random>`: says when the run began, so that what it leaves behind is known to be old. */
export function nameRun(startedAt: Date): string {
  const seconds = Math.floor(startedAt.getTime() / 1_000);
  return `${PREFIX}${seconds}_${randomBytes(3).toString('hex')}`;
}

/** Drops the databases of this run, and those that earlier runs left behind on a server that is not ours alone. */
export async function dropTestDatabases(adminUrl: string, runName: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  const { rows } = await client.query<{ name: string }>(
    `select datname as name from pg_database where starts_with(datname, $1)`,
    [PREFIX],
  );
  for (const { name } of rows) {
    if (name.startsWith(runName) || isLeftOver(name)) {
      await client.query(`drop database if exists ${name} with (force)`);
    }
  }
  await client.end();
}

function isLeftOver(name: string): boolean {
  const startedAtMs = Number(name.slice(PREFIX.length).split('_')[0]) * 1_000;
  return startedAtMs > 0 && Date.now() - startedAtMs > LEFT_OVER_AFTER_MS;
}
