import { generateKeyPairSync, verify } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterEach, describe, expect, it } from 'vitest';
import { signClientAssertion } from '../../src/extract/client-assertion.ts';
import { loadPrivateKey } from '../../src/extract/private-key.ts';
import { makeClient, recordingLog } from './support/client.ts';
import { fakeClock } from './support/clocks.ts';
import {
  CLIENT_ID,
  type FakeJiko,
  type FakeOptions,
  startFakeJiko,
  status,
} from './support/fake-jiko.ts';

let jiko: FakeJiko;
const start = async (options?: FakeOptions) => {
  jiko = await startFakeJiko(options);
  return jiko;
};
afterEach(() => jiko?.close());

const inAWhile = (ms: number) => new Date(Date.now() + ms).toUTCString();

describe('the client assertion', () => {
  it.each(['PS256', 'EdDSA'] as const)(
    'is signed by %s, for the token endpoint, for 300 s',
    async (alg) => {
      const { privateKey, publicKey } =
        alg === 'PS256'
          ? generateKeyPairSync('rsa', { modulusLength: 2048 })
          : generateKeyPairSync('ed25519');
      const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
      const jwt = await signClientAssertion(loadPrivateKey(pem, alg), {
        clientId: 'me',
        audience: 'https://auth.test/token',
        now: new Date('2026-10-01T00:00:00.999Z'),
      });
      const iat = Date.parse('2026-10-01T00:00:00Z') / 1000;
      expect(decodeProtectedHeader(jwt)).toEqual({ alg, typ: 'JWT' });
      expect(decodeJwt(jwt)).toEqual({
        iss: 'me',
        sub: 'me',
        aud: 'https://auth.test/token',
        iat,
        exp: iat + 300,
        jti: expect.stringMatching(/^[0-9a-f]{32}$/),
      });
      if (alg === 'EdDSA') {
        const [header, payload, signature = ''] = jwt.split('.');
        const signed = Buffer.from(`${header}.${payload}`);
        expect(verify(null, signed, publicKey, Buffer.from(signature, 'base64url'))).toBe(true);
      }
    },
  );

  it('names the key where it has an id', async () => {
    await start();
    const key = loadPrivateKey(jiko.keyPem, 'EdDSA');
    const claims = { clientId: 'me', keyId: 'key-7', audience: 'a', now: new Date() };
    expect(decodeProtectedHeader(await signClientAssertion(key, claims))).toMatchObject({
      kid: 'key-7',
    });
  });

  it('is another one for every attempt (T03)', async () => {
    await start();
    jiko.next('token', status(503), status(500));
    const client = await makeClient(jiko);
    await client.listPockets();
    const sent = jiko.seen
      .filter(({ route }) => route === 'token')
      .map(({ body }) => decodeJwt(new URLSearchParams(body).get('client_assertion') ?? '').jti);
    expect(sent).toHaveLength(3);
    expect(new Set(sent).size).toBe(3);
  });
});

