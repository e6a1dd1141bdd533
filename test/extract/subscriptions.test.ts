import { readFile } from 'node:fs/promises';
import { inspect } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import type { SandboxHooks } from '../../sandbox/start.ts';
import { loadPrivateKey } from '../../src/extract/private-key.ts';
import { Secret } from '../../src/extract/secret.ts';
import { parseProfile } from '../../src/transform/profile.ts';
import {
  type ProfileName,
  type SimulatedJiko,
  startJiko,
} from '../end-to-end/support/simulated-jiko.ts';
import { makeClient, recordingLog } from './support/client.ts';

const SECRET = new Secret('canary-secret-0123456789-0123456789-0123');

let jiko: SimulatedJiko;
afterEach(() => jiko?.stop());

async function open(profile: ProfileName, hooks: SandboxHooks = {}) {
  jiko = await startJiko({ from: '2026-10-01', to: '2026-10-02', pockets: 1, profile, hooks });
  const { sandbox, settings } = jiko;
  const file = new URL(`../../profiles/${profile}.yaml`, import.meta.url);
  const log = recordingLog();
  const key = await readFile(settings['JIKO_PRIVATE_KEY_FILE'] ?? '', 'utf8');
  const client = await makeClient(
    { url: sandbox.url, keyPem: key },
    {
      clientId: sandbox.clientId,
      key: loadPrivateKey(key, 'EdDSA'),
      scope: 'subscriptions.read subscriptions.write',
      profile: parseProfile(await readFile(file, 'utf8'), profile),
      log,
      limits: { subscriptions: 100_000, auth: 100_000 },
    },
  );
  const wish = {
    url: 'https://books.example.test/webhooks/main',
    description: 'mine',
    events: [profile === 'jiko' ? 'transfers.wire.in.success' : 'remittance-arrived'],
    secret: SECRET,
  };
  return { client, wish, log, calls: () => sandbox.stats().calls.subscriptions };
}

test.each<ProfileName>(['jiko', 'alternate'])(
  'subscriptions are made, listed over pages, changed and removed in the words of %s',
  async (profile) => {
    const { client, wish } = await open(profile);
    const made = await client.subscriptions.create(wish);
    const { secret: _, ...told } = wish;
    expect(made).toMatchObject(told);
    for (let more = 0; more < 110; more++) {
      await client.subscriptions.create({ ...wish, description: `other ${more}` });
    }
    const all = await client.subscriptions.list();
    expect(all).toHaveLength(111);
    expect(all).toContainEqual(made);
    await client.subscriptions.update(made.id, { secret: SECRET });
    await client.subscriptions.remove(made.id);
    await client.subscriptions.remove(made.id);
    expect(await client.subscriptions.list()).toHaveLength(110);
    expect(inspect(all, { depth: 9 })).not.toContain('canary');
  },
);

test('a creation whose reply is lost is not sent again, as it would make a second one', async () => {
  let isLost = false;
  const { client, wish, calls } = await open('jiko', {
    after({ request, outgoing }) {
      if (request.method !== 'POST' || !request.url.includes('subscriptions')) return undefined;
      isLost = true;
      outgoing.socket?.resetAndDestroy();
      return undefined;
    },
  });
  await expect(client.subscriptions.create(wish)).rejects.toMatchObject({ code: 'HTTP_FAILED' });
  expect([isLost, calls()]).toEqual([true, 1]);
  expect(await client.subscriptions.list()).toHaveLength(1);
});

test('a change is sent again until it is accepted', async () => {
  let failures = 2;
  const { client, wish } = await open('jiko', {
    before({ request }) {
      if (request.method !== 'PATCH' || failures === 0) return undefined;
      failures -= 1;
      return new Response('{}', { status: 503 });
    },
  });
  const { id } = await client.subscriptions.create(wish);
  await client.subscriptions.update(id, { events: ['transfers.wire.in.rejected'] });
  expect(await client.subscriptions.list()).toMatchObject([
    { events: ['transfers.wire.in.rejected'] },
  ]);
});

test('how long a delivery is repeated is told by the retry policy, where there is one', async () => {
  const policies: [unknown, number | null][] = [
    [null, null],
    [{ maximum_attempts: 4 }, null],
    [{ ...policy(4, 10, 3, 1_000) }, 10 + 30 + 90],
    [{ ...policy(4, 10, 3, 40) }, 10 + 30 + 40],
    [{ ...policy(1, 10, 3, 40) }, 0],
    [{ ...policy(1e12, 1, 1, 1) }, 999],
  ];
  let told: unknown;
  const { client, wish } = await open('jiko', {
    async after({ request }, response) {
      if (request.method !== 'POST' || response.status !== 201) return undefined;
      const body = { ...((await response.json()) as object), retry_policy: told };
      return Response.json(body, { status: 201 });
    },
  });
  for (const [given, expected] of policies) {
    told = given;
    expect((await client.subscriptions.create(wish)).retriedForS).toBe(expected);
  }
});

function policy(attempts: number, first: number, coefficient: number, longest: number) {
  return {
    maximum_attempts: attempts,
    initial_interval_seconds: first,
    backoff_coefficient: coefficient,
    maximum_interval_seconds: longest,
  };
}

test('a refusal that repeats the secret is told without it', async () => {
  const { client, wish, log } = await open('jiko', {
    async before({ request }) {
      if (request.method !== 'POST' || !request.url.includes('subscriptions')) return undefined;
      const detail = [{ loc: ['body'], msg: `bad: ${await request.text()}`, type: 'x' }];
      return Response.json({ detail }, { status: 422 });
    },
  });
  const error: unknown = await client.subscriptions.create(wish).catch((thrown) => thrown);
  const all = `${inspect(error, { depth: 9 })} ${log.lines.join()}`;
  expect(all).toContain('422');
  expect(all).not.toContain('canary');
});
