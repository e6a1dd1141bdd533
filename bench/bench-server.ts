import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { openEmbeddedServer } from '../src/db/embedded/open-embedded-server.ts';
import { migrateToLatest } from '../src/db/migrate.ts';
import { silentLog } from '../src/domain/log.ts';

export interface BenchServer {
  /** A new migrated database of this name, as superuser. */
  createDatabase(name: string): Promise<string>;
}

export async function withBenchServer(work: (server: BenchServer) => Promise<void>): Promise<void> {
  const given = process.env['BENCH_DATABASE_URL'];
  if (given !== undefined) return work({ createDatabase: (name) => createDatabase(given, name) });
  const home = await mkdtemp(join(tmpdir(), 'pocketbook-bench-'));
  // As root the server runs as another user: a folder that it may not enter would have its data put outside, and left there.
  await chmod(home, 0o755);
  const server = await openEmbeddedServer(home, silentLog);
  try {
    await work({ createDatabase: (name) => createDatabase(server.url, name) });
  } finally {
    await server.close();
    await rm(home, { recursive: true, force: true });
  }
}

async function createDatabase(adminUrl: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  const { rows } = await client.query('select version()');
  await client.query(`drop database if exists ${name}`);
  await client.query(`create database ${name}`);
  await client.end();
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  await migrateToLatest(url.href);
  console.log(`\n${name}: ${String(rows[0]?.version).split(' on ')[0]}`);
  return url.href;
}

export function timed<T>(work: () => Promise<T>): Promise<{ seconds: number; result: T }> {
  const startedAtMs = performance.now();
  return work().then((result) => ({ seconds: (performance.now() - startedAtMs) / 1000, result }));
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
