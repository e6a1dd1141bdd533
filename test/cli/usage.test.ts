import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type Command, CommanderError } from 'commander';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { createProgram } from '../../src/cli/program.ts';
import { documentOf, pocketbook, startPocketbook } from '../end-to-end/support/pocketbook.ts';

let home: string;
let settings: Record<string, string>;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'pocketbook-usage-'));
  settings = { POCKETBOOK_HOME: home };
});
afterAll(async () => {
  await rm(home, { recursive: true, force: true });
});

interface Parsed {
  readonly stdout: string;
  readonly stderr: string;
  /** Commander's own: 0 for help that was asked for. */
  readonly exitCode: number;
}

/** What a command line that does no work makes the program say, without the start of a process. */
async function parse(line: string): Promise<Parsed> {
  const said = { stdout: '', stderr: '' };
  const program = createProgram();
  for (const command of withSubcommands(program)) {
    command.configureOutput({
      writeOut: (text) => {
        said.stdout += text;
      },
      writeErr: (text) => {
        said.stderr += text;
      },
    });
  }
  try {
    await program.parseAsync(line.split(' '), { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return { ...said, exitCode: error.exitCode };
    throw error;
  }
  throw new Error(`'${line}' was carried out`);
}

function withSubcommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}

describe('a command line that is wrong', () => {
  const WRONG: Readonly<Record<string, RegExp>> = {
    nihgtly: /unknown command 'nihgtly'\n\(Did you mean nightly\?\)/,
    'nightly --dat 2025-05-20': /unknown option '--dat'\n\(Did you mean --date\?\)/,
    'nightly --date 2025-02-30': /--date.*expected a calendar date as YYYY-MM-DD, got '2025-02-30'/,
    'backfill --from 2025-05-20': /required option '--to <date>' not specified/,
    'backfill --from 20.5.2025 --to 2025-05-21': /--from.*expected a calendar date/,
    'backfill --from 2025-05-20 --to 2025-05-20 --report TRADES':
      /expected one of BANK_STATEMENT_REPORT/,
    'demo --days 3': /--days.*expected a whole number of at least 15, got '3'/,
    'breaks bogus':
      /unknown command 'bogus'; there are list, show, assign, explain, resolve, reopen, comment\n/,
    'breaks 3f2a --json': /unknown command '3f2a'; there are list, show/,
    'breaks list 3f2a': /too many arguments for 'list'/,
    'breaks show': /missing required argument 'id'/,
    explain: /missing required argument 'row'/,
    inspect: /missing required argument 'file'/,
    'status everything': /too many arguments/,
  };

  test.each(Object.entries(WRONG))('%s is told what is expected', async (line, reason) => {
    const { exitCode, stdout, stderr } = await parse(line);
    expect(exitCode).not.toBe(0);
    expect(stdout).toBe('');
    expect(stderr).toMatch(reason);
    expect(stderr, 'with the usage').toContain('Usage: pocketbook');
  });

  test('ends with 2 and does nothing at all', async () => {
    const ended = await pocketbook(['nightly', '--dat', '2025-05-20', '--json'], settings);
    expect(ended).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ended.stderr).toContain("unknown option '--dat'");
    expect(await readdir(home)).toEqual([]);
  });
});

