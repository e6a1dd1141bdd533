import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Stats } from '../sandbox/start.ts';
import { readSettings } from '../src/cli/config.ts';
import { openIdentity } from '../src/cli/login/open-identity.ts';
import { openJob } from '../src/cli/open-job.ts';
import { asWriter } from '../src/cli/open-warehouse.ts';
import { createPool } from '../src/db/pool.ts';
import { parseBusinessDate } from '../src/domain/business-date.ts';
import { silentLog } from '../src/domain/log.ts';
import { createJikoClient } from '../src/extract/jiko-client.ts';
import { runBackfill } from '../src/jobs/backfill.ts';
import type { Job } from '../src/jobs/job.ts';
import { type BenchServer, timed } from './bench-server.ts';
import { scaledClock } from './scaled-clock.ts';

const FROM = '2025-01-02';
const TO = '2025-12-31';
const POCKETS = Number(process.env['BENCH_POCKETS'] ?? '20');
/** Jiko's limit for reports, a minute. A report takes a call to ask for it and one to have it. */
const REPORT_CALLS_PER_MINUTE = 300;
const CALLS_PER_REPORT = 2;

/**
 * A year of 20 pockets from a simulated Jiko with the real limits, on a clock that runs BENCH_CLOCK times as fast (30 if left
 * out) on both sides, against the time that the limits alone demand. The bench of a slow machine: with a slower clock there is
 * more real time for each call.
 */
export async function benchBackfillYear(server: BenchServer): Promise<void> {
  const scale = Number(process.env['BENCH_CLOCK'] ?? '30');
  const url = await server.createDatabase('bench_backfill_year');
  const home = await mkdtemp(join(tmpdir(), 'pocketbook-bench-year-'));
  const originMs = Date.now();
  const keyFile = join(home, 'key.pem');
  const jiko = await startJiko({ originMs, scale, from: FROM, to: TO, pockets: POCKETS, keyFile });
  const pool = createPool(asWriter(url), { applicationName: 'bench', connectionsMax: 8 });
  try {
    const job = await openScaledJob(url, home, jiko, pool, scaledClock(originMs, scale));
    const range = { from: parseBusinessDate(FROM), to: parseBusinessDate(TO) };
    const { seconds, result } = await timed(() => runBackfill(job, { range, force: false }));
    const stats = await jiko.stats();
    const minutes = (seconds * scale) / 60;
    const demanded = (stats.reports_created * CALLS_PER_REPORT) / REPORT_CALLS_PER_MINUTE;
    console.log(
      `${stats.reports_created} reports of ${POCKETS} pockets, ${FROM} to ${TO}: ${result.outcome}, ${result.breaksOpen} breaks, ${result.apiCalls} API calls, ${stats.calls_per_report} a report`,
    );
    console.log(
      `${minutes.toFixed(1)} minutes of the scaled clock (${seconds.toFixed(0)} s at ${scale} times), the limits alone demand ${demanded.toFixed(1)}: ${(minutes / demanded).toFixed(3)}; target at most 1.15`,
    );
    console.log(`answers 429: ${stats.rate_limited}; target 0`);
  } finally {
    await pool.end();
    await jiko.stop();
    await rm(home, { recursive: true, force: true });
  }
}

interface Jiko {
  readonly url: string;
  readonly clientId: string;
  readonly keyFile: string;
  stats(): Promise<Stats>;
  stop(): Promise<void>;
}

async function startJiko(options: {
  readonly originMs: number;
  readonly scale: number;
  readonly from: string;
  readonly to: string;
  readonly pockets: number;
  readonly keyFile: string;
}): Promise<Jiko> {
  const file = fileURLToPath(new URL('year-jiko-process.ts', import.meta.url));
  const child = fork(file, [JSON.stringify(options)], { execArgv: ['--import', 'tsx'] });
  const { url, clientId } = await answerOf<{ url: string; clientId: string }>(child);
  return {
    url,
    clientId,
    keyFile: options.keyFile,
    stats() {
      const answer = answerOf<Stats>(child);
      child.send('stats');
      return answer;
    },
    async stop() {
      const ended = once(child, 'exit');
      child.send('stop');
      await ended;
    },
  };
}

async function answerOf<T>(child: ChildProcess): Promise<T> {
  const [message] = (await once(child, 'message')) as [T];
  return message;
}

async function openScaledJob(
  databaseUrl: string,
  home: string,
  jiko: Jiko,
  pool: Job['pool'],
  clock: Job['clock'],
): Promise<Job> {
  const settings = readSettings({
    DATABASE_URL: databaseUrl,
    POCKETBOOK_HOME: home,
    JIKO_API_URL: jiko.url,
    JIKO_AUTH_URL: jiko.url,
    JIKO_CLIENT_ID: jiko.clientId,
    JIKO_PRIVATE_KEY_FILE: jiko.keyFile,
    JIKO_KEY_ALG: 'EdDSA',
  });
  const [entity] = settings.entities;
  if (entity === undefined) throw new TypeError('the environment speaks of one entity');
  const warehouse = { pool, writerUrl: asWriter(databaseUrl) };
  const job = await openJob(settings, entity, warehouse, silentLog);
  const client = createJikoClient({
    ...openIdentity(settings, entity),
    apiUrl: entity.apiUrl,
    profile: job.profile,
    landing: job.landing,
    clock,
    log: silentLog,
    monotonicMs: () => clock.now().getTime(),
  });
  return { ...job, clock, client };
}
