import { createHash } from 'node:crypto';
import { chmod, copyFile, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';

import { documentOf, type Ended, pocketbook } from '../end-to-end/support/pocketbook.ts';
import { type SimulatedJiko, startJiko } from '../end-to-end/support/simulated-jiko.ts';
import { runStatement, withDatabase } from '../support/admin.ts';
import { makeTestFolder } from '../support/test-folder.ts';

const TREASURY = { from: '2025-05-19', to: '2025-05-23', pockets: 2, seed: 5 };
const RANGE = ['--from', TREASURY.from, '--to', TREASURY.to];
const REPORTS = 27;

let jiko: SimulatedJiko;
let home: string;
let database: string;
let settings: Record<string, string>;
/** What each command said, by a name of ours. */
const said = new Map<string, Ended>();
/** Report requests that the API had seen by the time a command ended. */
const created = new Map<string, number>();
/** Access tokens and signed URLs that went over the wire. */
const wireSecrets: string[] = [];

beforeAll(async () => {
  jiko = await startJiko({
    ...TREASURY,
    faults: [{ kind: 'missing_entry' }, { kind: 'price_off' }],
    hooks: {
      async after({ route }, response) {
        if (!response.ok || (route !== 'token' && route !== 'download')) return undefined;
        const body = (await response.clone().json()) as { access_token?: string; url?: string };
        wireSecrets.push(body.access_token ?? body.url?.replace(/.*\//, '') ?? 'none');
        return undefined;
      },
    },
  });
  home = await makeTestFolder('commands');
  database = `${inject('runName')}_commands`;
  await runStatement(inject('adminUrl'), `create database ${database}`);
  settings = {
    DATABASE_URL: withDatabase(inject('adminUrl'), database),
    POCKETBOOK_HOME: home,
    ...jiko.settings,
  };
  await runAll();
});
afterAll(async () => {
  await runStatement(inject('adminUrl'), `drop database ${database} with (force)`);
  await jiko.stop();
  await rm(home, { recursive: true, force: true });
});

async function run(
  name: string,
  args: readonly string[],
  overrides: Record<string, string> = {},
): Promise<void> {
  said.set(name, await pocketbook(args, { ...settings, ...overrides }));
  created.set(name, jiko.sandbox.stats().reports_created);
}

/** The life of a warehouse, from an empty database on. */
async function runAll(): Promise<void> {
  await Promise.all([
    run('nightly without a schema', ['nightly', '--json']),
    run('migrate --status before', ['migrate', '--status', '--json']),
    run('inspect', ['inspect', '--json', ...INSPECTED]),
    run('a database that does not answer', ['status', '--json'], {
      DATABASE_URL: 'postgres://pocketbook:canary-password@127.0.0.1:1/books',
    }),
  ]);
  await Promise.all([
    run('migrate', ['migrate', '--json']),
    run('migrate beside it', ['migrate', '--json']),
  ]);
  await Promise.all([
    run('migrate again', ['migrate', '--json']),
    run('migrate --status after', ['migrate', '--status', '--json']),
    run('doctor', ['doctor', '--json']),
    run('status of nothing', ['status', '--json']),
    run('breaks of nothing', ['breaks', '--json']),
    run('backfill --plan', ['backfill', ...RANGE, '--plan', '--json']),
  ]);
  await run('backfill of one report', [
    ...['backfill', ...RANGE, '--json'],
    ...['--report', 'BANK_STATEMENT_REPORT', '--report', 'TRADE_REPORT'],
  ]);
  await run('status of a part', ['status', '--json']);
  await run('backfill', ['backfill', ...RANGE, '--json']);
  await run('breaks list', ['breaks', 'list', '--json']);
  const [first] = breaksOf('breaks list');
  const loose = join(home, 'loose-key.pem');
  await copyFile(jiko.settings['JIKO_PRIVATE_KEY_FILE'] ?? '', loose);
  await chmod(loose, 0o644);
  await Promise.all([
    run('status', ['status', '--json']),
    run('breaks show', ['breaks', 'show', first?.breakId.slice(0, 8) ?? '', '--json']),
    run('breaks show nothing', ['breaks', 'show', '00000000', '--json']),
    run('nightly', ['nightly', '--date', TREASURY.to, '--json']),
    run('a key that others can read', ['doctor', '--json'], { JIKO_PRIVATE_KEY_FILE: loose }),
    run('a client that is not known', ['doctor', '--json'], { JIKO_CLIENT_ID: 'somebody-else' }),
    run('a wrong setting', ['status', '--json'], { POCKETBOOK_REASK_DAYS: 'canary-setting' }),
    run('an entity that is not there', ['status', '--entity', 'acme', '--json']),
  ]);
  await Promise.all([
    run('reconcile', ['reconcile', '--json']),
    run('status for people', ['status']),
    run('breaks for people', ['breaks', 'list', '--all']),
  ]);
}

const FIXTURES = new URL('../fixtures/', import.meta.url).pathname;
const INSPECTED = [
  join(FIXTURES, 'camt053/accepted/reversal.xml'),
  join(FIXTURES, 'camt053/refused/amount-comma.xml'),
  join(FIXTURES, 'csv/accepted/trades.csv'),
  '/nowhere/at-all.xml',
];

function endOf(name: string): Ended {
  const ended = said.get(name);
  if (ended === undefined) throw new Error(`'${name}' was not run`);
  return ended;
}

function breaksOf(name: string): { breakId: string; rule: string }[] {
  return (documentOf(endOf(name)) as { breaks: { breakId: string; rule: string }[] }).breaks;
}

test.each([
  ['nightly without a schema', 1],
  ['a database that does not answer', 1],
  ['migrate --status before', 1],
  ['migrate', 0],
  ['migrate beside it', 0],
  ['migrate again', 0],
  ['migrate --status after', 0],
  ['doctor', 0],
  ['status of nothing', 0],
  ['breaks of nothing', 0],
  ['inspect', 1],
  ['backfill --plan', 0],
  ['backfill of one report', 4],
  ['status of a part', 4],
  ['backfill', 3],
  ['breaks list', 3],
  ['status', 3],
  ['breaks show', 0],
  ['breaks show nothing', 2],
  ['nightly', 3],
  ['reconcile', 3],
  ['a key that others can read', 1],
  ['a client that is not known', 1],
  ['a wrong setting', 2],
  ['an entity that is not there', 2],
] as const)('%s ends with %i and prints one JSON document', (name, exitCode) => {
  const ended = endOf(name);
  expect(ended).toMatchObject({ exitCode, signal: null });
  const document = documentOf(ended);
  expect(document).toBeTypeOf('object');
  const isError = typeof document === 'object' && document !== null && 'error' in document;
  expect(ended.stderr).toMatch(isError ? /^pocketbook: .+\n$/ : /^$/);
});

describe('a command that cannot do its work says what to do', () => {
  test.each([
    ['nightly without a schema', 'SCHEMA_MISMATCH', "run 'pocketbook migrate'"],
    ['a database that does not answer', 'DATABASE_UNAVAILABLE', '127.0.0.1:1'],
    ['a wrong setting', 'CONFIG_INVALID', 'POCKETBOOK_REASK_DAYS: expected a whole number'],
    ['an entity that is not there', 'CONFIG_INVALID', '--entity acme: expected one of main'],
    ['breaks show nothing', 'CONFIG_INVALID', 'no break with an id that begins so'],
  ])('%s', (name, code, message) => {
    expect(documentOf(endOf(name))).toEqual({
      error: { code, message: expect.stringContaining(message) },
    });
    expect(endOf(name).stderr).toContain(message);
    expect(endOf(name).stderr, 'no stack for what a person can mend').not.toMatch(/\n\s+at /);
  });

  test('and so does the doctor, line by line', () => {
    const verdicts = (name: string) =>
      (documentOf(endOf(name)) as { checks: { what: string; verdict: string; detail: string }[] })
        .checks;
    expect(new Set(verdicts('doctor').map(({ verdict }) => verdict))).toEqual(new Set(['ok']));
    expect(verdicts('a key that others can read')).toContainEqual({
      what: 'main: key',
      verdict: 'wrong',
      detail: expect.stringMatching(/can be read by others.*chmod 600/),
    });
    expect(verdicts('a client that is not known')).toContainEqual({
      what: 'main: token, scopes and clock',
      verdict: 'wrong',
      detail: expect.stringMatching(/invalid_client|client/),
    });
  });
});

test('two migrations at once apply each step once', () => {
  const applied = ['migrate', 'migrate beside it', 'migrate again'].map(
    (name) => (documentOf(endOf(name)) as { applied: string[] }).applied,
  );
  const steps = applied.flat();
  expect(new Set(steps).size).toBe(steps.length);
  expect(steps.length).toBeGreaterThanOrEqual(7);
  expect(applied[2]).toEqual([]);
  const { migrations } = documentOf(endOf('migrate --status after')) as {
    migrations: { name: string; applied_at: string | null }[];
  };
  expect(migrations.map(({ name }) => name)).toEqual(steps);
});

test('a plan tells what would be asked for and asks for nothing', () => {
  expect(created.get('backfill --plan')).toBe(0);
  expect(documentOf(endOf('backfill --plan'))).toMatchObject({
    plans: [
      {
        entity_id: 'main',
        cost: { reports: REPORTS, apiCalls: expect.any(Number), minutes: expect.any(Number) },
        asks: expect.arrayContaining([
          {
            report_type: 'TRADE_REPORT',
            pocket_id: null,
            from: TREASURY.from,
            to: TREASURY.to,
            units: 10,
          },
        ]),
      },
    ],
  });
});

test('a backfill of some reports leaves the others owed, and the next one asks for those alone', () => {
  expect(created.get('backfill of one report')).toBe(11);
  expect(created.get('backfill')).toBe(REPORTS);
  const [run] = (documentOf(endOf('backfill')) as { runs: object[] }).runs;
  expect(run).toMatchObject({
    entity_id: 'main',
    from: TREASURY.from,
    to: TREASURY.to,
    outcome: 'breaks',
    breaks_open: 2,
    units_missing: 0,
    // and the trades and transactions, each as a list and as a CSV
    reports: REPORTS - 11 + 4,
  });
});

test('the work list, the status and a run tell of the same breaks', () => {
  const rules = breaksOf('breaks list').map(({ rule }) => rule);
  expect(rules.toSorted()).toEqual(['position_price', 'transaction_listing']);
  const { entities } = documentOf(endOf('status')) as {
    entities: { breaks: { rule: string; open: number }[]; missing: number }[];
  };
  expect(entities[0]?.missing).toBe(0);
  expect(entities[0]?.breaks.map(({ rule }) => rule).sort()).toEqual(rules.toSorted());
  expect(documentOf(endOf('breaks show'))).toMatchObject({
    break: { breakId: breaksOf('breaks list')[0]?.breakId, status: 'open' },
    events: [{ verb: 'opened', actor: 'pocketbook' }],
  });
  expect(endOf('breaks for people').stdout).toMatch(
    /transaction_listing[\s\S]*position_price|position_price/,
  );
  expect(endOf('status for people').stdout).toContain('look at it: psql');
});

test('inspect tells of every file what it holds, in the documented shape', async () => {
  const { files } = documentOf(endOf('inspect')) as { files: Record<string, unknown>[] };
  expect(files.map(({ path }) => path)).toEqual(INSPECTED);
  expect(files.map(({ kind, accepted }) => [kind, accepted])).toEqual([
    ['camt.053', true],
    ['camt.053', false],
    ['trade-csv', true],
    ['unknown', false],
  ]);
  const [statement, refused] = files;
  expect(Object.keys(statement ?? {})).toEqual(
    expect.arrayContaining(['path', 'kind', 'accepted', 'error', 'version', 'statements']),
  );
  const [shown] = (statement?.['statements'] ?? []) as Record<string, unknown>[];
  expect(Object.keys(shown ?? {}).sort()).toEqual(
    [
      ...['id', 'account', 'currency', 'opening', 'closing', 'entries', 'credits', 'debits', 'net'],
      ...['pending', 'balance_check', 'difference'],
      ...['summary_check', 'details_check', 'details_off'],
    ].sort(),
  );
  const expected = await readFile(`${INSPECTED[0]}.expected.json`, 'utf8');
  expect(expected).toContain(String(shown?.['closing']));
  expect(refused).toMatchObject({ error: expect.stringMatching(/:\d+:\d+ /), statements: [] });
});

describe('nothing secret', () => {
  async function filesBelow(folder: string): Promise<string[]> {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name));
  }

  async function secrets(): Promise<string[]> {
    const pem = await readFile(jiko.settings['JIKO_PRIVATE_KEY_FILE'] ?? '', 'utf8');
    const key = pem.split('\n').filter((line) => line !== '' && !line.startsWith('-----'));
    const { password } = new URL(settings['DATABASE_URL'] ?? '');
    return [...key, password, 'canary-password', 'canary-setting', ...wireSecrets];
  }

  test('is printed by any command', async () => {
    const all = await secrets();
    expect(all.length).toBeGreaterThan(REPORTS + 5);
    for (const secret of all) expect(secret.length).toBeGreaterThan(8);
    for (const [name, { stdout, stderr }] of said) {
      for (const secret of all) expect(`${stdout}${stderr}`, name).not.toContain(secret);
    }
  });

  test('is in any file of the home but the key itself', async () => {
    const all = await secrets();
    const files = await filesBelow(home);
    expect(files).toContain(join(home, 'log', 'pocketbook.log'));
    for (const file of files.filter((file) => !file.endsWith('.pem'))) {
      const text = await readFile(file, 'latin1');
      for (const secret of all) expect(text.includes(secret), file).toBe(false);
    }
  });

  test('nor what the bank tells can be read by others on the machine', async () => {
    for (const folder of ['log', 'landing']) {
      expect((await stat(join(home, folder))).mode & 0o077, folder).toBe(0);
    }
    expect((await stat(join(home, 'log', 'pocketbook.log'))).mode & 0o077).toBe(0);
    for (const file of await filesBelow(join(home, 'landing'))) {
      const sha256 = createHash('sha256')
        .update(await readFile(file))
        .digest('hex');
      expect(file.endsWith(sha256), 'named by what it holds').toBe(true);
    }
  });
});
