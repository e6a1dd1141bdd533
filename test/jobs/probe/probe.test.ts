import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PATH_NAMES } from '../../../src/domain/endpoint.ts';
import { RESOURCE_NAMES } from '../../../src/domain/resource.ts';
import { RESOURCES } from '../../../src/domain/resources.ts';
import {
  type ProfileName,
  type SimulatedJiko,
  startJiko,
} from '../../end-to-end/support/simulated-jiko.ts';
import { differingLeaves, isAtOrBelow, leafAt, withLeaves } from './profile-leaves.ts';
import { type Probed, probe, profileOf, type Raw, rawProfile, subscribe } from './support.ts';

const TREASURY = { from: '2025-05-05', to: '2025-05-16', pockets: 3 };

let jikos: Readonly<Record<ProfileName, SimulatedJiko>>;
beforeAll(async () => {
  jikos = {
    jiko: await startJiko({ ...TREASURY, profile: 'jiko' }),
    alternate: await startJiko({ ...TREASURY, profile: 'alternate' }),
  };
  await subscribe(jikos.jiko);
  await subscribe(jikos.alternate);
});
afterAll(async () => {
  await jikos?.jiko.stop();
  await jikos?.alternate.stop();
});

describe.each<ProfileName>(['jiko', 'alternate'])('a Jiko that speaks %s', (name) => {
  test('matches its own profile, and all of it is asked for', async () => {
    const probed = await probe(jikos[name], profileOf(rawProfile(name)));
    expect(probed.differences).toEqual([]);
    expect(probed.steps.filter(({ outcome }) => outcome !== 'matches')).toEqual([]);
    const files = probed.steps.filter(({ what }) => what.endsWith(' file'));
    expect(files.map(({ outcome }) => outcome)).toEqual(Array(5).fill('matches'));
    expect(probed.calls).toBeLessThan(150);
  });
});

describe('the alternate Jiko, with the default profile', () => {
  /** What cannot be seen from outside, and why. What stands below is meant as well. */
  const HIDDEN: Readonly<Record<string, string>> = {
    'api.paths.trade_confirmation':
      'is asked only when a person wants one: its address is a secret',
    'api.paths.subscription': 'is only written to, and the probe changes nothing',
    'api.page.limit': 'is how much we ask for, and any number that is taken is right',
    'api.request.failed': 'is told only by a report that fails',
    'api.subscription.fields.shared_secret': 'is written, and told by no answer',
    'api.webhook': 'is told only by what is delivered, and the probe receives nothing',
    'resources.kinds.subscriptions.fields.shared_secret': 'is told by no answer',
    'resources.kinds.customer.fields.date_of_birth': 'is of a person, and this is a business',
  };

  let named: Set<string>;
  let last: Probed;
  let rounds: number;
  beforeAll(async () => {
    const spoken = rawProfile('alternate');
    // Files are the subject of `profile check`; here it is what is said around them.
    let raw: Raw = {
      ...spoken,
      api: rawProfile('jiko')['api'],
      resources: rawProfile('jiko')['resources'],
    };
    named = new Set();
    for (rounds = 1; ; rounds++) {
      last = await probe(jikos.alternate, profileOf(raw));
      const paths = last.differences.map(({ path }) => path);
      for (const path of paths) named.add(path);
      const mended = withLeaves(raw, spoken, paths);
      if (JSON.stringify(mended) === JSON.stringify(raw)) break;
      raw = mended;
    }
  });

  test('every line that differs is named, layer by layer, as a person mends them', () => {
    const leaves = differingLeaves(rawProfile('jiko'), rawProfile('alternate'), [
      'api',
      'resources',
    ]);
    expect(leaves.length).toBeGreaterThan(100);
    const silent = leaves.filter((leaf) => ![...named].some((path) => isAtOrBelow(leaf, path)));
    expect(silent.filter((leaf) => !isHidden(leaf))).toEqual([]);
  });

  test('what is said to be hidden is', () => {
    const wrong = Object.keys(HIDDEN).filter((path) =>
      [...named].some((one) => isAtOrBelow(path, one)),
    );
    expect(wrong).toEqual([]);
  });

  test('it is mended in a few rounds, and then everything matches', () => {
    expect(rounds).toBeLessThanOrEqual(9);
    expect(last.differences).toEqual([]);
  });

  /** A parameter that the profile does not know of shows nowhere. */
  function isHidden(leaf: string): boolean {
    if (Object.keys(HIDDEN).some((path) => isAtOrBelow(leaf, path))) return true;
    const isOwnWord = /^resources\.kinds\.\w+\.(since|query)\b/.test(leaf);
    return isOwnWord && leafAt(rawProfile('jiko'), leaf) === undefined;
  }

  test('all paths that are read are asked for, or said not to have been', () => {
    const asked = new Set(last.steps.map(({ what }) => what));
    const silent = PATH_NAMES.filter((path) => !asked.has(path));
    // The first two are the steps of a report.
    expect(silent.filter((path) => !`api.paths.${path}`.startsWith('api.paths.report_'))).toEqual([
      'trade_confirmation',
      'subscription',
    ]);
  });
});

