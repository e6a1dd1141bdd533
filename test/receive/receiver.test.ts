import { createSecretKey } from 'node:crypto';
import { once } from 'node:events';
import { request, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { asWriter } from '../../src/cli/open-warehouse.ts';
import { createPool } from '../../src/db/pool.ts';
import { createReceiver, type ReceiverLimits } from '../../src/receive/receiver.ts';
import { sign } from '../../src/receive/signature.ts';
import { recordingLog } from '../extract/support/client.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { WORDS } from './words.ts';

const OLD = createSecretKey('canary-old-secret-of-more-than-32-bytes', 'utf8');
const NEW = createSecretKey('canary-new-secret-of-more-than-32-bytes', 'utf8');
const STRANGE = createSecretKey('a-strange-secret-of-more-than-32-bytes', 'utf8');
const SCHEME = WORDS.jiko.webhook.signature;

let database: TestDatabase;
let pool: ReturnType<typeof createPool>;
let server: Server | undefined;
let secrets = [OLD];
let woken: string[];
let counted: string[];
let log: ReturnType<typeof recordingLog>;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool(asWriter(database.url), { connectionsMax: 8 });
  await pool.query(`insert into ledger.entity (entity_id) values ('other')`);
});
beforeEach(() => {
  secrets = [OLD];
  woken = [];
  counted = [];
  log = recordingLog();
});
afterEach(async () => {
  server?.closeAllConnections();
  server?.close();
  // Rows are never deleted; each test looks at ids of its own.
});
afterAll(async () => {
  await pool?.end();
  await database?.drop();
});

async function start(limits: Partial<ReceiverLimits> = {}, used = pool): Promise<string> {
  const entities = [
    { entityId: 'main', words: WORDS.jiko, secrets: () => secrets },
    { entityId: 'other', words: WORDS.alternate, secrets: () => [NEW] },
  ];
  server = createReceiver({
    entities,
    pool: used,
    log,
    limits,
    wake: (entityId, concerns) => void woken.push(`${entityId} ${concerns}`),
    counted: (entityId, outcome) => void counted.push(`${entityId} ${outcome}`),
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

interface Reply {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

function send(
  url: string,
  body: string | Buffer,
  headers: Record<string, string> = {},
  method = 'POST',
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const ask = request(url, { method, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, body: text, headers: response.headers });
      });
    });
    ask.on('error', reject);
    ask.end(body);
  });
}

let lastId = 0;
function event(fields: object = {}): { id: string; text: string } {
  lastId += 1;
  const id = `event-${lastId}`;
  const usual = {
    event_id: id,
    event_type: 'transfers.wire.in.success',
    timestamp: '2026-01-30T16:09:35.775108Z',
    payload: { wire_id: 'canary-payload' },
    customer_id: 'c-1',
  };
  return { id, text: JSON.stringify({ ...usual, ...fields }) };
}

const signed = (text: string, secret = OLD) => ({
  [SCHEME.header]: sign(Buffer.from(text), secret, SCHEME),
});

async function rowsOf(id: string) {
  const { rows } = await database.pool.query(
    'select entity_id, event_type, occurred_at from ops.webhook_event where event_id = $1',
    [id],
  );
  return rows;
}

test('a signed event is one row, wakes what it concerns, and is answered with 202 and nothing else', async () => {
  const url = await start();
  const { id, text } = event({ something: { new: true } });
  const reply = await send(`${url}/webhooks/main`, text, signed(text));
  expect([reply.status, reply.body]).toEqual([202, '']);
  expect(await rowsOf(id)).toEqual([
    {
      entity_id: 'main',
      event_type: 'transfers.wire.in.success',
      occurred_at: new Date('2026-01-30T16:09:35.775Z'),
    },
  ]);
  expect(woken).toEqual(['main transactions,transfer_requests']);
  const all = await database.pool.query('select * from ops.webhook_event');
  expect(JSON.stringify(all.rows)).not.toContain('canary');
});

test('the other profile has another header, other digits and other fields, at a path of its own', async () => {
  const url = await start();
  const text = JSON.stringify({ happening_id: 'h-1', happening: 'remittance-left' });
  const scheme = WORDS.alternate.webhook.signature;
  const seal = { 'x-house-seal': sign(Buffer.from(text), NEW, scheme) };
  expect((await send(`${url}/webhooks/other`, text, seal)).status).toBe(202);
  expect((await send(`${url}/webhooks/main`, text, seal)).status).toBe(401);
  expect(await rowsOf('h-1')).toMatchObject([{ entity_id: 'other', occurred_at: null }]);
  expect(woken).toEqual(['other transactions,transfer_requests']);
});

test('an event of a type that nobody knows is kept and wakes everything', async () => {
  const url = await start();
  const { id, text } = event({ event_type: 'bills.matured' });
  expect((await send(`${url}/webhooks/main`, text, signed(text))).status).toBe(202);
  expect(await rowsOf(id)).toMatchObject([{ event_type: 'bills.matured' }]);
  expect(woken).toEqual(['main everything']);
});

