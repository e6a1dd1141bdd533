import { randomUUID } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterEach, describe, expect, it } from 'vitest';
import type { HookedCall, SandboxHooks } from '../../sandbox/start.ts';
import { createDpop, type Dpop, proofUrl, tokenHash } from '../../src/extract/dpop.ts';
import { ASSERTION_TYPE, signAssertion } from '../sandbox/client.ts';
import { askFor, diary, makeClient, recordingLog } from './support/client.ts';
import { fakeClock } from './support/clocks.ts';
import { type FakeJiko, startFakeJiko, status } from './support/fake-jiko.ts';
import {
  type SimulatedAuth,
  type SimulatedAuthOptions,
  startAuth,
} from './support/simulated-auth.ts';

let auth: SimulatedAuth | undefined;
let jiko: FakeJiko | undefined;
const start = async (options: SimulatedAuthOptions = {}) => {
  auth = await startAuth({ ...options, auth: { isDpopRequired: true, ...options.auth } });
  return auth;
};
afterEach(async () => {
  await auth?.stop();
  await jiko?.close();
  auth = undefined;
  jiko = undefined;
});

const answerOf = (code: number, headers: Record<string, string>, body: unknown = {}) => ({
  status: code,
  headers: new Headers(headers),
  body: Buffer.from(JSON.stringify(body)),
});

