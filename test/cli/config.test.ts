import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { inspect } from 'node:util';

import { describe, expect, test } from 'vitest';

import { readSettings } from '../../src/cli/config.ts';
import { ConfigError } from '../../src/domain/errors.ts';

const CANARY = 'canary-7f3a';

function refusalOf(environment: Record<string, string>): ConfigError {
  try {
    readSettings(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('the settings were taken');
}

async function configFile(content: unknown): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), 'pocketbook-config-')), 'config.yaml');
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

describe('settings', () => {
  test('have the documented defaults', () => {
    const { entities, ...settings } = readSettings({});
    expect(settings).toEqual({
      databaseUrl: null,
      home: resolve('.pocketbook'),
      landing: resolve('.pocketbook', 'landing'),
      timeZone: 'America/New_York',
      nightly: '0 6 * * 2-6',
      reaskDays: 3,
      alertUrl: null,
      reportFolder: null,
    });
    expect(entities).toMatchObject([
      {
        entityId: 'main',
        apiUrl: 'https://api.business.jiko.io',
        authUrl: 'https://auth.jiko.io',
        clientId: null,
        privateKeyFile: null,
        keyAlg: 'PS256',
        profileFile: expect.stringMatching(/profiles\/jiko\.yaml$/),
      },
    ]);
    expect(entities[0]?.scope.split(' ')).toContain('reports.write');
    expect(entities[0]?.scope).not.toMatch(/(pockets|transfers|customer)\.write/);
  });

  test('that are empty are not set', () => {
    expect(readSettings({ DATABASE_URL: '', POCKETBOOK_REASK_DAYS: '' })).toEqual(readSettings({}));
  });

  test('of severity join those of the rules, as numbers of a file or as text', async () => {
    const POCKETBOOK_CONFIG = await configFile({
      POCKETBOOK_SEVERITY_AMOUNT: 2500.5,
      entities: {
        acme: { POCKETBOOK_SEVERITY_DAYS: '3', POCKETBOOK_RULES: 'trade_cash.rounding=1' },
      },
    });
    expect(readSettings({ POCKETBOOK_CONFIG }).entities[0]?.ruleSettings).toEqual(
      new Map([
        ['trade_cash.rounding', '1'],
        ['severity.amount', '2500.5'],
        ['severity.days', '3'],
      ]),
    );
  });

  test('of rules are refused for the entity that has them wrong', async () => {
    const POCKETBOOK_CONFIG = await configFile({
      POCKETBOOK_RULES: 'trade_cash.rounding=1',
      entities: { acme: {}, other: { POCKETBOOK_RULES: 'trade_cash.nosuch=1' } },
    });
    expect(refusalOf({ POCKETBOOK_CONFIG }).message).toContain(
      'entities.other: POCKETBOOK_RULES: no rule has the setting trade_cash.nosuch; there are ',
    );
  });

  test.each([
    ['DATABASE_URL', `mysql://root:${CANARY}@localhost/x`, 'postgres://'],
    ['DATABASE_URL', CANARY, 'postgres://'],
    ['POCKETBOOK_LANDING', `s3://${CANARY}/prefix`, 'expected a folder'],
    ['POCKETBOOK_TIME_ZONE', CANARY, 'America/New_York'],
    ['POCKETBOOK_NIGHTLY', CANARY, '0 6 * * 2-6'],
    ['POCKETBOOK_NIGHTLY', '0 25 * * *', '0 6 * * 2-6'],
    ['POCKETBOOK_NIGHTLY', '0 0 6 * * 2-6', '0 6 * * 2-6'],
    ['POCKETBOOK_NIGHTLY', '0 6 1 * 1', 'day of the month or the weekday'],
    ['POCKETBOOK_REASK_DAYS', CANARY, 'expected a whole number of business days'],
    ['POCKETBOOK_REASK_DAYS', '1.5', 'expected a whole number of business days'],
    ['POCKETBOOK_REASK_DAYS', '-1', 'from 0 to 31'],
    ['POCKETBOOK_REASK_DAYS', '32', 'from 0 to 31'],
    ['POCKETBOOK_SEVERITY_AMOUNT', `1e5 ${CANARY}`, 'expected dollars'],
    ['POCKETBOOK_SEVERITY_AMOUNT', '-1', 'expected dollars'],
    ['POCKETBOOK_SEVERITY_DAYS', '2.5', 'expected a whole number of business days'],
    ['POCKETBOOK_RULES', `trade_cash.rounding=${CANARY}`, "'price_sanity.band_bp=40'"],
    ['POCKETBOOK_RULES', 'trade_cash.rounding=-1', 'of 0 or more'],
    ['POCKETBOOK_RULES', 'trade_dates.settles_within=1.5', 'expected a whole number'],
    ['POCKETBOOK_RULES', 'severity.days=1.5', 'expected a whole number'],
    [
      'POCKETBOOK_RULES',
      'trade_cash.nosuch=1',
      'no rule has the setting trade_cash.nosuch; there are severity.amount, ',
    ],
    ['POCKETBOOK_ALERT_URL', `ftp://${CANARY}`, 'https://'],
    ['JIKO_API_URL', `api.${CANARY}.example`, 'https://'],
    ['JIKO_AUTH_URL', `file:///${CANARY}`, 'https://'],
    ['JIKO_KEY_ALG', CANARY, 'PS256 or EdDSA'],
    ['JIKO_SCOPE', `pockets.write ${CANARY}`, 'Pocketbook never moves money'],
    ['JIKO_SCOPE', `subscriptions.write transfers.write ${CANARY}`, 'Pocketbook never moves money'],
    ['JIKO_SCOPE', `xreports.write ${CANARY}`, 'Pocketbook never moves money'],
    ['JIKO_FILE_HOSTS', `https://${CANARY}.example/`, 'expected hosts'],
    ['JIKO_FILE_HOSTS', `files.example, ${CANARY}`, 'expected hosts'],
    ['JIKO_FILE_HOSTS', '.com', 'expected hosts'],
    ['JIKO_FILE_HOSTS', `*.${CANARY}.example`, 'expected hosts'],
    ['JIKO_FILE_HOSTS', `${CANARY}.example:8443`, 'expected hosts'],
    ['JIKO_SCOPE', ' \n', 'expected at least one scope'],
    ['JIKO_GRANT', CANARY, 'client_credentials or authorization_code'],
    ['JIKO_DPOP', CANARY, 'off or on'],
    ['JIKO_SIGN_REQUESTS', CANARY, 'off or on'],
  ])(
    '%s that is wrong (%s) is named with what it should be, and its value is not told',
    (name, value, remedy) => {
      const { message } = refusalOf({ [name]: value });
      expect(message).toContain(name);
      expect(message).toContain(remedy);
      expect(message).not.toContain(CANARY);
    },
  );

  test('refuse to work while certificates are not checked', () => {
    const { message } = refusalOf({ NODE_TLS_REJECT_UNAUTHORIZED: '0' });
    expect(message).toMatch(/NODE_TLS_REJECT_UNAUTHORIZED.*Unset it/);
  });

  test('name a profile that comes with the program, or a file', async () => {
    const profileOf = (given: string) =>
      readSettings({ JIKO_PROFILE: given }).entities[0]?.profileFile;
    expect(profileOf('alternate')).toMatch(/profiles\/alternate\.yaml$/);
    const file = await configFile('name: own');
    expect(profileOf(file)).toBe(file);
    expect(refusalOf({ JIKO_PROFILE: 'nobody-has-this' }).message).toMatch(
      /JIKO_PROFILE.*no profile/,
    );
  });
});