test('a repetition, even years later, is answered with 202, is no second row and wakes nobody', async () => {
  const url = await start();
  const { id, text } = event({ timestamp: '2020-01-30T16:09:35Z' });
  for (let times = 0; times < 5; times++) {
    expect((await send(`${url}/webhooks/main`, text, signed(text))).status).toBe(202);
  }
  expect(await rowsOf(id)).toHaveLength(1);
  expect(woken).toHaveLength(1);
  expect(counted).toEqual(['main kept', ...Array(4).fill('main repeated')]);
});

test('of the same event delivered many times at once one is kept, and all are answered', async () => {
  const url = await start({ deliveriesMax: 40 });
  const { id, text } = event();
  const sent = Array.from({ length: 24 }, () => send(`${url}/webhooks/main`, text, signed(text)));
  const statuses = (await Promise.all(sent)).map(({ status }) => status);
  expect(statuses).toEqual(Array(24).fill(202));
  expect(await rowsOf(id)).toHaveLength(1);
  expect(woken).toHaveLength(1);
});

test('while two secrets are in force either is right, and one that was dropped is not', async () => {
  const url = await start();
  const tries: [(typeof secrets)[number][], typeof OLD, number][] = [
    [[OLD], NEW, 401],
    [[NEW, OLD], OLD, 202],
    [[NEW, OLD], NEW, 202],
    [[NEW], OLD, 401],
    [[NEW], NEW, 202],
  ];
  for (const [inForce, used, status] of tries) {
    secrets = inForce;
    const { text } = event();
    expect((await send(`${url}/webhooks/main`, text, signed(text, used))).status).toBe(status);
  }
});

test('what is not signed is refused without a word, whatever it is, and only counted', async () => {
  const url = await start();
  const { id, text } = event();
  const right = sign(Buffer.from(text), OLD, SCHEME);
  const wrong: [string, Record<string, string>, string][] = [
    [text, {}, 'main'],
    [text, { [SCHEME.header]: '' }, 'main'],
    [text, { [SCHEME.header]: right.slice(1) }, 'main'],
    [text, { [SCHEME.header]: right.toUpperCase() }, 'main'],
    [text, signed(text, STRANGE), 'main'],
    [`${text} `, { [SCHEME.header]: right }, 'main'],
    [JSON.stringify(JSON.parse(text), null, 1), { [SCHEME.header]: right }, 'main'],
    ['{', { [SCHEME.header]: right }, 'main'],
    ['', { [SCHEME.header]: right }, 'main'],
    [text, { [SCHEME.header]: right }, 'nobody'],
    [text, { 'x-house-seal': right }, 'main'],
  ];
  for (const [body, headers, entityId] of wrong) {
    const reply = await send(`${url}/webhooks/${entityId}`, body, headers);
    expect([reply.status, reply.body]).toEqual([401, '']);
    expect(Object.keys(reply.headers).sort()).toEqual(['connection', 'content-length', 'date']);
  }
  expect(await rowsOf(id)).toEqual([]);
  expect(woken).toEqual([]);
  expect(new Set(counted)).toEqual(new Set(['main refused']));
  expect(counted).toHaveLength(10);
  expect(log.lines).toHaveLength(2);
});

test('anything but a POST to a path of events is not there', async () => {
  const url = await start();
  const { text } = event();
  const asks: [string, string][] = [
    ['GET', '/webhooks/main'],
    ['PUT', '/webhooks/main'],
    ['POST', '/'],
    ['POST', '/webhooks/'],
    ['POST', '/webhooks/main/'],
    ['POST', '/webhooks/main?x=1'],
    ['POST', '/webhooks/../main'],
    ['POST', `/webhooks/${'x'.repeat(65)}`],
    ['POST', '/metrics'],
  ];
  for (const [method, path] of asks) {
    const reply = await send(`${url}${path}`, method === 'GET' ? '' : text, signed(text), method);
    expect([reply.status, reply.body]).toEqual([404, '']);
  }
});

test('what is signed and is no event is refused, and its content stands in no log', async () => {
  const url = await start();
  for (const text of ['{"canary', '["canary"]', '{"event_id": 5, "canary": 1}']) {
    const reply = await send(`${url}/webhooks/main`, text, signed(text));
    expect([reply.status, reply.body]).toEqual([400, '']);
  }
  expect(counted).toEqual(Array(3).fill('main unreadable'));
  expect(log.lines.join()).not.toContain('canary');
});

