import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/start.ts';
import { type Client, connect, type Json } from './client.ts';
import { ALTERNATE } from './profiles.ts';

const RANGE = { from: '2026-10-01', to: '2026-10-29' } as const;
const SCOPES = 'subscriptions.read subscriptions.write';
const SECRET = 'a-secret-of-more-than-sixteen';
const PATH = '/api/v1/subscriptions/';
const WIRE_IN = 'transfers.wire.in.success';

interface Heard {
  readonly body: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

let sandbox: Sandbox;
let client: Client;
let receiver: Server;
let heard: Heard[];
/** What the next deliveries are answered with; 202 from then on. */
let answers: number[];
let url: string;

async function start(options: Partial<SandboxOptions> = {}): Promise<void> {
  sandbox = await startSandbox({ ...RANGE, keyAlgorithm: 'EdDSA', ...options });
  client = await connect(sandbox, SCOPES);
}

beforeEach(async () => {
  heard = [];
  answers = [];
  receiver = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    heard.push({ body, headers: request.headers });
    response.writeHead(answers.shift() ?? 202).end();
  });
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
});
afterEach(async () => {
  await sandbox?.stop();
  receiver.closeAllConnections();
  receiver.close();
});

const wish = (more: Json = {}) => ({ events: [WIRE_IN], url, shared_secret: SECRET, ...more });

describe('subscriptions', () => {
  test('are created, listed, changed and removed, and never show their secret', async () => {
    await start();
    const created = await client.call('POST', PATH, wish({ description: 'mine' }));
    expect(created.status).toBe(201);
    const shown = (await created.json()) as Json;
    expect(shown).toMatchObject({
      description: 'mine',
      events: [WIRE_IN],
      url,
      status: 'enabled',
      retry_policy: null,
      object_type: 'Subscription',
    });
    expect(JSON.stringify(shown)).not.toContain(SECRET);
    const one = `${PATH}${shown['id']}/`;
    expect((await client.call('PATCH', one, { status: 'disabled' })).status).toBe(202);
    const { items } = await client.json('GET', PATH);
    expect(items).toMatchObject([{ id: shown['id'], status: 'disabled' }]);
    expect((await client.call('DELETE', one)).status).toBe(202);
    expect((await client.json('GET', PATH))['items']).toEqual([]);
    expect((await client.call('DELETE', one)).status).toBe(404);
    expect((await client.call('PATCH', one, {})).status).toBe(404);
  });

  test.each<[string, Json, (string | number)[]]>([
    ['no events', { events: [] }, ['events']],
    ['an event that there is not', { events: [WIRE_IN, 'x'] }, ['events', 1]],
    ['a secret of fifteen characters', { shared_secret: 'x'.repeat(15) }, ['shared_secret']],
    ['a URL that is none', { url: 'here' }, ['url']],
    ['a URL that is too long', { url: `https://x.test/${'x'.repeat(2070)}` }, ['url']],
    ['a field that there is not', { colour: 'red' }, ['colour']],
    ['half a retry policy', { retry_policy: { maximum_attempts: 3 } }, ['retry_policy']],
  ])('with %s are refused with the field that is wrong', async (_, more, place) => {
    await start();
    const reply = await client.call('POST', PATH, wish(more));
    expect(reply.status).toBe(422);
    const { detail } = (await reply.json()) as { detail: { loc: string[] }[] };
    expect(detail[0]?.loc.slice(0, place.length + 1)).toEqual(['body', ...place]);
    expect((await client.json('GET', PATH))['items']).toEqual([]);
  });

  test('are read and written under scopes of their own', async () => {
    await start();
    const reader = await connect(sandbox, 'subscriptions.read');
    expect((await reader.call('GET', PATH)).status).toBe(200);
    expect((await reader.call('POST', PATH, wish())).status).toBe(403);
    const other = await connect(sandbox, 'reports.read');
    expect((await other.call('GET', PATH)).status).toBe(403);
    expect((await other.call('GET', '/api/v1/events/')).status).toBe(403);
  });
});

describe('events', () => {
  test('are the same for the same world: one for what came in, two for what went out', async () => {
    await start();
    const read = async (from: Sandbox) => {
      const reader = await connect(from, 'subscriptions.read');
      const items: { event: Json }[] = [];
      for (let cursor = ''; ; ) {
        const page = await reader.json('GET', `/api/v1/events/?limit=100&cursor=${cursor}`);
        items.push(...(page['items'] as { event: Json }[]));
        if (page['next_page'] === null) return items.map(({ event }) => event);
        cursor = String(page['next_page']);
      }
    };
    const events = await read(sandbox);
    const again = await startSandbox({ ...RANGE, keyAlgorithm: 'EdDSA' });
    expect(await read(again)).toEqual(events);
    await again.stop();
    expect(new Set(events.map((event) => event['event_id'])).size).toBe(events.length);
    const times = events.map((event) => String(event['timestamp']));
    expect(times).toEqual(times.toSorted().toReversed());
    const flows = sandbox
      .truth()
      .statements.filter(({ account }) => account === 'BANK')
      .flatMap(({ entries }) => entries)
      .filter(({ category }) =>
        ['deposit', 'payment_in', 'withdrawal', 'payment_out'].includes(category),
      );
    const told = events
      .filter((event) => !String(event['event_type']).endsWith('rejected'))
      .map(({ payload }) => (payload as Json)['wire_id'] ?? (payload as Json)['on_us_id']);
    const expected = flows.flatMap(({ reference, amount }) =>
      amount.startsWith('-') ? [reference, reference] : [reference],
    );
    expect(told.sort()).toEqual(expected.sort());
    expect(new Set(events.map((event) => event['event_type'])).size).toBeGreaterThan(5);
  });

  test('can be asked for from a time on, and for what a subscription wants', async () => {
    await start();
    const since = '2026-10-20T00:00:00Z';
    const { items } = await client.json('GET', `/api/v1/events/?limit=100&after=${since}`);
    const times = (items as { event: Json }[]).map(({ event }) => String(event['timestamp']));
    expect(times.length).toBeGreaterThan(0);
    expect(times.every((at) => at > since)).toBe(true);
    const { id } = await client.json('POST', PATH, wish());
    const path = `/api/v1/events/?limit=100&subscription_id=${id}`;
    const wanted = (await client.json('GET', path))['items'] as { event: Json }[];
    expect(new Set(wanted.map(({ event }) => event['event_type']))).toEqual(new Set([WIRE_IN]));
    expect((await client.call('GET', '/api/v1/events/?after=soon')).status).toBe(422);
  });
});

