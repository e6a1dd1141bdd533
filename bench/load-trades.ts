import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { type BenchServer, median } from './bench-server.ts';

const ROWS = 1_000_000;
const ROUNDS = 3;

interface LoadResult {
  readonly seconds: number;
  readonly generateSeconds: number;
  readonly rows: number;
  readonly peakMb: number;
}

/**
 * The load stage, from parsed rows on: a first load of 1,000,000 trades and the same content again, each in a process of
 * its own whose peak memory is read, against `psql \copy` of the same finished rows into a table like ledger.trade.
 */
export async function benchLoad(server: BenchServer): Promise<void> {
  if (spawnSync('psql', ['--version']).status !== 0) {
    console.log('load: left out, psql is not installed (Debian: postgresql-client)');
    return;
  }
  const folder = await mkdtemp(join(tmpdir(), 'pocketbook-bench-load-'));
  try {
    const first: number[] = [];
    const again: number[] = [];
    const copy: number[] = [];
    const peaks: number[] = [];
    let walBytes = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const url = await server.createDatabase('bench_load');
      const loaded = runLoad(url);
      const walBefore = await walPosition(url);
      const repeated = runLoad(url);
      walBytes = await walSince(url, walBefore);
      copy.push(await copyWithPsql(url, join(folder, 'trade.copy')));
      first.push(loaded.seconds);
      again.push(repeated.seconds);
      peaks.push(loaded.peakMb, repeated.peakMb);
      console.log(
        `round ${round + 1}: first ${loaded.seconds.toFixed(2)} s, again ${repeated.seconds.toFixed(2)} s, ` +
          `psql \\copy ${copy.at(-1)?.toFixed(2)} s (making the rows: ${loaded.generateSeconds.toFixed(2)} s of each)`,
      );
    }
    report('first load of 1,000,000 trades', median(first), median(copy), 0.6);
    report('the same content again', median(again), median(copy), 0.8);
    console.log(
      `peak memory of the loading process: ${Math.max(...peaks).toFixed(0)} MB (at most 256)`,
    );
    console.log(`WAL written by the repeat: ${(walBytes / 1024).toFixed(0)} kB`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function report(what: string, seconds: number, yardstick: number, target: number): void {
  const ratio = yardstick / seconds;
  console.log(
    `${what}: ${Math.round(ROWS / seconds).toLocaleString('en')} rows/s, ` +
      `${ratio.toFixed(2)} of psql \\copy (${Math.round(ROWS / yardstick).toLocaleString('en')} rows/s); target ${target}`,
  );
}

function runLoad(url: string): LoadResult {
  const script = fileURLToPath(new URL('./load-process.ts', import.meta.url));
  const args = ['--import', 'tsx', script, url, String(ROWS)];
  const output = execFileSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1 << 20 });
  return JSON.parse(output) as LoadResult;
}

async function walPosition(url: string): Promise<string> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ lsn: string }>(
      'select pg_current_wal_insert_lsn()::text as lsn',
    );
    return rows[0]?.lsn ?? '0/0';
  });
}

async function walSince(url: string, before: string): Promise<number> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ bytes: string }>(
      'select (pg_current_wal_insert_lsn() - $1::pg_lsn)::text as bytes',
      [before],
    );
    return Number(rows[0]?.bytes ?? 0);
  });
}

/** The yardstick: the very rows that the load made, into a table with the same columns, checks and indexes. */
async function copyWithPsql(url: string, file: string): Promise<number> {
  psql(url, `\\copy (select * from ledger.trade order by version_id, ordinal) to '${file}'`);
  psql(url, 'create table public.trade (like ledger.trade including all)');
  psql(url, 'checkpoint');
  const startedAtMs = performance.now();
  psql(url, `\\copy public.trade from '${file}'`);
  return (performance.now() - startedAtMs) / 1000;
}

function psql(url: string, command: string): void {
  execFileSync('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', url, '-c', command]);
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('checkpoint');
    return await work(client);
  } finally {
    await client.end();
  }
}