describe('a proof', () => {
  it('names the hash of the token as RFC 9449, 7.1 does', () => {
    const token = 'Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU';
    expect(tokenHash(token)).toBe('fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo');
  });

  it.each([
    ['https://api.test/api/v2/pockets/?limit=1&pocket[]=a#b', 'https://api.test/api/v2/pockets/'],
    ['https://API.test:443/api/v1/report/1', 'https://api.test/api/v1/report/1'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080/'],
  ])('names the exact address without what is asked: %s', (url, named) => {
    expect(proofUrl(url)).toBe(named);
  });

  it('is of the shape that RFC 9449, 4.2 gives it, another one for each request', async () => {
    const dpop = createDpop(() => new Date('2026-10-01T00:00:00.999Z'));
    const ask = { method: 'GET', url: 'https://api.test/a?b' };
    const [first, second] = [await dpop.prove(ask), await dpop.prove(ask, 'token')];
    const header = decodeProtectedHeader(first);
    expect(header).toEqual({
      typ: 'dpop+jwt',
      alg: 'ES256',
      jwk: { kty: 'EC', crv: 'P-256', x: expect.any(String), y: expect.any(String) },
    });
    expect(decodeProtectedHeader(second)).toEqual(header);
    expect(decodeJwt(first)).toEqual({
      jti: expect.stringMatching(/^[0-9a-f]{32}$/),
      htm: 'GET',
      htu: 'https://api.test/a',
      iat: Date.parse('2026-10-01T00:00:00Z') / 1000,
    });
    expect(decodeJwt(second)).toMatchObject({ ath: tokenHash('token') });
    expect(decodeJwt(second).jti).not.toBe(decodeJwt(first).jti);
  });

  it('holds the nonce that its own origin told last, also on a success', async () => {
    const dpop = createDpop(() => new Date());
    const nonceFor = async (url: string) =>
      decodeJwt(await dpop.prove({ method: 'GET', url }))['nonce'];
    expect(dpop.learn('https://a.test/x', answerOf(200, { 'dpop-nonce': 'one' }))).toBe(false);
    expect(await nonceFor('https://a.test/y')).toBe('one');
    expect(await nonceFor('https://b.test/y')).toBeUndefined();
    expect(dpop.learn('https://a.test/x', answerOf(200, {}))).toBe(false);
    expect(await nonceFor('https://a.test/y')).toBe('one');
    dpop.learn('https://a.test/x', answerOf(200, { 'dpop-nonce': 'no "quotes"' }));
    expect(await nonceFor('https://a.test/y')).toBe('one');
    dpop.learn('https://a.test/x', answerOf(200, { 'dpop-nonce': 'two' }));
    expect(await nonceFor('https://a.test/y')).toBe('two');
  });

  it.each([
    ['a token endpoint', 400, {}, { error: 'use_dpop_nonce' }, true],
    ['an API', 401, { 'www-authenticate': 'DPoP error="use_dpop_nonce"' }, {}, true],
    [
      'an API that wants another token',
      401,
      { 'www-authenticate': 'DPoP error="invalid_token"' },
      {},
      false,
    ],
    ['an API for bearers', 401, { 'www-authenticate': 'Bearer error="use_dpop_nonce"' }, {}, false],
    ['a token endpoint that refuses us', 400, {}, { error: 'invalid_client' }, false],
    ['a failure', 500, {}, { error: 'use_dpop_nonce' }, false],
  ])('is asked for again by %s only for want of a nonce', (_, code, headers, body, isAsked) => {
    const dpop = createDpop(() => new Date());
    const told = answerOf(code, { ...headers, 'dpop-nonce': 'n' }, body);
    expect(dpop.learn('https://a.test/', told)).toBe(isAsked);
    expect(dpop.learn('https://a.test/', answerOf(code, headers, body))).toBe(false);
  });
});

describe('bound tokens', () => {
  const seen: { route: string; authorization: string | null; dpop: string | null }[] = [];
  const remember: SandboxHooks = {
    before({ route, request }: HookedCall) {
      const { headers } = request;
      seen.push({ route, authorization: headers.get('authorization'), dpop: headers.get('dpop') });
      return undefined;
    },
  };
  afterEach(() => void seen.splice(0));

  it('go through a whole report, and no proof goes to the host of the files', async () => {
    const { client } = await start({ hooks: remember });
    const jikoClient = await client({ isDpopOn: true });
    const [pocket] = await jikoClient.listPockets();
    const hooks = diary();
    await jikoClient.settleReports([{ ask: askFor('2026-10-01', pocket?.id) }], hooks);
    expect(hooks.events).toContainEqual(expect.stringMatching(/^landed/));
    const proofs = seen.map(({ dpop }) => dpop).filter((dpop) => dpop !== null);
    expect(new Set(proofs).size).toBe(proofs.length);
    for (const { route, authorization, dpop } of seen) {
      if (route === 'file' || route === 'discovery') {
        expect([authorization, dpop]).toEqual([null, null]);
      } else {
        expect(dpop).toMatch(/^eyJ/);
        if (route !== 'token') expect(authorization).toMatch(/^DPoP /);
      }
    }
    expect(seen.filter(({ route }) => route === 'file')).toHaveLength(1);
  });

  it('are renewed with a nonce that changes with every proof (T06)', async () => {
    const { client, sandbox } = await start({ auth: { dpopNonceEvery: 1 } });
    const jikoClient = await client({ isDpopOn: true });
    for (let round = 0; round < 5; round += 1) await jikoClient.listPockets();
    // The first proof of all had no nonce to hold; every later one had the last that was told.
    expect(sandbox.stats().calls).toMatchObject({ token: 2, pockets: 5 });
  });

  it('are asked for once more, and not for ever, by a server that never likes the nonce', async () => {
    jiko = await startFakeJiko();
    const refusal = status(400, { 'dpop-nonce': 'n' }, { error: 'use_dpop_nonce' });
    jiko.always('token', refusal);
    const client = await makeClient(jiko, { isDpopOn: true });
    await expect(client.listPockets()).rejects.toMatchObject({ code: 'AUTH_REJECTED' });
    expect(jiko.count('token')).toBe(2);
  });

  it('a call is made once more for want of a nonce, and with the same token', async () => {
    let refusals = 1;
    const { client, sandbox } = await start({
      hooks: {
        before({ route }) {
          if (route !== 'pockets' || refusals === 0) return undefined;
          refusals -= 1;
          const challenge = 'DPoP error="use_dpop_nonce", error_description="nonce"';
          return Response.json(
            {},
            { status: 401, headers: { 'www-authenticate': challenge, 'dpop-nonce': 'n' } },
          );
        },
      },
    });
    expect(await (await client({ isDpopOn: true })).listPockets()).toHaveLength(1);
    expect(sandbox.stats().calls).toMatchObject({ token: 1, pockets: 2 });
  });

  it.each([-90_000, -15_000, 15_000, 90_000])(
    'are proven by the time of the server when our clock is %i ms off',
    async (offMs) => {
      const { client } = await start();
      const log = recordingLog();
      const clock = fakeClock(new Date(Date.now() + offMs));
      const jikoClient = await client({ isDpopOn: true, clock, log });
      expect(await jikoClient.listPockets()).toHaveLength(1);
      expect(log.lines.filter((line) => line.startsWith('extract.clock-off'))).toHaveLength(1);
    },
  );

  it('that are not bound are refused when they should be', async () => {
    jiko = await startFakeJiko();
    const client = await makeClient(jiko, { isDpopOn: true });
    await expect(client.listPockets()).rejects.toMatchObject({
      code: 'AUTH_REJECTED',
      message: 'token: token_type: expected DPoP, got Bearer; set JIKO_DPOP=off to go without',
    });
  });

  it('may be called dPoP', async () => {
    jiko = await startFakeJiko();
    const token = `canary-token-${randomUUID()}`;
    const reply = { access_token: token, token_type: 'dPoP', expires_in: 900 };
    jiko.next('token', status(200, {}, reply));
    const client = await makeClient(jiko, { isDpopOn: true });
    expect(await client.grantedScopes()).toBeNull();
  });

  it('are refused where the server proves by other algorithms only', async () => {
    jiko = await startFakeJiko();
    const { url } = jiko;
    const document = {
      issuer: url,
      token_endpoint: `${url}/oauth/token`,
      dpop_signing_alg_values_supported: ['RS256'],
    };
    jiko.next('discovery', status(200, {}, document));
    const client = await makeClient(jiko, { isDpopOn: true });
    await expect(client.listPockets()).rejects.toThrow(/expected ES256 among .* got RS256/);
  });

  it('are needed where the server says so: the message names the setting', async () => {
    const { client } = await start();
    await expect((await client()).listPockets()).rejects.toThrow(/JIKO_DPOP=on/);
  });
});

describe('the simulated server', () => {
  const ask = { method: 'GET', url: '' };
  const now = () => new Date();
  const shiftedBy = (ms: number) => () => new Date(Date.now() + ms);

  /** A token bound to this key, asked for without our client. */
  async function boundToken(dpop: Dpop): Promise<string> {
    const { sandbox, key } = await start();
    ask.url = `${sandbox.url}/api/v2/pockets/`;
    const url = `${sandbox.authUrl}/api/oauth2/token`;
    const pem = key.key.export({ type: 'pkcs8', format: 'pem' }).toString();
    const reply = await fetch(url, {
      method: 'POST',
      headers: { dpop: await dpop.prove({ method: 'POST', url }) },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: sandbox.clientId,
        client_assertion_type: ASSERTION_TYPE,
        client_assertion: await signAssertion(sandbox, {}, pem),
        scope: 'pockets.read',
      }),
    });
    const { access_token: token } = (await reply.json()) as { access_token: string };
    return token;
  }
  const show = async (authorization: string, proof?: string): Promise<number> => {
    const headers = { authorization, ...(proof === undefined ? {} : { dpop: proof }) };
    return (await fetch(ask.url, { headers })).status;
  };

  it('takes a token with its proof, and nothing that only looks like it', async () => {
    const dpop = createDpop(now);
    const token = await boundToken(dpop);
    const right = await dpop.prove(ask, token);
    expect(await show(`DPoP ${token}`, right)).toBe(200);
    expect(await show(`dpop ${token}`, await dpop.prove(ask, token))).toBe(200);
    const { url } = ask;
    const wrong: [string, string | undefined][] = [
      [`DPoP ${token}`, undefined],
      [`DPoP ${token}`, right],
      [`Bearer ${token}`, undefined],
      [`Bearer ${token}`, await dpop.prove(ask, token)],
      [`DPoP ${token}`, await dpop.prove(ask)],
      [`DPoP ${token}`, await dpop.prove(ask, `${token}x`)],
      [`DPoP ${token}`, await dpop.prove({ method: 'POST', url }, token)],
      [`DPoP ${token}`, await dpop.prove({ method: 'GET', url: `${url}x` }, token)],
      [`DPoP ${token}`, await createDpop(now).prove(ask, token)],
    ];
    for (const [authorization, proof] of wrong) {
      expect(await show(authorization, proof), `${authorization.slice(0, 6)} ${proof}`).toBe(401);
    }
  });

  it.each([-30_000, 30_000])('takes no proof that is %i ms off', async (ms) => {
    const dpop = createDpop(shiftedBy(ms));
    expect(await boundToken(dpop)).toBeUndefined();
  });
});