describe('--help', () => {
  const FILTERS = [
    ...['--rule', '--pocket', '--cusip', '--cause', '--severity', '--status', '--assignee'],
    ...['--unassigned', '--min-age', '--min-amount', '--from', '--entity'],
  ];
  const COMMANDS: Readonly<Record<string, readonly string[]>> = {
    demo: ['--days', '--pockets', '--seed', '--json'],
    sandbox: [
      '--port',
      '--seed',
      '--from',
      '--to',
      '--pockets',
      '--profile',
      '--faults',
      '--dpop',
      '--sign',
    ],
    login: ['--entity', '--no-browser', '--port', '--json'],
    logout: ['--entity', '--json'],
    doctor: ['--json'],
    confirmation: ['--out', '--force', '--entity', '--json'],
    reports: ['list', 'land'],
    'reports list': ['--other', '--all', '--entity', '--json'],
    'reports land': ['--entity', '--json'],
    migrate: ['--status', '--json'],
    nightly: ['--date', '--json'],
    backfill: ['--from', '--to', '--report', '--pocket', '--plan', '--force', '--json'],
    schedule: ['--port', '--host', '--webhooks', '--webhook-port', '--webhook-host'],
    subscribe: ['list', 'create', 'rotate', 'remove'],
    'subscribe list': ['--entity', '--json'],
    'subscribe create': ['--url', '--event', '--entity', '--json'],
    'subscribe rotate': ['--finish', '--id', '--entity', '--json'],
    'subscribe remove': ['--id', '--entity', '--json'],
    explain: ['<row...>', 'trade:ID', '--entity', '--json'],
    import: ['[file...]', '--report', '--pocket', '--date', '--retry', '--json', 'Exit codes: 1'],
    inspect: ['<file...>', '--json'],
    probe: ['--entity', '--samples', '--json', 'Exit codes: 0'],
    profile: ['check'],
    'profile check': ['<file>', '--sample', '--as', '--json'],
    reconcile: ['--from', '--to', '--json'],
    report: ['--date', '--html', '--entity', '--json'],
    restatements: ['--from', '--to', '--report', '--curve', '--entity', '--json'],
    status: ['--json'],
    breaks: ['list', 'show', 'assign', 'explain', 'resolve', 'reopen', 'comment'],
    'breaks list': ['--all', ...FILTERS, '--to', '--json'],
    'breaks show': ['<id>', '--json'],
    'breaks assign': [
      '[id...]',
      '--to <who>',
      '--note',
      ...FILTERS,
      '--through',
      '--dry-run',
      '--json',
    ],
    'breaks explain': ['[id...]', '--note', '--until', ...FILTERS, '--to', '--dry-run', '--json'],
    'breaks resolve': ['[id...]', '--note', ...FILTERS, '--to', '--dry-run', '--json'],
    'breaks reopen': ['[id...]', '--note', ...FILTERS, '--to', '--dry-run', '--json'],
    'breaks comment': ['[id...]', '--note', ...FILTERS, '--to', '--dry-run', '--json'],
    verify: ['--anchor', '--json'],
    up: [],
  };

  test.each(Object.entries(COMMANDS))('of %s names what it takes', async (name, options) => {
    const { exitCode, stdout, stderr } = await parse(`${name} --help`);
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(new RegExp(`^Usage: pocketbook ${name} `));
    for (const option of options) expect(stdout).toContain(option);
  });

  test('of the program names every command, and what its exit codes mean', async () => {
    const ended = await pocketbook(['--help'], settings);
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
    const named = [...ended.stdout.matchAll(/^ {2}([a-z]+)\b/gm)].map(([, name]) => name);
    const commands = Object.keys(COMMANDS).filter((name) => !name.includes(' '));
    expect(named.filter((name) => name !== 'help').sort()).toEqual(commands.sort());
    expect(ended.stdout).toContain('4 done, but something owed is missing');
  });

  test('has a version beside it', async () => {
    expect((await parse('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

test('a reader that stops reading is no failure', async () => {
  const running = startPocketbook(['--help'], settings);
  running.stopReading();
  expect(await running.ended).toMatchObject({ exitCode: 0, stderr: '' });
});

test('a sandbox prints one JSON document, answers, and ends when it is told to', async () => {
  const running = startPocketbook(['sandbox', '--json', '--pockets', '1'], {
    POCKETBOOK_HOME: home,
  });
  await running.said(/\}\n$/);
  const { JIKO_API_URL } = documentOf({ stdout: running.output(), stderr: '' }) as Record<
    string,
    string
  >;
  const stats = await fetch(`${JIKO_API_URL}/_sandbox/stats`);
  expect(await stats.json()).toMatchObject({ reports_created: 0 });
  const end = await running.kill('SIGTERM');
  expect(end).toMatchObject({ exitCode: 0, signal: null, stderr: '' });
  expect(documentOf(end)).toMatchObject({ JIKO_KEY_ALG: 'PS256' });
});

test('a sandbox that cannot be had as asked for says why', async () => {
  const ended = await Promise.all(
    [
      ['--from', '2025-05-20', '--to', '2025-05-19'],
      ['--faults', '/nowhere/plan.yaml'],
      ['--profile', 'no-such-profile'],
      ['--state', '/dev/null/state.json'],
    ].map((args) => pocketbook(['sandbox', ...args], settings)),
  );
  for (const end of ended) {
    expect(end).toMatchObject({ exitCode: 2, stdout: '' });
    expect(end.stderr).toMatch(/^pocketbook: .+\n$/);
  }
});

test('a place that no file can be written to is refused before anything is done', async () => {
  const ended = await Promise.all([
    pocketbook(['report', '--html', '/dev/null/night.html'], settings),
    pocketbook(['probe', '--samples', '/dev/null/samples'], settings),
  ]);
  expect(ended.map(({ stderr }) => stderr)).toEqual([
    'pocketbook: --html /dev/null/night.html: expected to write a file, got ENOTDIR\n',
    'pocketbook: --samples /dev/null/samples: expected to write a file, got ENOTDIR\n',
  ]);
  for (const end of ended) expect(end).toMatchObject({ exitCode: 2, stdout: '' });
});
