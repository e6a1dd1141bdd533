import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSettings } from '../../src/cli/config.ts';
import { tellProbe } from '../../src/cli/probe.ts';
import { readCalendarFile } from '../../src/db/calendar-file.ts';
import { addDays } from '../../src/domain/business-date.ts';
import { lastFinishedBusinessDate } from '../../src/domain/calendar.ts';
import type { ProbeOutcome } from '../../src/jobs/probe/probe.ts';
import { comparedStep, stepWithout } from '../../src/jobs/probe/probe-step.ts';
import { differing, NOTHING_COMPARED, only } from '../../src/transform/wire-check/compared.ts';
import { documentOf, type Ended, pocketbook } from '../end-to-end/support/pocketbook.ts';
import { type SimulatedJiko, startJiko } from '../end-to-end/support/simulated-jiko.ts';
import { makeTestFolder } from '../support/test-folder.ts';

let jiko: SimulatedJiko;
let home: string;
let samples: string;
const wireSecrets: string[] = [];

beforeAll(async () => {
  const to = lastFinishedBusinessDate(new Date(), 'America/New_York', await readCalendarFile());
  jiko = await startJiko({
    from: addDays(to, -7),
    to,
    pockets: 2,
    hooks: {
      async after({ route }, response) {
        if (!response.ok || (route !== 'token' && route !== 'download')) return undefined;
        const body = (await response.clone().json()) as { access_token?: string; url?: string };
        wireSecrets.push(body.access_token ?? body.url?.replace(/.*\//, '') ?? 'none');
        return undefined;
      },
    },
  });
  home = await makeTestFolder('probe');
  samples = join(home, 'samples');
});
afterAll(async () => {
  await jiko?.stop();
  await rm(home, { recursive: true, force: true });
});

/** Without a database that could answer. */
function run(args: readonly string[], overrides: Record<string, string> = {}): Promise<Ended> {
  const nowhere = 'postgres://nobody@127.0.0.1:1/none';
  // A real client asks for what was granted to it: here that is everything.
  const JIKO_SCOPE = `${readSettings({}).entities[0]?.scope} onboarding.read`;
  const own = { DATABASE_URL: nowhere, POCKETBOOK_HOME: home, JIKO_SCOPE };
  const settings = { ...own, ...jiko.settings, ...overrides };
  return pocketbook(['probe', ...args], settings);
}

test('asks, needs no database, and keeps veiled samples for this user alone', async () => {
  const ended = await run(['--json', '--samples', samples]);
  const { steps, differences } = documentOf(ended) as ProbeOutcome;
  expect(differences).toEqual([]);
  expect(ended.exitCode).toBe(0);
  const files = steps.filter(({ what }) => what.endsWith(' file'));
  expect(files.map(({ outcome }) => outcome)).toEqual(Array(5).fill('matches'));
  const kept = await readdir(samples);
  expect(kept).toEqual(
    expect.arrayContaining(['pockets.json', 'TRADE_REPORT.csv', 'BANK_STATEMENT_REPORT.xml']),
  );
  const said = [ended.stdout, ended.stderr];
  for (const file of kept) {
    expect((await stat(join(samples, file))).mode & 0o777).toBe(0o600);
    said.push(await readFile(join(samples, file), 'utf8'));
  }
  expect(wireSecrets.length).toBeGreaterThan(5);
  expect(wireSecrets.filter((secret) => said.join('\n').includes(secret))).toEqual([]);
});

test('tells a person the lines to change, and ends with 3', async () => {
  const { exitCode, stdout } = await run([], { JIKO_PROFILE: 'alternate' });
  expect(exitCode).toBe(3);
  expect(stdout).toMatch(/pockets +GET \/reporting\/v3\/wallets +404 +differs/);
  expect(stdout).toMatch(/To be changed in .*alternate\.yaml:\n(.*\n)* {2}api\.paths\.pockets: /);
  expect(stdout).toMatch(/not asked: no pocket is known/);
  expect(stdout).toMatch(/\d+ calls: change what is named/);
});

test('ends with 1 where nobody lets it in', async () => {
  const { exitCode, stdout } = await run([], { JIKO_CLIENT_ID: 'somebody-else' });
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/discovery, token .* failed/);
});

test('an entity that is not there is wrong usage', async () => {
  expect((await run(['--entity', 'nobody'])).exitCode).toBe(2);
});

const NAME = { what: 'portals', asked: 'GET /portals/' };
const WELL = comparedStep(NAME, 200, NOTHING_COMPARED);

test.each([
  ['all matches', 0, [WELL]],
  ['something is turned off', 0, [WELL, stepWithout(NAME, 'not asked', 'turned off')]],
  ['something differs', 3, [WELL, comparedStep(NAME, 200, only(differing('a', 'b', 'c')))]],
  ['a scope is lacking', 3, [WELL, stepWithout(NAME, 'refused', 'ask for it', 403)]],
  ['something did not answer', 1, [WELL, stepWithout(NAME, 'failed', 'no answer')]],
])('ends as it went: %s', (_, exitCode, steps) => {
  const differences = steps.flatMap((step) => step.differences);
  expect(tellProbe({ steps, differences, calls: 3 }, 'jiko.yaml', 0).exitCode).toBe(exitCode);
});