test('scopes may stand on lines of their own, and those of a person who opens accounts are asked for by name', async () => {
  const content = 'JIKO_SCOPE: |\n  pockets.read\n  reports.read\n\nentities:\n  acme: {}\n';
  const { entities } = readSettings({ POCKETBOOK_CONFIG: await configFile(content) });
  expect(entities[0]?.scope).toBe('pockets.read reports.read');
  expect(readSettings({}).entities[0]?.scope).toBe(
    'pockets.read transfers.read reports.read reports.write customer.read team.read agreements.read notifications.read subscriptions.read',
  );
});

test('the hosts of files are given between blanks or commas', () => {
  const hostsOf = (given: string) =>
    readSettings({ JIKO_FILE_HOSTS: given }).entities[0]?.fileHosts;
  expect(hostsOf('')).toEqual([]);
  expect(hostsOf(' Files.Example, .cdn.example.com\n b-1.example ')).toEqual([
    'files.example',
    '.cdn.example.com',
    'b-1.example',
  ]);
});

describe('a file of settings', () => {
  test('holds what is common at its top and what is each entity’s own below', async () => {
    const file = await configFile({
      POCKETBOOK_REASK_DAYS: 5,
      JIKO_KEY_ALG: 'EdDSA',
      entities: {
        acme: { JIKO_CLIENT_ID: 'a' },
        zenith: { JIKO_CLIENT_ID: 'z', JIKO_KEY_ALG: 'PS256' },
      },
    });
    const settings = readSettings({ POCKETBOOK_CONFIG: file, POCKETBOOK_HOME: '/tmp/home' });
    expect(settings).toMatchObject({ home: '/tmp/home', reaskDays: 5 });
    expect(settings.entities).toMatchObject([
      { entityId: 'acme', clientId: 'a', keyAlg: 'EdDSA' },
      { entityId: 'zenith', clientId: 'z', keyAlg: 'PS256' },
    ]);
  });

  test.each([
    [
      'a misspelt setting',
      { entities: { acme: { JIKO_CLIENT: CANARY } } },
      "no setting 'JIKO_CLIENT'",
    ],
    [
      'a misspelt common setting',
      { POCKETBOOK_HOUSE: CANARY, entities: { acme: {} } },
      "no setting 'POCKETBOOK_HOUSE'",
    ],
    [
      'a wrong value of one entity',
      { entities: { acme: { JIKO_KEY_ALG: CANARY } } },
      'entities.acme: JIKO_KEY_ALG',
    ],
    ['no entities', { JIKO_CLIENT_ID: CANARY }, "expected 'entities'"],
    ['an id that is no name', { entities: { 'a b': {} } }, "expected 'entities'"],
    ['entities that are none', { entities: {} }, "expected 'entities'"],
    ['no YAML', ': : {', 'POCKETBOOK_CONFIG'],
  ])('with %s is refused', async (_what, content, remedy) => {
    const { message } = refusalOf({ POCKETBOOK_CONFIG: await configFile(content) });
    expect(message).toContain(remedy);
    expect(message).not.toContain(CANARY);
  });

  test.each([
    ['a line that is no YAML', `DATABASE_URL: "postgres://a:${CANARY}@b/c" x\nentities: {}`, ':1:'],
    ['a key that comes twice', `A: 1\nA: ${CANARY}`, ':2:1: expected YAML, got DUPLICATE_KEY'],
    ['an alias of nothing', `DATABASE_URL: *${CANARY}`, 'aliases'],
  ])('with %s is refused by its place, and not quoted', async (_what, content, place) => {
    const refusal = refusalOf({ POCKETBOOK_CONFIG: await configFile(content) });
    expect(refusal.message).toContain(`config.yaml${place.startsWith(':') ? place : ''}`);
    expect(refusal.message).toContain(place);
    expect(inspect(refusal, { depth: 9 })).not.toContain(CANARY);
  });

  test('that is not there is refused', () => {
    expect(refusalOf({ POCKETBOOK_CONFIG: '/nowhere/config.yaml' }).message).toMatch(
      /POCKETBOOK_CONFIG.*nowhere/,
    );
  });
});