describe('the token', () => {
  it('is asked for with the scope, by the grant that Jiko documents', async () => {
    await start();
    const client = await makeClient(jiko);
    await client.listPockets();
    const form = new URLSearchParams(jiko.seen.find(({ route }) => route === 'token')?.body);
    expect(form.get('grant_type')).toBe('client_credentials');
    expect(form.get('client_id')).toBe(CLIENT_ID);
    expect(form.get('scope')).toBe('reports.read reports.write');
    expect(form.get('client_assertion_type')).toBe(
      'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    );
  });

  it('is renewed at 80 % of its life, by a clock that nobody sets (T01, T05)', async () => {
    await start({ tokenLifeSeconds: 100 });
    const clock = fakeClock();
    let monotonic = 0;
    const client = await makeClient(jiko, { clock, monotonicMs: () => monotonic });
    await client.listPockets();
    clock.advance(-3_600_000);
    monotonic = 79_000;
    await client.listPockets();
    expect(jiko.count('token')).toBe(1);
    monotonic = 81_000;
    clock.advance(3_600_000);
    await client.listPockets();
    expect(jiko.count('token')).toBe(2);
  });

  it('is asked for once when fifty calls need it (T02)', async () => {
    await start();
    const client = await makeClient(jiko);
    await Promise.all(Array.from({ length: 50 }, () => client.listPockets()));
    expect(jiko.count('token')).toBe(1);
  });

  it.each([
    ['missing', undefined, 300],
    ['zero', 0, 300],
    ['negative', -5, 300],
    ['nonsense', 'soon', 300],
    ['a text', '900', 900],
    ['huge', 1e12, 3600],
  ])('lives as long as is reasonable when expires_in is %s (T09)', async (_, told, seconds) => {
    await start({ tokenLifeSeconds: told });
    let monotonic = 0;
    const client = await makeClient(jiko, { monotonicMs: () => monotonic });
    await client.listPockets();
    monotonic = seconds * 800 - 2_000;
    await client.listPockets();
    expect(jiko.count('token')).toBe(1);
    monotonic = seconds * 800 + 2_000;
    await client.listPockets();
    expect(jiko.count('token')).toBe(2);
  });

  it('is dated by the server when our clock is 90 s off, with one warning (T04)', async () => {
    await start();
    const log = recordingLog();
    const clock = fakeClock(new Date(Date.now() - 90_000));
    const client = await makeClient(jiko, { clock, log });
    await client.listPockets();
    const form = new URLSearchParams(jiko.seen.find(({ route }) => route === 'token')?.body);
    const { iat = 0 } = decodeJwt(form.get('client_assertion') ?? '');
    expect(Math.abs(iat * 1000 - Date.now())).toBeLessThan(4_000);
    expect(log.lines.filter((line) => line.startsWith('extract.clock-off'))).toHaveLength(1);
  });

  it.each([-400_000, 400_000])(
    'is not asked for when our clock is %i ms off (T04)',
    async (offMs) => {
      await start();
      const client = await makeClient(jiko, { clock: fakeClock(new Date(Date.now() + offMs)) });
      await expect(client.listPockets()).rejects.toMatchObject({
        code: 'AUTH_REJECTED',
        retryable: false,
        message: expect.stringContaining('set its clock'),
      });
      expect(jiko.count('token')).toBe(0);
    },
  );

  it('is not asked for again when the client is not known (T08)', async () => {
    await start();
    jiko.always('token', status(401, {}, { error: 'invalid_client', error_description: 'canary' }));
    const client = await makeClient(jiko);
    const calls = Array.from({ length: 10 }, () => client.listPockets());
    for (const call of calls) {
      await expect(call).rejects.toMatchObject({
        code: 'AUTH_REJECTED',
        message: expect.stringMatching(/invalid_client; check the client id(?!.*canary)/),
      });
    }
    await expect(client.listPockets()).rejects.toMatchObject({ code: 'AUTH_REJECTED' });
    expect(jiko.count('token')).toBe(1);
  });

  it('tells the scopes that were granted', async () => {
    await start();
    const reply = { access_token: 't', token_type: 'bearer', expires_in: 900, scope: 'a b' };
    jiko.next('token', status(200, {}, reply));
    const client = await makeClient(jiko);
    expect(await client.grantedScopes()).toEqual(['a', 'b']);
  });

  it('is refused when it could not stand in a header, without being told', async () => {
    await start();
    jiko.next('token', status(200, {}, { access_token: 'canary\nx', token_type: 'Bearer' }));
    const client = await makeClient(jiko);
    await expect(client.listPockets()).rejects.toMatchObject({
      code: 'ANSWER_INVALID',
      message: expect.stringMatching(/token: access_token(?!.*canary)/s),
    });
  });
});

describe('discovery (T12)', () => {
  it.each([
    [
      'another issuer',
      (url: string) => ({ issuer: `${url}/`, token_endpoint: `${url}/oauth/token` }),
    ],
    [
      'a token endpoint elsewhere',
      (url: string) => ({ issuer: url, token_endpoint: 'https://evil.test/oauth/token' }),
    ],
    [
      'a token endpoint on another port',
      (url: string) => ({ issuer: url, token_endpoint: 'http://127.0.0.1:1/oauth/token' }),
    ],
    [
      'a token endpoint with a user',
      (url: string) => ({ issuer: url, token_endpoint: url.replace('://', '://me@') }),
    ],
    [
      'algorithms that leave out ours',
      (url: string) => ({
        issuer: url,
        token_endpoint: `${url}/oauth/token`,
        token_endpoint_auth_signing_alg_values_supported: ['RS256'],
      }),
    ],
  ])('stops at %s', async (_, document) => {
    await start();
    jiko.next('discovery', status(200, { date: inAWhile(0) }, document(jiko.url)));
    const client = await makeClient(jiko);
    await expect(client.listPockets()).rejects.toMatchObject({
      code: 'AUTH_REJECTED',
      retryable: false,
    });
    expect(jiko.count('token')).toBe(0);
  });
});
