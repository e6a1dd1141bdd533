import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { type Sandbox, startSandbox } from '../../../sandbox/start.ts';
import { readCalendarFile } from '../../db/calendar-file.ts';
import { addDays, type BusinessDate, parseBusinessDate } from '../../domain/business-date.ts';
import { lastFinishedBusinessDate } from '../../domain/calendar.ts';
import type { Log } from '../../domain/log.ts';
import { runBackfill } from '../../jobs/backfill.ts';
import type { Job } from '../../jobs/job.ts';
import { runNightly } from '../../jobs/nightly.ts';
import type { RunOutcome } from '../../jobs/run-job.ts';
import { profilePath, readSettings, type Settings } from '../config.ts';
import { openJob } from '../open-job.ts';
import { openWarehouse, type Warehouse } from '../open-warehouse.ts';
import { jsonOption, numberOption } from '../options.ts';
import { type Answer, toJson } from '../output.ts';
import { createProgress } from '../progress.ts';
import { writeNight } from '../report/report.ts';
import { runCommand } from '../run-command.ts';
import { readStatus } from '../status/read-status.ts';
import { untilSignal } from '../until-signal.ts';
import { closeMonths } from './close-months.ts';
import { compareWithAnswers } from './demo-answers.ts';
import { type DemoParameters, rememberDemo } from './demo-parameters.ts';
import { describeDemo } from './demo-report.ts';

interface Flags {
  readonly days?: number;
  readonly pockets?: number;
  readonly seed?: number;
  readonly profile: string;
  readonly keep?: boolean;
  readonly json?: boolean;
}

export function addDemo(program: Command): void {
  program
    .command('demo')
    .description(
      'everything on this machine with nothing set up: a month of a treasury, with faults planted',
    )
    .addOption(numberOption('--days <number>', 'calendar days, default: 30', 15))
    .addOption(numberOption('--pockets <number>', 'default: 5', 1))
    .addOption(numberOption('--seed <number>', 'default: 1', 0))
    .option('--profile <file>', 'the wire profile that both sides speak', 'jiko')
    .option('--keep', 'keep the database running afterwards, until Ctrl-C')
    .addOption(jsonOption())
    .action((flags: Flags) =>
      runCommand(flags, async ({ settings, log, isJson }) => runDemo(settings, log, flags, isJson)),
    );
}

// Ten times what Jiko allows: the demo shows the books, not the waiting. A real backfill keeps to Jiko's limits.
const HASTE = 10;
// The planted late report is not ready for a day; nobody watches a demo that long.
const DEADLINE_MS = 6_000;
const POLLING = { firstPauseMs: 150, pauseMaxMs: 1_000, deadlineMs: DEADLINE_MS };

async function runDemo(given: Settings, log: Log, flags: Flags, isJson: boolean): Promise<Answer> {
  const startedAtMs = performance.now();
  const home = join(given.home, 'demo');
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const parameters = rememberDemo(home, await chooseParameters(given, flags));
  const sandbox = await startDemoSandbox(home, parameters);
  const settings = demoSettings(home, sandbox, parameters);
  const warehouse = await openWarehouse(settings, log);
  const progress = createProgress(isJson);
  try {
    const job = await openDemoJob(settings, warehouse, log, progress);
    const runs = await runBoth(job, parameters, sandbox.answers().closes);
    progress.end();
    const comparison = await compareWithAnswers(warehouse.pool, sandbox.answers());
    const page = join(home, 'night.html');
    await writeNight(warehouse.pool, 'main', page);
    const report = {
      runs,
      comparison,
      status: await readStatus(warehouse.pool, 'main'),
      stats: sandbox.stats(),
      durationMs: performance.now() - startedAtMs,
      psqlLine: warehouse.psqlLine,
      page,
      home,
    };
    const isRight = comparison.missed.length === 0 && comparison.falseAlarms.length === 0;
    const answer: Answer = {
      ...(await describeDemo(warehouse.pool, report)),
      exitCode: isRight ? 0 : 1,
    };
    if (flags.keep !== true) return answer;
    await keepRunning(answer, isJson);
    return { ...answer, text: '', document: undefined };
  } finally {
    progress.end();
    await warehouse.close();
    await sandbox.stop();
  }
}

async function chooseParameters(
  { timeZone }: Settings,
  { days, pockets, seed, profile }: Flags,
): Promise<Partial<DemoParameters> & { readonly defaults: DemoParameters }> {
  const calendar = await readCalendarFile();
  // Not the last day that has ended: what pockets hold is read as it is now, and is not of its evening while business goes on.
  const to = calendar.previousBusinessDay(lastFinishedBusinessDate(new Date(), timeZone, calendar));
  const defaults = { from: addDays(to, -(days ?? 30)), to, pockets: 5, seed: 1, profile };
  return {
    defaults,
    ...(days === undefined ? {} : { from: defaults.from }),
    ...(pockets === undefined ? {} : { pockets }),
    ...(seed === undefined ? {} : { seed }),
    profile,
  };
}

function startDemoSandbox(
  home: string,
  { from, to, pockets, seed, profile }: DemoParameters,
): Promise<Sandbox> {
  return startSandbox({
    from,
    to,
    pockets,
    seed,
    profileFile: profilePath(profile),
    faults: 'default',
    stateFile: join(home, 'sandbox-state.json'),
    keyFile: join(home, 'client-key.pem'),
    rateLimit: { perMinute: 300 * HASTE },
  });
}

/** The demo has a home, a database and a landing zone of its own, whatever the environment says. */
function demoSettings(home: string, sandbox: Sandbox, { profile }: DemoParameters): Settings {
  return readSettings({
    POCKETBOOK_HOME: home,
    JIKO_API_URL: sandbox.url,
    JIKO_AUTH_URL: sandbox.authUrl,
    JIKO_CLIENT_ID: sandbox.clientId,
    JIKO_PRIVATE_KEY_FILE: sandbox.keyFile,
    JIKO_KEY_ALG: sandbox.keyAlgorithm,
    JIKO_PROFILE: profile,
  });
}

async function openDemoJob(
  settings: Settings,
  warehouse: Warehouse,
  log: Log,
  progress: Job['progress'],
): Promise<Job> {
  const [entity] = settings.entities;
  if (entity === undefined) throw new TypeError('the demo has one entity');
  return openJob(settings, entity, warehouse, log, progress, {
    client: {
      limits: {
        reports: 300 * HASTE,
        pockets: 120 * HASTE,
        trades: 120 * HASTE,
        auth: 300 * HASTE,
      },
      polling: POLLING,
    },
    settle: { reaskPauseMs: 300 },
  });
}

/** Between the two a person closes a month: what the night finds changed in it is a break. */
async function runBoth(
  job: Job,
  { from, to }: DemoParameters,
  closes: readonly string[],
): Promise<RunOutcome[]> {
  const range = { from: parseBusinessDate(from), to: parseBusinessDate(to) };
  const backfill = await runBackfill(job, { range, force: false });
  await closeMonths(job.pool, job.entityId, closes);
  const nightly = await runNightly(job, range.to);
  return [backfill, nightly];
}

async function keepRunning(answer: Answer, isJson: boolean): Promise<void> {
  process.stdout.write(`${isJson ? toJson(answer.document) : answer.text}\n`);
  process.stderr.write('the database stays up; Ctrl-C ends it\n');
  await untilSignal();
}

export type { BusinessDate };
