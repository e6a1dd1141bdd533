import { generateKeyPairSync } from 'node:crypto';
import { inspect } from 'node:util';
import { decodeProtectedHeader } from 'jose';
import { afterEach, describe, expect, it } from 'vitest';
import { loadPrivateKey } from '../../src/extract/private-key.ts';
import { recordingLog } from './support/client.ts';
import { newKey, type SimulatedAuth, startAuth } from './support/simulated-auth.ts';

let auth: SimulatedAuth;
afterEach(() => auth?.stop());

/** The `kid` of the assertions that the token endpoint was shown, in order. */
function watchKeys(): { shown: (string | undefined)[]; hooks: object } {
  const shown: (string | undefined)[] = [];
  const hooks = {
    async before({ route, request }: { route: string; request: Request }) {
      if (route !== 'token') return undefined;
      const form = new URLSearchParams(await request.clone().text());
      shown.push(decodeProtectedHeader(form.get('client_assertion') ?? '').kid);
      return undefined;
    },
  };
  return { shown, hooks };
}

describe('while keys are being changed', () => {
  it('the next key is tried once where the current one is refused, and from then on comes first', async () => {
    const next = newKey();
    const { shown, hooks } = watchKeys();
    auth = await startAuth({ publicKeyPem: next.publicKeyPem, hooks, tokenLifetimeS: 10 });
    const log = recordingLog();
    let monotonic = 0;
    const client = await auth.client({
      keyId: 'old',
      nextKey: next.key,
      nextKeyId: 'new',
      log,
      monotonicMs: () => monotonic,
    });
    expect(await client.listPockets()).toHaveLength(1);
    expect(shown).toEqual(['old', 'new']);
    monotonic = 9_000;
    expect(await client.listPockets()).toHaveLength(1);
    expect(shown).toEqual(['old', 'new', 'new']);
    expect(log.lines.filter((line) => line.startsWith('extract.other-key'))).toEqual([
      'extract.other-key {"inUse":"the next key","advice":"the other one was refused"}',
    ]);
  });

  it('nothing is said, and the next key never shown, as long as the current one is taken', async () => {
    const { shown, hooks } = watchKeys();
    const next = newKey();
    auth = await startAuth({ auth: { secondPublicKeyPem: next.publicKeyPem }, hooks });
    const log = recordingLog();
    await (await auth.client({ keyId: 'old', nextKey: next.key, log })).listPockets();
    expect(shown).toEqual(['old']);
    expect(log.lines.join()).not.toContain('other-key');
  });

  it('both registered keys are taken', async () => {
    const next = newKey();
    auth = await startAuth({ auth: { secondPublicKeyPem: next.publicKeyPem } });
    expect(await (await auth.client()).listPockets()).toHaveLength(1);
    expect(await (await auth.client({ key: next.key })).listPockets()).toHaveLength(1);
  });

  it('it ends after one try with each where neither is known (T08)', async () => {
    const { shown, hooks } = watchKeys();
    auth = await startAuth({ publicKeyPem: newKey().publicKeyPem, hooks });
    const client = await auth.client({ keyId: 'old', nextKey: newKey().key, nextKeyId: 'new' });
    const refusals = await Promise.allSettled(
      Array.from({ length: 10 }, () => client.listPockets()),
    );
    for (const refusal of refusals) {
      expect(refusal).toMatchObject({ reason: { code: 'AUTH_REJECTED', retryable: false } });
      expect(inspect(refusal, { depth: 9 })).not.toMatch(/PRIVATE KEY|eyJ/);
    }
    expect(shown).toEqual(['old', 'new']);
  });

  it('a key whose algorithm the server does not take is passed over', async () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const pem = rsa.export({ type: 'pkcs8', format: 'pem' }).toString();
    const { shown, hooks } = watchKeys();
    auth = await startAuth({
      hooks: {
        ...hooks,
        async after({ route }: { route: string }, response: Response) {
          if (route !== 'discovery') return undefined;
          const document = (await response.json()) as Record<string, unknown>;
          const algs = { token_endpoint_auth_signing_alg_values_supported: ['EdDSA'] };
          return Response.json({ ...document, ...algs });
        },
      },
    });
    const client = await auth.client({
      key: loadPrivateKey(pem),
      keyId: 'old',
      nextKey: auth.key,
      nextKeyId: 'new',
    });
    expect(await client.listPockets()).toHaveLength(1);
    expect(shown).toEqual(['new']);
  });

  it('a refresh token outlives the change', async () => {
    const next = newKey();
    auth = await startAuth({ auth: { secondPublicKeyPem: next.publicKeyPem } });
    await auth.signIn();
    const both = auth.vault([auth.key, next.key]);
    const refused = newKey().key;
    // The current key is one that the server no longer knows; the file is one that the next key can open.
    const client = await auth.client({ vault: both });
    await client.listPockets();
    const later = await auth.client({
      key: refused,
      nextKey: next.key,
      vault: auth.vault([refused, next.key]),
    });
    expect(await later.listPockets()).toHaveLength(1);
  });
});

it('an assertion names no key where it has no id', async () => {
  const { shown, hooks } = watchKeys();
  auth = await startAuth({ hooks });
  await (await auth.client()).listPockets();
  expect(shown).toEqual([undefined]);
});