describe('deliveries', () => {
  test('are signed, of what was subscribed to alone, and listed with their attempts', async () => {
    await start();
    const { id } = await client.json('POST', PATH, wish());
    await sandbox.emit({ kind: 'wire_out_success' });
    const [eventId] = await sandbox.emit();
    expect(heard).toHaveLength(1);
    const [{ body, headers } = { body: '', headers: {} }] = heard;
    const digest = createHmac('sha256', SECRET).update(body).digest('base64');
    expect(headers['x-jiko-signature']).toBe(digest);
    expect(JSON.parse(body)).toMatchObject({ event_id: eventId, event_type: WIRE_IN });
    const { items } = await client.json('GET', '/api/v1/events/?limit=1');
    expect(items).toMatchObject([
      {
        event: { event_id: eventId },
        delivery_attempts: [{ subscription_id: id, success: true, response_code: 202 }],
      },
    ]);
  });

  test('are tried again as the retry policy says, with the same bytes', async () => {
    await start({ deliveries: { secondMs: 1 } });
    answers = [503, 500, 202];
    await client.json(
      'POST',
      PATH,
      wish({
        retry_policy: {
          retry_on_status_codes: [500, 503],
          backoff_coefficient: 2,
          maximum_attempts: 4,
          initial_interval_seconds: 1,
          maximum_interval_seconds: 2,
        },
      }),
    );
    await sandbox.emit();
    await sandbox.deliveriesSettled();
    expect(new Set(heard.map(({ body }) => body)).size).toBe(1);
    const { items } = await client.json('GET', '/api/v1/events/?limit=1');
    const [{ delivery_attempts: attempts = [] } = {}] = items as { delivery_attempts: Json[] }[];
    expect(attempts.map((one) => one['response_code'])).toEqual([503, 500, 202]);

    answers = [400];
    await sandbox.emit();
    await sandbox.deliveriesSettled();
    expect(heard, 'a status that is not in the policy is the last word').toHaveLength(4);
  });

  test('go to this machine alone', async () => {
    await start({ deliveries: { secondMs: 0 } });
    await client.json('POST', PATH, wish({ url: 'https://example.test/hook' }));
    await sandbox.emit();
    await sandbox.deliveriesSettled();
    const { items } = await client.json('GET', '/api/v1/events/?limit=1');
    const [{ delivery_attempts: attempts = [] } = {}] = items as { delivery_attempts: Json[] }[];
    expect(attempts[0]).toMatchObject({ success: false, response_code: 0 });
  });

  test('are lost, doubled and brought out of order as the options say', async () => {
    await start({ deliveries: { dropShare: 0.3, duplicateShare: 0.3, reorder: true } });
    await client.json('POST', PATH, wish());
    const ids = await sandbox.emit({ count: 60 });
    const came = heard.map(({ body }) => String((JSON.parse(body) as Json)['event_id']));
    const times = ids.map((id) => came.filter((one) => one === id).length);
    expect(new Set(times)).toEqual(new Set([0, 1, 2]));
    const order = came.map((id) => ids.indexOf(id));
    expect(order).not.toEqual(order.toSorted((a, b) => a - b));
  });

  test('can be asked for over HTTP, of what happened before too', async () => {
    await start();
    await client.json('POST', PATH, wish({ events: ['transfers.wire.out.success', WIRE_IN] }));
    const post = (body: string) =>
      fetch(`${sandbox.url}/_sandbox/events`, { method: 'POST', body });
    const emitted = (await (await post('{"kind": "wire_in_success", "count": 2}')).json()) as Json;
    expect(emitted['event_ids']).toHaveLength(2);
    expect(await (await post('{"again": 2}')).json()).toEqual(emitted);
    expect(heard).toHaveLength(4);
    expect((await post('{"kind": "rain"}')).status).toBe(422);
    expect((await post('{')).status).toBe(422);
  });

  test('speak the words, the header and the digits of the other profile', async () => {
    await start({ profileFile: ALTERNATE });
    const reply = await client.call('POST', '/news/v3/listeners', {
      happenings: ['remittance-arrived'],
      callback: url,
      seal_key: SECRET,
      purpose: '',
    });
    expect(reply.status).toBe(201);
    const [eventId] = await sandbox.emit();
    const [{ body, headers } = { body: '', headers: {} }] = heard;
    const digest = createHmac('sha256', SECRET).update(body).digest('hex');
    expect(headers['x-house-seal']).toBe(`v1=${digest}`);
    expect(JSON.parse(body)).toMatchObject({
      happening_id: eventId,
      happening: 'remittance-arrived',
    });
    const { data } = await client.json('GET', '/news/v3/happenings?page_size=1');
    expect(data).toMatchObject([{ calls: [{ heard: true, answer_code: 202 }] }]);
  });
});
