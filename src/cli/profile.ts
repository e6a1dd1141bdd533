import { access } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { ConfigError } from '../domain/errors.ts';
import { bytesOfFile } from '../jobs/bytes-of-file.ts';
import { checkSample } from '../transform/profile-check/check-sample.ts';
import type { CamtCheck, CsvCheck, SampleCheck } from '../transform/profile-check/sample-check.ts';
import { CSV_KINDS, type FileKind } from '../transform/recognise.ts';
import { readProfile } from './open-job.ts';
import { jsonOption } from './options.ts';
import { type Answer, renderTable } from './output.ts';
import { runCommand } from './run-command.ts';

const KINDS = ['camt.053', ...Object.keys(CSV_KINDS)];

interface CheckFlags {
  readonly sample: string;
  readonly as?: FileKind;
  readonly json?: boolean;
}

export function addProfile(program: Command): void {
  const profile = program.command('profile').description('work on a wire profile');
  profile
    .command('check <file>')
    .description('say what a profile makes of a sample report, and what it would need to read it')
    .requiredOption('--sample <report>', 'a report as it was downloaded')
    .addOption(
      new Option('--as <kind>', 'what the sample is, where it cannot be seen').choices(KINDS),
    )
    .addOption(jsonOption())
    .action((file: string, flags: CheckFlags) =>
      runCommand(flags, async () => {
        await refuseMissing(file);
        await refuseMissing(flags.sample);
        const open = () => bytesOfFile(flags.sample);
        return answerCheck(await checkSample(flags.sample, open, readProfile(file), flags.as));
      }),
    );
}

/** Exit code 0 for a sample that fits, 1 for one that does not. */
export function answerCheck(check: SampleCheck): Answer {
  const parts = [
    heading(check),
    check.csv === null ? '' : describeCsv(check.csv),
    check.camt === null ? '' : describeCamt(check.camt),
    describeNeeds(check),
  ];
  return {
    text: parts.filter((part) => part !== '').join('\n\n'),
    document: check,
    exitCode: check.fits ? 0 : 1,
  };
}

async function refuseMissing(file: string): Promise<void> {
  try {
    await access(file);
  } catch (error) {
    throw new ConfigError(`expected a file that can be read, got ${file}`, error);
  }
}

function heading({ path, kind, fits, error }: SampleCheck): string {
  const verdict = fits ? 'the profile fits' : 'the profile does not fit';
  const refused = error === null ? '' : `\n  refused: ${error}`;
  return `${path}: ${kind}, ${verdict}${refused}`;
}

function describeCsv(csv: CsvCheck): string {
  const facts = [
    `layout ${csv.layout} (${csv.format}), delimiter ${JSON.stringify(csv.delimiter)}, ${csv.rows} rows`,
  ];
  if (csv.dates !== null) facts.push(describeDates(csv.dates));
  if (csv.amounts !== null) {
    const { meaning, decidedBy, rows, fitsCash, fitsFace } = csv.amounts;
    facts.push(
      `amounts are ${meaning} by ${decidedBy}: of ${rows} rows ${fitsCash} fit cash, ${fitsFace} fit face`,
    );
  }
  const columns = renderTable(
    ['column', 'found', 'by', 'first value', 'nearest'],
    csv.columns.map(({ column, required, found, synonym, example, nearest }) => [
      column,
      found ?? (required ? 'MISSING' : '-'),
      synonym,
      example,
      nearest.join(', '),
    ]),
  );
  const unknown =
    csv.unknown.length === 0
      ? []
      : [
          renderTable(
            ['unknown header', 'first value'],
            csv.unknown.map(({ header, example }) => [header, example]),
          ),
        ];
  return [facts.join('\n'), columns, ...unknown].join('\n\n');
}

function describeDates({ format, fits, candidates }: NonNullable<CsvCheck['dates']>): string {
  if (candidates.length === 0) return `dates as ${format}: ${fits ? 'there are none' : 'no'}`;
  return `dates as ${format}: ${fits ? 'yes' : 'no'}; all of them could be ${candidates.join(', ')}`;
}

function describeCamt({ version, statements, accounts, balances, entries }: CamtCheck): string {
  return [
    `camt.053 ${version ?? 'of no stated version'}, ${statements} statements`,
    renderTable(
      ['account', 'side'],
      accounts.map(({ account, side }) => [account, side ?? 'NO PATTERN FITS']),
    ),
    renderTable(
      ['balance', 'count', 'meaning'],
      balances.map(({ code, count, meaning }) => [code, count, meaning]),
      ['count'],
    ),
    renderTable(
      ['side', 'entry code', 'category', 'count'],
      entries.map(({ side, code, category, count }) => [side, code, category, count]),
      ['count'],
    ),
  ].join('\n\n');
}

function describeNeeds({ needs, hints }: SampleCheck): string {
  return [
    ...section('To be changed in the profile:', needs),
    ...section('Could be added:', hints),
  ].join('\n');
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)];
}
