import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { askFor, makeClient } from './support/client.ts';
import { fakeClock } from './support/clocks.ts';
import {
  type Answer,
  type FakeJiko,
  raw,
  reset,
  silence,
  startFakeJiko,
  status,
} from './support/fake-jiko.ts';

let jiko: FakeJiko;
beforeEach(async () => {
  jiko = await startFakeJiko({ items: { pockets: [{ id: 'p-1' }] } });
});
afterEach(() => jiko.close());

const ask = askFor('2026-10-01');

const stall: Answer = ({ response }) => {
  response.writeHead(200, { 'content-length': '99' });
  response.write('{');
};

describe('a call that may be repeated', () => {
  it.each([
    ['a reset', reset],
    ['a 500', status(500)],
    ['a 503 without a body', status(503, {}, '')],
    ['a web page with status 200', raw(['HTTP/1.1 200 OK', 'Content-Length: 6'], '<html>')],
    ['half a body', raw(['HTTP/1.1 200 OK', 'Content-Length: 99'], '{"items": [', true)],
  ])('outlives %s', async (_, answer) => {
    jiko.next('pockets', answer, answer);
    const client = await makeClient(jiko);
    expect(await client.listPockets()).toHaveLength(1);
    expect(client.calls().pockets).toBe(3);
  });

  it('waits as long as a 429 asks, while other groups go on (N10)', async () => {
    const clock = fakeClock();
    jiko.next('pockets', status(429, { 'retry-after': '7' }));
    const client = await makeClient(jiko, { clock, retry: {} });
    const pockets = client.listPockets();
    await client.listReportRequests({ createdFrom: null, createdTo: null });
    expect(clock.slept.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(60_000);
    expect(await pockets).toHaveLength(1);
    expect(Math.max(...clock.slept)).toBeGreaterThanOrEqual(7_000);
    expect(Math.max(...clock.slept)).toBeLessThan(9_000);
  });

  it('is put off, still retryable, when a 429 asks for an hour (N11)', async () => {
    const clock = fakeClock();
    jiko.next('pockets', status(429, { 'retry-after': '3600' }));
    const client = await makeClient(jiko, { clock, retry: {} });
    await expect(client.listPockets()).rejects.toMatchObject({
      code: 'HTTP_STATUS',
      retryable: true,
      context: { status: 429, retryAfterMs: 3_600_000 },
    });
    expect(clock.slept).toEqual([]);
  });

  it.each([
    ['never answers', silence],
    ['stops in the middle', stall],
  ])('ends by its own deadline when the server %s (N15)', async (_, answer) => {
    jiko.always('pockets', answer);
    const timeouts = { callMs: 100 };
    const client = await makeClient(jiko, { timeouts, retry: { retries: 1 } });
    await expect(client.listPockets()).rejects.toMatchObject({
      code: 'HTTP_FAILED',
      retryable: true,
    });
    expect(client.calls().pockets).toBe(2);
  });

  it('fails as temporary when nobody listens (N01)', async () => {
    const client = await makeClient(jiko);
    await client.listPockets();
    await jiko.close();
    await expect(client.listPockets()).rejects.toMatchObject({
      code: 'HTTP_FAILED',
      retryable: true,
      context: { outcome: 'unsent' },
    });
  });
});

describe('a call that is not repeated', () => {
  it.each([
    [404, {}, 'HTTP_STATUS', 'expected 2xx, got 404'],
    [403, { detail: 'missing scope' }, 'NOT_PERMITTED', 'got 403: missing scope'],
    [400, '<p>canary', 'HTTP_STATUS', 'expected 2xx, got 400'],
    [
      422,
      { detail: [{ loc: ['query', 'limit'], msg: 'too many', type: 'x', input: 'canary' }] },
      'HTTP_STATUS',
      'got 422: query.limit: too many',
    ],
  ])('a %i is final, and says what was wrong (N20)', async (code, body, errorCode, message) => {
    jiko.always('pockets', status(code, {}, body));
    const client = await makeClient(jiko);
    const failing = client.listPockets();
    await expect(failing).rejects.toMatchObject({ code: errorCode, retryable: false });
    await expect(failing).rejects.toThrow(message);
    await expect(failing).rejects.not.toThrow('canary');
    expect(client.calls().pockets).toBe(1);
  });

  it.each([301, 302, 307, 308])(
    'a redirect (%i) is an error that names its host (N18)',
    async (code) => {
      const elsewhere = await startFakeJiko();
      jiko.always('pockets', status(code, { location: `${elsewhere.url}/x?canary=1` }));
      const client = await makeClient(jiko);
      const failing = client.listPockets();
      await expect(failing).rejects.toThrow(`redirect (${code}) to ${new URL(elsewhere.url).host}`);
      await expect(failing).rejects.not.toThrow('canary');
      expect(elsewhere.seen).toEqual([]);
      await elsewhere.close();
    },
  );

  it('a creation whose reply was lost says so (R01)', async () => {
    jiko.next('create', reset);
    const client = await makeClient(jiko);
    await expect(client.createReportRequest(ask)).rejects.toMatchObject({
      code: 'HTTP_FAILED',
      context: { outcome: 'unknown' },
    });
    jiko.next('create', status(502));
    await expect(client.createReportRequest(ask)).rejects.toMatchObject({
      code: 'HTTP_STATUS',
      context: { outcome: 'unknown' },
    });
    jiko.next('create', status(422));
    const refused = await client.createReportRequest(ask).catch((error: unknown) => error);
    expect(refused).not.toHaveProperty('context.outcome');
    expect(client.calls().create).toBe(3);
  });

  it('a creation that was turned away for its rate is sent again', async () => {
    jiko.next('create', status(429, { 'retry-after': '0' }));
    const client = await makeClient(jiko);
    await client.createReportRequest(ask);
    expect(client.calls().create).toBe(2);
    expect(jiko.requests).toHaveLength(1);
  });
});

describe('a 401 (N19)', () => {
  it('in the middle is answered with a new token, silently', async () => {
    const client = await makeClient(jiko);
    await client.listPockets();
    jiko.tokens.clear();
    expect(await client.listPockets()).toHaveLength(1);
    expect(jiko.count('token')).toBe(2);
  });

  it('that stays is final, with a hint', async () => {
    jiko.always('pockets', status(401));
    const client = await makeClient(jiko);
    await expect(client.listPockets()).rejects.toMatchObject({
      code: 'AUTH_REJECTED',
      retryable: false,
      message: expect.stringContaining('check the client id, the registered key and the scopes'),
    });
    expect(jiko.count('pockets')).toBe(2);
    expect(jiko.count('token')).toBe(2);
  });
});

describe('answers', () => {
  it('may hold more than is asked for', async () => {
    const items = [{ id: 7, pocket_name: 'Main', status: 'NEW_WORD', portfolio: {}, extra: [] }];
    jiko.next('pockets', status(200, {}, { items, surplus: true }));
    const client = await makeClient(jiko);
    expect(await client.listPockets()).toEqual([{ id: '7', name: 'Main', status: 'NEW_WORD' }]);
  });

  it.each([
    [{ things: [] }, 'pockets list: items: '],
    [{ items: [{ id: 'a' }, { name: 'no id' }] }, 'pockets list: items[1].id: '],
    [{ items: [{ id: '../../x' }] }, 'pockets list: items[0].id: expected an id'],
    [[], 'pockets list: '],
    [{ items: [], next_page: 7 }, 'pockets list: next_page: '],
  ])('of a wrong shape are refused by the name of the field: %j', async (body, message) => {
    jiko.always('pockets', status(200, {}, body));
    const client = await makeClient(jiko);
    const failing = client.listPockets();
    await expect(failing).rejects.toMatchObject({ code: 'ANSWER_INVALID', retryable: false });
    await expect(failing).rejects.toThrow(message);
  });

  it('are read up to a size and no further', async () => {
    jiko.always('pockets', ({ response }) => {
      response.writeHead(200);
      response.on('error', () => {});
      const chunk = Buffer.alloc(1024 * 1024, 32);
      const write = () => {
        if (response.destroyed) return;
        response.write(chunk, () => setImmediate(write));
      };
      write();
    });
    const client = await makeClient(jiko);
    await expect(client.listPockets()).rejects.toMatchObject({
      code: 'ANSWER_INVALID',
      message: expect.stringContaining('bytes, got more'),
    });
  });
});

it.each([
  ['http://api.test', 'https://auth.test'],
  ['https://api.test', 'http://auth.test'],
  ['https://me:pw@api.test', 'https://auth.test'],
  ['nonsense', 'https://auth.test'],
])('refuses to speak to %s with %s', async (apiUrl, authUrl) => {
  await expect(makeClient(jiko, { apiUrl, authUrl })).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
  });
});
