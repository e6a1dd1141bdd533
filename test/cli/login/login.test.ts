import { once } from 'node:events';
import { chmod, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { documentOf, pocketbook, startPocketbook } from '../../end-to-end/support/pocketbook.ts';
import { type SimulatedJiko, startJiko } from '../../end-to-end/support/simulated-jiko.ts';
import { browse, newKey } from '../../extract/support/simulated-auth.ts';
import { runStatement, withDatabase } from '../../support/admin.ts';
import { makeTestFolder } from '../../support/test-folder.ts';

const TREASURY = { from: '2025-05-19', to: '2025-05-20', pockets: 1, seed: 5 };
const GRANTED = ['pockets.read', 'transfers.read', 'reports.read', 'reports.write'];
const KEY_ID = 'signing-7';

let jiko: SimulatedJiko;
let home: string;
let database: string;
let settings: Record<string, string>;
/** Every token, code and proof that went over the wire. */
const wireSecrets = new Set<string>();

beforeAll(async () => {
  home = await makeTestFolder('login');
  const signing = newKey();
  const signKeyFile = join(home, 'signing-key.pem');
  await writeFile(signKeyFile, signing.privateKeyPem, { mode: 0o600 });
  await chmod(signKeyFile, 0o600);
  jiko = await startJiko({
    ...TREASURY,
    tokenLifetimeS: 30,
    auth: {
      isDpopRequired: true,
      dpopNonceEvery: 3,
      grantable: GRANTED,
      responseMode: 'form_post',
      signatures: { keyId: KEY_ID, publicKeyPem: signing.publicKeyPem },
    },
    hooks: {
      before({ request }) {
        const authorization = request.headers.get('authorization')?.split(' ')[1];
        for (const secret of [authorization, request.headers.get('dpop')]) {
          if (secret) wireSecrets.add(secret);
        }
        return undefined;
      },
      async after({ route }, response) {
        if (route !== 'token' && route !== 'authorize') return undefined;
        const text = await response.clone().text();
        const told = /(?:"(?:access|refresh)_token":"|name="code" value=")([^"]+)"/g;
        for (const [, secret = ''] of text.matchAll(told)) wireSecrets.add(secret);
        return undefined;
      },
    },
  });
  database = `${inject('runName')}_login`;
  await runStatement(inject('adminUrl'), `create database ${database}`);
  settings = {
    DATABASE_URL: withDatabase(inject('adminUrl'), database),
    POCKETBOOK_HOME: home,
    ...jiko.settings,
    JIKO_GRANT: 'authorization_code',
    JIKO_DPOP: 'on',
    JIKO_SIGN_REQUESTS: 'on',
    JIKO_SIGN_KEY_FILE: signKeyFile,
    JIKO_SIGN_KEY_ID: KEY_ID,
  };
});
afterAll(async () => {
  await runStatement(inject('adminUrl'), `drop database ${database} with (force)`);
  await jiko.stop();
  await rm(home, { recursive: true, force: true });
});

const doctor = async () => {
  const ended = await pocketbook(['doctor', '--json'], settings);
  const { checks } = documentOf(ended) as {
    checks: { what: string; verdict: string; detail: string }[];
  };
  return checks;
};

test('the life of a sign-in: login, a night, doctor, logout, and no secret left anywhere', async () => {
  const migrated = await pocketbook(['migrate', '--json'], settings);
  expect(migrated.exitCode, migrated.stderr).toBe(0);

  expect(await doctor()).toContainEqual({
    what: 'main: token, scopes and clock',
    verdict: 'wrong',
    detail: 'sign-in of main: nobody has signed in; run: pocketbook login --entity main',
  });

  const port = await freePort();
  const login = startPocketbook(['login', '--port', `${port}`], settings);
  const [, url = ''] = await login.said(/^(http:\S+authorize\S+)$/m);
  expect(await (await browse(url)).text()).toContain('You are signed in');
  const ended = await login.ended;
  expect(ended).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('main is signed in'),
  });
  expect(ended.stdout).toContain(`comes back to http://127.0.0.1:${port}/callback, which`);

  const night = await pocketbook(['nightly', '--date', '2025-05-20', '--json'], settings);
  expect(night.exitCode, night.stderr).toBe(0);

  const verdict = (await doctor()).find(({ what }) => what === 'main: token, scopes and clock');
  expect(verdict).toMatchObject({ verdict: 'warning' });
  expect(verdict?.detail).toMatch(/not granted: customer\.read \(without it: no customer/);
  expect(verdict?.detail).toMatch(/team\.read \(without it: no team/);
  expect(verdict?.detail).not.toMatch(/not granted: pockets\.read/);

  const list = await pocketbook(['subscribe', 'list'], settings);
  expect(list).toMatchObject({ exitCode: 1, stdout: '' });
  expect(list.stderr).toMatch(/needs the scope subscriptions\.read, /);
  const webhook = { JIKO_WEBHOOK_SECRET_FILE: join(home, 'webhook-secret') };
  const create = ['subscribe', 'create', '--url', 'https://books.example.test/webhooks/main'];
  expect((await pocketbook(create, { ...settings, ...webhook })).stderr).toMatch(
    /set JIKO_SCOPE="pockets\.read [a-z. ]+ subscriptions\.write" and run: pocketbook login --entity main/,
  );

  const logout = await pocketbook(['logout', '--json'], settings);
  expect(documentOf(logout)).toEqual({ entity: 'main', signed_in: false, was_signed_in: true });
  expect((await doctor()).some(({ detail }) => detail.includes('nobody has signed in'))).toBe(true);

  expect(wireSecrets.size).toBeGreaterThan(20);
  const texts = [ended, night, logout].flatMap(({ stdout, stderr }) => [stdout, stderr]);
  for (const text of [...texts, ...(await filesBelow(home)), ...(await rowsOf())]) {
    for (const secret of wireSecrets) expect(text.includes(secret)).toBe(false);
    expect(text).not.toMatch(/client_assertion=|eyJ[\w-]+\.eyJ/);
  }
}, 300_000);

test('the sandbox command can demand bound tokens and signed calls, and says how to make them', async () => {
  const sandbox = startPocketbook(['sandbox', '--dpop', '--sign', '--json'], {
    POCKETBOOK_HOME: home,
  });
  try {
    const [text] = await sandbox.said(/^\{[^}]*\}/);
    const connect = JSON.parse(text) as Record<string, string>;
    expect(connect).toMatchObject({ JIKO_DPOP: 'on', JIKO_SIGN_REQUESTS: 'on' });
    const { DATABASE_URL = '', POCKETBOOK_HOME = '' } = settings;
    const checksWith = async (changed: Record<string, string>) => {
      const own = { DATABASE_URL, POCKETBOOK_HOME, ...connect, ...changed };
      const { checks } = documentOf(await pocketbook(['doctor', '--json'], own)) as {
        checks: { what: string; verdict: string; detail: string }[];
      };
      return checks.filter(({ what }) => /: (token|API)/.test(what));
    };
    const verdictsWith = async (changed: Record<string, string>) =>
      (await checksWith(changed)).map(({ verdict }) => verdict);
    expect(await verdictsWith({})).toEqual(['ok', 'ok']);
    expect(await verdictsWith({ JIKO_DPOP: 'off' })).toEqual(['wrong', 'wrong']);
    expect(await verdictsWith({ JIKO_SIGN_REQUESTS: 'off' })).toEqual(['ok', 'wrong']);
    const refused = { JIKO_SCOPE: 'pockets.read weather.read reports.read tides.read' };
    const [token] = await checksWith(refused);
    expect(token?.detail).toMatch(
      /invalid_scope.*; refused: weather\.read tides\.read; leave them out/,
    );
  } finally {
    await sandbox.kill('SIGTERM');
  }
}, 300_000);

test('a login is not begun for a client that needs none', async () => {
  const client = { ...settings, JIKO_GRANT: 'client_credentials' };
  expect(await pocketbook(['login'], client)).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('set JIKO_GRANT=authorization_code'),
  });
});

test('signing without the id of the key is refused before anything is done', async () => {
  const { JIKO_SIGN_KEY_ID: _, ...rest } = settings;
  expect(await pocketbook(['doctor'], rest)).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('JIKO_SIGN_KEY_ID is not set'),
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !entry.name.endsWith('.pem'));
  expect(files.length).toBeGreaterThan(3);
  return Promise.all(
    files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'latin1')),
  );
}

async function rowsOf(): Promise<string[]> {
  const client = new pg.Client({ connectionString: settings['DATABASE_URL'] });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name
       from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema')`,
    );
    const texts: string[] = [];
    for (const { name } of tables) {
      const { rows } = await client.query<{ row: string }>(`select t::text as row from ${name} t`);
      texts.push(...rows.map(({ row }) => row));
    }
    expect(texts.length).toBeGreaterThan(50);
    return texts;
  } finally {
    await client.end();
  }
}