test('a body up to the limit is taken; one byte more is not, told beforehand or not', async () => {
  const url = await start({ bytesMax: 1_000 });
  const bare = event({ padding: '' });
  const { id, text } = { ...bare, text: bare.text.replace('"padding":""', '"padding":"PAD"') };
  const full = text.replace('PAD', 'x'.repeat(1_003 - text.length));
  expect(full).toHaveLength(1_000);
  expect((await send(`${url}/webhooks/main`, full, signed(full))).status).toBe(202);
  const over = `${full} `;
  expect((await send(`${url}/webhooks/main`, over, signed(over))).status).toBe(413);
  const chunked = { ...signed(over), 'transfer-encoding': 'chunked' };
  expect((await send(`${url}/webhooks/main`, over, chunked)).status).toBe(413);
  expect(await rowsOf(id)).toHaveLength(1);
});

test('a huge body is refused by what it says it is, before it is sent', async () => {
  const url = await start();
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  const { header } = SCHEME;
  socket.write(
    `POST /webhooks/main HTTP/1.1\r\nhost: x\r\n${header}: ${'A'.repeat(44)}\r\ncontent-length: 104857600\r\n\r\n`,
  );
  const [first] = await once(socket, 'data');
  expect(String(first)).toMatch(/^HTTP\/1\.1 413 /);
  socket.destroy();
});

test.each([
  ['its headers', 'POST /webhooks/main HTTP/1.1\r\nhost: x\r\n'],
  [
    'its body',
    `POST /webhooks/main HTTP/1.1\r\nhost: x\r\n${SCHEME.header}: ${'A'.repeat(44)}\r\ncontent-length: 9\r\n\r\n{`,
  ],
])('a sender that never ends %s is let go, and the next is served', async (_, beginning) => {
  const url = await start({ timeMs: 1_000, deliveriesMax: 1 });
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => {});
  socket.write(beginning);
  let told = '';
  socket.setEncoding('utf8').on('data', (text: string) => {
    told += text;
  });
  await once(socket, 'close');
  expect(told).toMatch(/^HTTP\/1\.1 408 /);
  const { text } = event();
  const next = () => send(`${url}/webhooks/main`, text, signed(text));
  let reply = await next();
  // The place may be given up a moment after the connection is.
  while (reply.status === 503) reply = await next();
  expect(reply.status).toBe(202);
  expect(counted).toEqual(['main kept']);
});

test('beyond the deliveries at a time the sender is asked to come again', async () => {
  const url = await start({ deliveriesMax: 1 });
  const { id, text } = event();
  const slow = request(`${url}/webhooks/main`, {
    method: 'POST',
    headers: { ...signed(text), 'content-length': String(text.length) },
  });
  const answered = once(slow, 'response');
  slow.write(text.slice(0, 1));
  let reply = await send(`${url}/webhooks/main`, text, signed(text));
  // Until the first has arrived there is room.
  for (let more = event(); reply.status === 202; more = event()) {
    reply = await send(`${url}/webhooks/main`, more.text, signed(more.text));
  }
  expect([reply.status, reply.headers['retry-after']]).toEqual([503, '5']);
  slow.end(text.slice(1));
  const [response] = await answered;
  expect(response.statusCode).toBe(202);
  response.resume();
  expect(await rowsOf(id)).toHaveLength(1);
});

test('nothing is answered before the commit, and what was not committed is not answered with 202', async () => {
  const url = await start();
  const { id, text } = event();
  const blocker = await database.pool.connect();
  await blocker.query('begin');
  await blocker.query('lock table ops.webhook_event in access exclusive mode');
  let isAnswered = false;
  const replied = send(`${url}/webhooks/main`, text, signed(text)).finally(() => {
    isAnswered = true;
  });
  const waiting = async () => {
    const { rows } = await database.pool.query<{ pid: number }>(
      `select pid from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock' and query like '%webhook_event%'`,
    );
    return rows[0]?.pid;
  };
  let pid = await waiting();
  while (pid === undefined) pid = await waiting();
  expect([isAnswered, woken]).toEqual([false, []]);
  await database.pool.query('select pg_terminate_backend($1)', [pid]);
  expect((await replied).status).toBe(503);
  await blocker.query('rollback');
  blocker.release();
  expect(await rowsOf(id)).toEqual([]);
  expect([woken, counted]).toEqual([[], ['main failed']]);

  expect((await send(`${url}/webhooks/main`, text, signed(text))).status).toBe(202);
  expect(await rowsOf(id)).toHaveLength(1);
});

test('without a database the sender is asked to come again', async () => {
  const gone = new URL(database.url);
  gone.port = '1';
  const none = createPool(gone.href, { connectTimeoutMs: 2_000 });
  const url = await start({}, none);
  const { text } = event();
  const reply = await send(`${url}/webhooks/main`, text, signed(text));
  expect([reply.status, reply.body, woken]).toEqual([503, '', []]);
  await none.end();
  expect(log.lines.join()).not.toMatch(/canary/);
});

test('what came is kept as it is: no row can be changed or deleted', async () => {
  for (const statement of [
    'update ops.webhook_event set event_type = $$x$$',
    'delete from ops.webhook_event',
  ]) {
    await expect(database.pool.query(statement)).rejects.toThrow();
  }
});
