import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import {
  documentOf,
  type Ended,
  pocketbook,
  startPocketbook,
} from '../end-to-end/support/pocketbook.ts';

const TIMEOUT_MS = 90_000;

let home: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'pocketbook-usage-'));
});
afterAll(async () => {
  await rm(home, { recursive: true, force: true });
});

/** Several at a time: most of what a command takes is the start of Node. */
async function runAll(lines: readonly string[]): Promise<ReadonlyMap<string, Ended>> {
  const settings = { POCKETBOOK_HOME: home };
  const ended = await Promise.all(
    lines.map((line) => pocketbook(line.split(' ').filter(Boolean), settings)),
  );
  return new Map(ended.map((end, index) => [lines[index] ?? '', end]));
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
    'breaks show': /missing required argument 'id'/,
    inspect: /missing required argument 'file'/,
    'status everything': /too many arguments/,
  };
  let ended: ReadonlyMap<string, Ended>;

  beforeAll(async () => {
    ended = await runAll(Object.keys(WRONG));
  }, TIMEOUT_MS);

  test.each(Object.entries(WRONG))('%s ends with 2 and says what is expected', (line, reason) => {
    const end = ended.get(line);
    expect(end).toMatchObject({ exitCode: 2, stdout: '' });
    expect(end?.stderr).toMatch(reason);
    expect(end?.stderr, 'with the usage').toContain('Usage: pocketbook');
  });

  test('does nothing at all', async () => {
    expect(await readdir(home)).toEqual([]);
  });
});

describe('--help', () => {
  const COMMANDS: Readonly<Record<string, readonly string[]>> = {
    demo: ['--days', '--pockets', '--seed', '--json'],
    sandbox: ['--port', '--seed', '--from', '--to', '--pockets', '--profile', '--faults'],
    doctor: ['--json'],
    migrate: ['--status', '--json'],
    nightly: ['--date', '--json'],
    backfill: ['--from', '--to', '--report', '--pocket', '--plan', '--force', '--json'],
    schedule: ['--port', '--host'],
    inspect: ['<file...>', '--json'],
    reconcile: ['--from', '--to', '--json'],
    status: ['--json'],
    breaks: ['list', 'show'],
    'breaks list': ['--all', '--rule', '--json'],
    'breaks show': ['<id>', '--json'],
    up: [],
  };
  let ended: ReadonlyMap<string, Ended>;

  beforeAll(async () => {
    const lines = Object.keys(COMMANDS).map((name) => `${name} --help`);
    ended = await runAll(['--help', '--version', ...lines]);
  }, TIMEOUT_MS);

  test.each(Object.entries(COMMANDS))('of %s names what it takes', (name, options) => {
    const end = ended.get(`${name} --help`);
    expect(end).toMatchObject({ exitCode: 0, stderr: '' });
    expect(end?.stdout).toMatch(new RegExp(`^Usage: pocketbook ${name} `));
    for (const option of options) expect(end?.stdout).toContain(option);
  });

  test('of the program names every command, and what its exit codes mean', () => {
    const end = ended.get('--help');
    expect(end).toMatchObject({ exitCode: 0, stderr: '' });
    const named = [...(end?.stdout.matchAll(/^ {2}([a-z]+)\b/gm) ?? [])].map(([, name]) => name);
    const commands = Object.keys(COMMANDS).filter((name) => !name.includes(' '));
    expect(named.filter((name) => name !== 'help').sort()).toEqual(commands.sort());
    expect(end?.stdout).toContain('4 done, but something owed is missing');
    expect(ended.get('--version')?.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

test('a reader that stops reading is no failure', async () => {
  const running = startPocketbook(['--help'], { POCKETBOOK_HOME: home });
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
  const lines = [
    'sandbox --from 2025-05-20 --to 2025-05-19',
    'sandbox --faults /nowhere/plan.yaml',
    'sandbox --profile no-such-profile',
  ];
  for (const [line, end] of await runAll(lines)) {
    expect(end, line).toMatchObject({ exitCode: 2, stdout: '' });
    expect(end.stderr, line).toMatch(/^pocketbook: .+\n$/);
  }
});