test('what is likely is proposed: paths left aside, most lines are right as they stand', async () => {
  const spoken = rawProfile('alternate');
  const raw = withLeaves({ ...spoken, resources: rawProfile('jiko')['resources'] }, spoken, []);
  const { differences } = await probe(jikos.alternate, profileOf(raw));
  const lines = differences.map(({ line }) => line);
  expect(lines).toContainEqual(
    expect.stringMatching(/^resources\.kinds\.portals\.fields\.portal_id: door_id/),
  );
  expect(lines).toContainEqual(
    expect.stringMatching(/^resources\.ignored: \[object_type, kind_of_thing\]/),
  );
});

test('a list under another key is told, and looked at all the same', async () => {
  const spoken = rawProfile('jiko');
  const raw = withLeaves(spoken, rawProfile('alternate'), [
    'api.page.items',
    'api.pocket.fields.name',
  ]);
  const { differences, steps } = await probe(jikos.jiko, profileOf(raw));
  const lines = differences.map(({ line }) => line);
  expect(lines).toContain('api.page.items: items');
  expect(lines).toContainEqual(expect.stringMatching(/^api\.pocket\.fields\.name: pocket_name/));
  expect(steps.find(({ what }) => what === 'TRADE_REPORT file')?.outcome).toBe('matches');
});

test('the words of the reports, and what their files hold, are told by their lines', async () => {
  const spoken = rawProfile('alternate');
  const named = (probed: Probed) => probed.differences.map(({ path }) => path);
  const types = withLeaves(spoken, rawProfile('jiko'), ['reports.TRADE_REPORT.type']);
  expect(named(await probe(jikos.alternate, profileOf(types)))).toContain(
    'reports.TRADE_REPORT.type',
  );
  const camt = { ...spoken, camt053: rawProfile('jiko')['camt053'] };
  const told = named(await probe(jikos.alternate, profileOf(camt)));
  expect(told).toContain('camt053.account_id');
  const columns = withLeaves(spoken, rawProfile('jiko'), [
    'csv.POSITION_SUMMARY_REPORT.layouts.0.columns.cost_value',
  ]);
  expect(named(await probe(jikos.alternate, profileOf(columns)))).toContain(
    'csv.POSITION_SUMMARY_REPORT.layouts[0].columns.cost_value',
  );
});

test('a path that leads elsewhere is told with where it leads', async () => {
  const raw = rawProfile('jiko');
  const jiko = await startJiko({
    ...TREASURY,
    hooks: {
      before({ request }) {
        const url = new URL(request.url);
        if (url.pathname !== '/api/v2/portals/') return undefined;
        const location = `${url.pathname.slice(0, -1)}${url.search}`;
        return new Response(null, { status: 307, headers: { location } });
      },
    },
  });
  const { differences } = await probe(jiko, profileOf(raw));
  await jiko.stop();
  expect(differences.map(({ line }) => line)).toContain('api.paths.portals: /api/v2/portals');
});

test('a scope that is lacking is told, and stops nothing else', async () => {
  const raw = rawProfile('jiko');
  const jiko = await startJiko({
    ...TREASURY,
    hooks: {
      before: ({ request }) =>
        request.url.includes('/notifications/')
          ? Response.json({ detail: 'Forbidden' }, { status: 403 })
          : undefined,
    },
  });
  const { steps } = await probe(jiko, profileOf(raw));
  await jiko.stop();
  const step = steps.find(({ what }) => what === 'notifications');
  expect(step).toMatchObject({
    status: 403,
    outcome: 'refused',
    reason: 'ask Jiko for the scope notifications.read',
  });
  expect(steps.find(({ what }) => what === 'TRADE_REPORT file')?.outcome).toBe('matches');
});

test.each([
  ['at once', false],
  ['with what it was sent', true],
])('names that are refused together, %s, are told together', async (_, withInput) => {
  const spoken = rawProfile('jiko');
  const raw = withLeaves(spoken, rawProfile('alternate'), [
    'api.create.fields.pocket_ids',
    'api.create.fields.date',
  ]);
  const jiko = await startJiko({
    ...TREASURY,
    hooks: {
      async before({ route, request }) {
        if (route !== 'create') return undefined;
        const body = (await request.clone().json()) as Record<string, unknown>;
        const extra = ['wallets', 'as_of'].filter((name) => name in body);
        if (extra.length === 0) return undefined;
        const more = withInput ? { input: body, ctx: {} } : {};
        const told = [
          ...extra.map((name) => ({
            loc: ['body', name],
            msg: 'Extra inputs are not permitted',
            type: 'extra_forbidden',
            ...more,
          })),
          ...['pocket_ids', 'date'].map((name) => ({
            loc: ['body', name],
            msg: 'Field required',
            type: 'missing',
            ...more,
          })),
        ];
        return Response.json({ detail: told }, { status: 422 });
      },
    },
  });
  const { differences } = await probe(jiko, profileOf(raw));
  await jiko.stop();
  const lines = differences.map(({ line }) => line);
  expect(lines).toContainEqual(
    expect.stringMatching(/^api\.create\.fields\.pocket_ids: pocket_ids/),
  );
  expect(lines).toContainEqual(expect.stringMatching(/^api\.create\.fields\.date: date/));
});

