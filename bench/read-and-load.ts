import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { addDays, type BusinessDate } from '../src/domain/business-date.ts';
import { type BenchServer, timed } from './bench-server.ts';
import type { LandedStatement } from './read-and-load-process.ts';
import { statementText, writeStatement } from './statement-file.ts';

const ENTRIES = Number(process.env['BENCH_ENTRIES'] ?? 1_000_000);
const FILES = Number(process.env['BENCH_FILES'] ?? 10_000);
const ENTRIES_A_FILE = 20;
const FROM = '2024-01-01' as BusinessDate;
const DAYS = 250;

interface LoadResult {
  readonly seconds: number;
  readonly files: number;
  readonly rows: number;
  readonly peakMb: number;
}

/**
 * From landed bytes to ledger rows: one bank statement of a million entries against `xmllint --stream` of the same file
 * and `psql \copy` of the same finished rows, and against what a user would write in Python; then many small ones.
 */
export async function benchRead(server: BenchServer): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'pocketbook-bench-read-'));
  try {
    await benchBigFile(server, folder);
    await benchSmallFiles(server, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function benchBigFile(server: BenchServer, folder: string): Promise<void> {
  const statement = { pocketId: pocketId(0), day: FROM, entries: ENTRIES };
  const draft = join(folder, 'big.xml');
  await writeStatement(draft, statement);
  const landed = await land(folder, draft);
  const path = pathOf(folder, landed);
  const { size } = await stat(path);
  const url = await server.createDatabase('bench_read');
  const [one] = await registerFiles(url, [{ ...statement, sha256: landed }]);
  if (one === undefined) return;
  console.log(
    `one statement of ${ENTRIES.toLocaleString('en')} entries, ${(size / 1e6).toFixed(0)} MB`,
  );
  const first = await runLoad(url, folder, [one]);
  console.log(
    `read and loaded: ${first.seconds.toFixed(1)} s, ${Math.round(ENTRIES / first.seconds).toLocaleString('en')} entries/s, ` +
      `peak memory ${first.peakMb.toFixed(0)} MB (at most 256)`,
  );
  const copy = has('psql') ? await copyWithPsql(url, folder) : null;
  const scan = has('xmllint') ? await timeXmllint(path) : null;
  if (copy === null || scan === null) {
    console.log(
      'yardsticks left out: psql and xmllint are needed (Debian: postgresql-client, libxml2-utils)',
    );
  } else {
    const yardstick = copy + scan;
    console.log(
      `xmllint --stream ${scan.toFixed(1)} s + psql \\copy ${copy.toFixed(1)} s = ${yardstick.toFixed(1)} s: ` +
        `${(first.seconds / yardstick).toFixed(2)} times as long (at most 2.0)`,
    );
  }
  await benchPython(url, path, first.seconds);
}

async function benchPython(url: string, path: string, ours: number): Promise<void> {
  const python = '/usr/bin/python3';
  if (spawnSync(python, ['-c', 'import lxml, psycopg']).status !== 0) {
    console.log(
      'Python left out: it needs lxml and psycopg (Debian: python3-lxml, python3-psycopg)',
    );
    return;
  }
  const script = fileURLToPath(new URL('./load_statement.py', import.meta.url));
  const { seconds } = await timed(async () => execFileSync(python, [script, url, path]));
  console.log(
    `Python, lxml iterparse + psycopg COPY of the same rows: ${seconds.toFixed(1)} s, ` +
      `${(seconds / ours).toFixed(2)} times as long as we (above 1: we are faster)`,
  );
}

async function benchSmallFiles(server: BenchServer, folder: string): Promise<void> {
  const landed: MadeUp[] = [];
  for (let index = 0; index < FILES; index++) {
    const day = addDays(FROM, index % DAYS);
    const statement = {
      pocketId: pocketId(Math.floor(index / DAYS)),
      day,
      entries: ENTRIES_A_FILE,
    };
    const draft = join(folder, 'small.xml');
    await writeFile(draft, statementText(statement));
    landed.push({ ...statement, sha256: await land(folder, draft) });
  }
  const url = await server.createDatabase('bench_read_small');
  const files = await registerFiles(url, landed);
  const loaded = await runLoad(url, folder, files);
  console.log(
    `${FILES.toLocaleString('en')} statements of ${ENTRIES_A_FILE} entries: ${loaded.seconds.toFixed(1)} s, ` +
      `${Math.round(loaded.files / loaded.seconds)} files/s (at least 150), peak memory ${loaded.peakMb.toFixed(0)} MB`,
  );
  const again = await runLoad(url, folder, files);
  console.log(
    `the same again: ${again.seconds.toFixed(1)} s, ${Math.round(again.files / again.seconds)} files/s, ${again.rows} rows loaded`,
  );
}

interface MadeUp {
  readonly pocketId: string;
  readonly day: string;
  readonly sha256: string;
}

async function runLoad(
  url: string,
  folder: string,
  files: readonly LandedStatement[],
): Promise<LoadResult> {
  const script = fileURLToPath(new URL('./read-and-load-process.ts', import.meta.url));
  const list = join(folder, 'list.json');
  await writeFile(list, JSON.stringify(files));
  const args = ['--import', 'tsx', script, url, folder, list];
  const output = execFileSync(process.execPath, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 20,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(output) as LoadResult;
}

/** As the landing zone keeps them, without its care for power cuts, which is not measured here. */
async function land(folder: string, draft: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(draft)) hash.update(chunk as Buffer);
  const sha256 = hash.digest('hex');
  const path = pathOf(folder, sha256);
  await mkdir(dirname(path), { recursive: true });
  await rename(draft, path);
  return sha256;
}

function pathOf(folder: string, sha256: string): string {
  return join(folder, sha256.slice(0, 2), sha256);
}

function pocketId(index: number): string {
  return `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
}

async function registerFiles(url: string, files: readonly MadeUp[]): Promise<LandedStatement[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ id: string; sha: string }>(
    `insert into ops.report_file (
       entity_id, report_type, pocket_id, from_date, to_date, sha256, bytes, length_proven,
       received_at, origin
     )
     select 'main', 'BANK_STATEMENT_REPORT', pocket, day, day, decode(sha, 'hex'), 1, true, now(), 'import'
     from unnest($1::text[], $2::date[], $3::text[]) as t (pocket, day, sha)
     returning report_file_id::text as id, encode(sha256, 'hex') as sha`,
    [
      files.map(({ pocketId }) => pocketId),
      files.map(({ day }) => day),
      files.map(({ sha256 }) => sha256),
    ],
  );
  await client.end();
  const ids = new Map(rows.map(({ id, sha }) => [sha, id]));
  return files.map(({ pocketId, day, sha256 }) => ({
    reportFileId: ids.get(sha256) ?? '0',
    sha256,
    pocketId,
    day,
  }));
}

async function timeXmllint(path: string): Promise<number> {
  await readFile(path).catch(() => null);
  const { seconds } = await timed(async () =>
    execFileSync('xmllint', ['--stream', '--noout', '--huge', path]),
  );
  return seconds;
}

/** The yardstick: the very rows that the load made, into tables with the same columns, checks and indexes. */
async function copyWithPsql(url: string, folder: string): Promise<number> {
  let total = 0;
  for (const table of ['statement', 'cash_entry', 'cash_entry_detail']) {
    const file = join(folder, `${table}.copy`);
    psql(url, `\\copy (select * from ledger.${table} order by version_id) to '${file}'`);
    psql(url, `create table public.${table} (like ledger.${table} including all)`);
    psql(url, 'checkpoint');
    const { seconds } = await timed(async () => psql(url, `\\copy public.${table} from '${file}'`));
    total += seconds;
    await rm(file);
  }
  return total;
}

function psql(url: string, command: string): void {
  execFileSync('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', url, '-c', command]);
}

function has(program: string): boolean {
  return spawnSync(program, ['--version']).error === undefined;
}
