import { join } from 'node:path';
import type { Command } from 'commander';
import { readCalendarFile } from '../db/calendar-file.ts';
import { lastFinishedBusinessDate } from '../domain/calendar.ts';
import { ConfigError } from '../domain/errors.ts';
import { createLanding } from '../extract/landing.ts';
import { type ProbeOutcome, runProbe } from '../jobs/probe/probe.ts';
import type { ProbeStep } from '../jobs/probe/probe-step.ts';
import { REPORT_WAITING, type Sample } from '../jobs/probe/probe-tools.ts';
import type { EntitySettings } from './config.ts';
import { chooseEntities } from './for-each-entity.ts';
import { openClient, readProfile } from './open-job.ts';
import { entityOption, jsonOption } from './options.ts';
import { type Answer, type ExitCode, renderTable } from './output.ts';
import { type CommandContext, runCommand } from './run-command.ts';
import { systemClock } from './system-clock.ts';
import { makePrivateFolder, writePrivateFile } from './write-private-file.ts';

interface Flags {
  readonly entity?: string;
  readonly samples?: string;
  readonly json?: boolean;
}

export function addProbe(program: Command): void {
  program
    .command('probe')
    .description(
      'ask the API one small request of each kind, and say where it differs from the profile',
    )
    .addOption(entityOption())
    .option('--samples <folder>', 'keep a veiled sample of each answer there, for a bug report')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExit codes: 0 all matches, 3 something differs, 1 something did not answer.',
    )
    .action((flags: Flags) => runCommand(flags, (context) => answerProbe(context, flags)));
}

async function answerProbe(context: CommandContext, flags: Flags): Promise<Answer> {
  const entity = chooseEntity(context, flags.entity);
  // Before anything is asked for.
  if (flags.samples !== undefined) await makePrivateFolder(flags.samples, SAMPLES);
  const samples = new Map<string, Sample>();
  const outcome = await probeEntity(context, entity, (sample) => {
    // One of each kind, the first that came.
    const file = `${sample.name}.${sample.extension}`;
    if (!samples.has(file)) samples.set(file, sample);
  });
  if (flags.samples !== undefined) await writeSamples(flags.samples, samples);
  return tellProbe(outcome, entity.profileFile, flags.samples === undefined ? 0 : samples.size);
}

function chooseEntity({ settings }: CommandContext, wanted: string | undefined): EntitySettings {
  const [entity, ...others] = chooseEntities(settings, wanted);
  if (entity !== undefined && others.length === 0) return entity;
  const names = settings.entities.map(({ entityId }) => entityId).join(', ');
  throw new ConfigError(`--entity is not given: expected one of ${names}`);
}

/** A person waits: what does not answer within a minute is told. */
const RETRY = { retries: 3, budgetMs: 60_000 };
const FILE_BYTES_MAX = 64 * 1024 * 1024;

async function probeEntity(
  { settings, log }: CommandContext,
  entity: EntitySettings,
  keep: (sample: Sample) => void,
): Promise<ProbeOutcome> {
  const profile = readProfile(entity.profileFile);
  const landing = await createLanding({ folder: settings.landing, clock: systemClock });
  const tuning = { retry: RETRY, fileBytesMax: FILE_BYTES_MAX };
  const calendar = await readCalendarFile();
  return runProbe({
    client: openClient(settings, entity, profile, landing, log, tuning),
    profile,
    resources: entity.resources,
    scope: entity.scope,
    date: lastFinishedBusinessDate(systemClock.now(), settings.timeZone, calendar),
    clock: systemClock,
    timeZone: settings.timeZone,
    calendar,
    waiting: REPORT_WAITING,
    keep,
  });
}

async function writeSamples(folder: string, samples: ReadonlyMap<string, Sample>): Promise<void> {
  for (const [file, { text }] of samples) {
    await writePrivateFile(join(folder, file), text, { replace: true, toldBy: SAMPLES });
  }
}

const SAMPLES = '--samples';

/** Exit code 1 where something did not answer, 3 where something differs or is not permitted. */
export function tellProbe(outcome: ProbeOutcome, profileFile: string, samples: number): Answer {
  const { steps, differences, calls } = outcome;
  const parts = [
    renderTable(['what', 'asked', 'status', 'outcome', 'matched', 'differs'], steps.map(rowOf), [
      'status',
      'matched',
      'differs',
    ]),
    section('Not looked at:', reasonsOf(steps)),
    section(
      `To be changed in ${profileFile}:`,
      differences.map(({ line, why }) => `${line}  (${why})`),
    ),
    section('Worth knowing:', [...new Set(steps.flatMap(remarksOf))]),
    `${calls} calls${samples === 0 ? '' : `, ${samples} samples kept`}: ${verdict(outcome)}`,
  ];
  return {
    text: parts.filter((part) => part !== '').join('\n\n'),
    document: outcome,
    exitCode: exitCodeOf(outcome),
  };
}

function rowOf({ what, asked, status, outcome, matched, differences }: ProbeStep) {
  return [what, asked, status, outcome, matched.length, differences.length];
}

/** Each reason once, with all that it stopped. */
function reasonsOf(steps: readonly ProbeStep[]): string[] {
  const stopped = new Map<string, string[]>();
  for (const { what, outcome, reason } of steps) {
    if (reason === null) continue;
    const line = `${outcome}: ${reason}`;
    stopped.set(line, [...(stopped.get(line) ?? []), what]);
  }
  return [...stopped].map(([line, names]) => `${line} (${names.join(', ')})`);
}

function remarksOf({ what, remarks }: ProbeStep): string[] {
  return remarks.map((remark) => `${what}: ${remark}`);
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : [title, ...lines.map((line) => `  ${line}`)].join('\n');
}

function exitCodeOf({ steps, differences }: ProbeOutcome): ExitCode {
  if (steps.some(({ outcome }) => outcome === 'failed')) return 1;
  return differences.length > 0 || steps.some(({ outcome }) => outcome === 'refused') ? 3 : 0;
}

function verdict(outcome: ProbeOutcome): string {
  switch (exitCodeOf(outcome)) {
    case 0:
      return 'all that was asked matches the profile';
    case 1:
      return 'not everything could be looked at';
    default:
      return 'change what is named, and probe again: what lies behind it shows then';
  }
}