test('names that are overlooked are told: the request that was made is another one', async () => {
  const jiko = await startJiko({
    ...TREASURY,
    hooks: {
      async after({ route }, response) {
        if (route !== 'create') return undefined;
        const body = (await response.json()) as Record<string, unknown>;
        const made = {
          ...body,
          pocket_ids: null,
          ...('date' in body ? { date: '2025-05-06' } : {}),
        };
        return Response.json(made, { status: 201 });
      },
    },
  });
  const { differences } = await probe(jiko, profileOf(rawProfile('jiko')));
  await jiko.stop();
  expect(
    differences.map(({ path }) => path).filter((path) => path.startsWith('api.create')),
  ).toEqual(['api.create.fields.pocket_ids', 'api.create.fields.date']);
});

test('without a token nothing is asked', async () => {
  const jiko = await startJiko({
    ...TREASURY,
    hooks: {
      before: ({ route }) =>
        route === 'token' ? Response.json({ error: 'invalid_client' }, { status: 401 }) : undefined,
    },
  });
  const { steps } = await probe(jiko, profileOf(rawProfile('jiko')));
  await jiko.stop();
  expect(steps[0]).toMatchObject({ what: 'discovery, token', outcome: 'failed' });
  expect(new Set(steps.slice(1).map(({ outcome }) => outcome))).toEqual(new Set(['not asked']));
});

test('what is turned off is not asked for', async () => {
  const { steps } = await probe(jikos.jiko, profileOf(rawProfile('jiko')), {
    resources: ['portals'],
  });
  const step = steps.find(({ what }) => what === 'counterparties');
  expect(step).toMatchObject({ outcome: 'not asked', status: null });
});

test('what is about persons is not asked for where it is turned off', async () => {
  const personal = RESOURCE_NAMES.filter((name) => RESOURCES[name].isPersonal === true);
  const asked: string[] = [];
  const jiko = await startJiko({
    ...TREASURY,
    hooks: { before: ({ request }) => void asked.push(new URL(request.url).pathname) },
  });
  const { steps, differences } = await probe(jiko, profileOf(rawProfile('jiko')), {
    resources: RESOURCE_NAMES.filter((name) => !personal.includes(name)),
  });
  await jiko.stop();
  expect(differences).toEqual([]);
  const off = steps.filter(({ outcome }) => outcome === 'not asked').map(({ what }) => what);
  expect(off.toSorted()).toEqual(personal.map((name) => RESOURCES[name].path).toSorted());
  expect(asked).toContain('/api/v1/team/');
  expect(asked.filter((path) => /\/customer|owners|related-parties|invites/.test(path))).toEqual(
    [],
  );
});

test('a server that overlooks the period of earnings is told', async () => {
  const jiko = await startJiko({
    ...TREASURY,
    hooks: {
      before({ request }) {
        const url = new URL(request.url);
        if (!url.pathname.endsWith('/earnings/') || url.search === '') return undefined;
        url.search = '';
        return fetch(url, { headers: request.headers });
      },
    },
  });
  const { differences } = await probe(jiko, profileOf(rawProfile('jiko')));
  await jiko.stop();
  expect(differences.map(({ path }) => path)).toEqual([
    'resources.kinds.earnings.periods.parameter',
  ]);
});

test('samples show the structure and nothing that was said', async () => {
  const { sandbox } = jikos.jiko;
  const { samples } = await probe(jikos.jiko, profileOf(rawProfile('jiko')));
  expect(samples.length).toBeGreaterThan(10);
  const kept = samples.map(({ text }) => text).join('\n');
  const truth = JSON.stringify(sandbox.truth());
  const said = truth.match(/[0-9a-f]{8}-[0-9a-f-]{27}|\d{9,}|\d+\.\d{2,}|912\w{6}/g) ?? [];
  expect(said.length).toBeGreaterThan(100);
  expect([...new Set(said)].filter((one) => /[1-9a-f]/.test(one) && kept.includes(one))).toEqual(
    [],
  );
  expect(kept).not.toMatch(/Mid-Central|Sandbox Treasury|http|127\.0\.0\.1/);
  expect(kept).toMatch(/"account_number":"0+"/);
});
