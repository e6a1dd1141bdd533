import { createSecretKey } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWebhooks } from '../../../src/cli/webhooks/webhooks.ts';
import { silentLog } from '../../../src/domain/log.ts';
import { sign } from '../../../src/receive/signature.ts';
import { type SimulatedJiko, startJiko } from '../../end-to-end/support/simulated-jiko.ts';
import { createWarehouse, type TestWarehouse } from '../../end-to-end/support/warehouse.ts';

const SECRET = createSecretKey('a-secret-of-more-than-thirty-two-bytes', 'utf8');

let jiko: SimulatedJiko;
let warehouse: TestWarehouse;
beforeAll(async () => {
  jiko = await startJiko({ from: '2026-10-01', to: '2026-10-02', pockets: 1 });
  warehouse = await createWarehouse(jiko);
});
afterAll(async () => {
  await jiko?.stop();
  await warehouse?.drop();
});

async function start() {
  const job = await warehouse.openJob();
  const woken: string[] = [];
  const webhooks = await startWebhooks({
    secrets: new Map([['main', () => [SECRET]]]),
    jobs: [job, { ...job, entityId: 'without-a-secret' }],
    warehouse: { writerUrl: job.databaseUrl },
    log: silentLog,
    port: 0,
    host: '127.0.0.1',
    wake: (entityId, concerns) => void woken.push(`${entityId} ${concerns}`),
  });
  return { webhooks, woken, scheme: job.profile.api.webhook.signature };
}

test('events are received where an entity has a secret, with the rights of the pipeline', async () => {
  const { webhooks, woken, scheme } = await start();
  expect(webhooks.urls).toEqual([
    expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/webhooks\/main$/),
  ]);
  const [url = ''] = webhooks.urls;
  const body = '{"event_id": "e-1", "event_type": "transfers.wire.in.success"}';
  const headers = { [scheme.header]: sign(Buffer.from(body), SECRET, scheme) };
  expect((await fetch(url, { method: 'POST', body, headers })).status).toBe(202);
  const other = url.replace('main', 'without-a-secret');
  expect((await fetch(other, { method: 'POST', body, headers })).status).toBe(401);
  expect(woken).toEqual(['main transactions,transfer_requests']);
  await webhooks.close();
});

test('closing does not wait for a sender that never ends', async () => {
  const { webhooks } = await start();
  const [url = ''] = webhooks.urls;
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.write('POST /webhooks/main HTTP/1.1\r\nhost: x\r\n');
  // Answered on another connection: by now the server has seen the first.
  expect((await fetch(url, { method: 'POST' })).status).toBe(401);
  const ended = once(socket, 'close');
  await webhooks.close();
  await ended;
});

test('a port that is taken is told, and nothing is left behind', async () => {
  const { webhooks } = await start();
  const job = await warehouse.openJob();
  const port = Number(new URL(webhooks.urls[0] ?? '').port);
  const again = startWebhooks({
    secrets: new Map(),
    jobs: [],
    warehouse: { writerUrl: job.databaseUrl },
    log: silentLog,
    port,
    host: '127.0.0.1',
    wake() {},
  });
  await expect(again).rejects.toThrow(/EADDRINUSE/);
  await webhooks.close();
});
