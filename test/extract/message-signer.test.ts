import { generateKeyPairSync } from 'node:crypto';
import { createSigner, httpbis } from 'http-message-signatures';
import { afterEach, describe, expect, it } from 'vitest';
import { contentDigest, createMessageSigner } from '../../src/extract/message-signer.ts';
import { loadSigningKey } from '../../src/extract/private-key.ts';
import { askFor, diary } from './support/client.ts';
import { type SimulatedAuth, startAuth } from './support/simulated-auth.ts';

/** RFC 9421, B.1.4. */
const TEST_KEY_ED25519 = `-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF
-----END PRIVATE KEY-----
`;

let auth: SimulatedAuth | undefined;
afterEach(async () => {
  await auth?.stop();
  auth = undefined;
});

it('the library signs as RFC 9421, B.2.6 does', async () => {
  const { key } = loadSigningKey(TEST_KEY_ED25519);
  const signed = await httpbis.signMessage(
    {
      key: createSigner(key, 'ed25519', 'test-key-ed25519'),
      name: 'sig-b26',
      fields: ['date', '@method', '@path', '@authority', 'content-type', 'content-length'],
      params: ['created', 'keyid'],
      paramValues: { created: new Date(1618884473 * 1000) },
    },
    {
      method: 'POST',
      url: 'https://example.com/foo?param=Value&Pet=dog',
      headers: {
        Host: 'example.com',
        Date: 'Tue, 20 Apr 2021 02:07:55 GMT',
        'Content-Type': 'application/json',
        'Content-Length': '18',
      },
    },
  );
  expect(signed.headers).toMatchObject({
    'Signature-Input':
      'sig-b26=("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"',
    Signature:
      'sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:',
  });
});

it('the digest of a body is that of RFC 9421, 2.1', () => {
  expect(contentDigest('{"hello": "world"}')).toBe(
    'sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:',
  );
});

describe('a call is signed', () => {
  const now = () => new Date('2026-10-01T00:00:00.900Z');
  const signer = createMessageSigner({
    key: loadSigningKey(TEST_KEY_ED25519),
    keyId: 'key-7',
    now,
  });
  const headers = { authorization: 'Bearer x' };

  it('over method, authority, address and token, dated by the server', async () => {
    const url = 'https://API.test:443/a?pocket[]=b c';
    const signed = await signer.sign({ method: 'GET', url, headers });
    expect(signed).toEqual({
      'signature-input':
        'sig=("@method" "@authority" "@target-uri" "authorization");created=1790812800;keyid="key-7";alg="ed25519"',
      signature: expect.stringMatching(/^sig=:[A-Za-z0-9+/]{86}==:$/),
    });
  });

  it('and over the digest of its body, where it has one', async () => {
    const signed = await signer.sign({
      method: 'POST',
      url: 'https://api.test/a',
      headers,
      body: '{}',
    });
    expect(signed['signature-input']).toContain('"authorization" "content-digest")');
    expect(signed['content-digest']).toBe(contentDigest('{}'));
  });
});

describe('a server that takes only signed calls', () => {
  const keyOf = (type: 'ed25519' | 'ec') => {
    const { privateKey, publicKey } =
      type === 'ec'
        ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
        : generateKeyPairSync('ed25519');
    return {
      key: loadSigningKey(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()),
      publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    };
  };

  it.each([
    ['ed25519', false],
    ['ec', false],
    ['ed25519', true],
  ] as const)('takes ours, with and without a body (%s, DPoP %s)', async (type, isDpopOn) => {
    const { key, publicKeyPem } = keyOf(type);
    const signatures = { keyId: 'key-7', publicKeyPem };
    auth = await startAuth({ auth: { signatures, isDpopRequired: isDpopOn } });
    const client = await auth.client({ signing: { key, keyId: 'key-7' }, isDpopOn });
    const [pocket] = await client.listPockets();
    const hooks = diary();
    await client.settleReports([{ ask: askFor('2026-10-01', pocket?.id) }], hooks);
    expect(hooks.events).toContainEqual(expect.stringMatching(/^landed/));
  });

  it.each(['an unknown key', 'no key', 'another key under the same id'])(
    'refuses calls that are signed by %s',
    async (which) => {
      const { publicKeyPem } = keyOf('ed25519');
      auth = await startAuth({ auth: { signatures: { keyId: 'key-7', publicKeyPem } } });
      const { key } = keyOf('ed25519');
      const keyId = which === 'an unknown key' ? 'key-8' : 'key-7';
      const client = await auth.client(which === 'no key' ? {} : { signing: { key, keyId } });
      await expect(client.listPockets()).rejects.toMatchObject({ code: 'AUTH_REJECTED' });
    },
  );

  it('refuses a body that is not the one that was signed', async () => {
    const { key, publicKeyPem } = keyOf('ed25519');
    const shown: Headers[] = [];
    auth = await startAuth({
      auth: { signatures: { keyId: 'key-7', publicKeyPem } },
      hooks: {
        before({ route, request }) {
          if (route === 'create') shown.push(new Headers(request.headers));
          return undefined;
        },
      },
    });
    const client = await auth.client({ signing: { key, keyId: 'key-7' } });
    const [pocket] = await client.listPockets();
    await client.createReportRequest(askFor('2026-10-01', pocket?.id));
    const url = `${auth.sandbox.url}/api/v1/report-requests/`;
    const headers = new Headers(shown[0]);
    for (const name of ['content-length', 'host', 'connection']) headers.delete(name);
    const forged = await fetch(url, { method: 'POST', headers, body: '{"a":1}' });
    expect(forged.status).toBe(401);
    expect(await forged.json()).toMatchObject({
      detail: expect.stringContaining('content digest'),
    });
  });
});

describe('a signing key', () => {
  it.each([
    ['RSA', () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey, 'rsa'],
    ['on P-384', () => generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey, 'secp384r1'],
  ])('%s is refused with what to do', (_, make, told) => {
    const pem = make().export({ type: 'pkcs8', format: 'pem' }).toString();
    expect(() => loadSigningKey(pem)).toThrow(
      `signing key: expected an Ed25519 key or one on P-256, got a key of type ${told}; name another in JIKO_SIGN_KEY_FILE`,
    );
  });
});
