import { readdir } from 'node:fs/promises';
import { inspect } from 'node:util';
import { calculatePKCECodeChallenge } from 'oauth4webapi';
import { afterEach, describe, expect, it } from 'vitest';
import type { SandboxHooks } from '../../sandbox/start.ts';
import { PocketbookError } from '../../src/domain/errors.ts';
import { requestToken, signAssertion } from '../sandbox/client.ts';
import {
  browse,
  redirectOf,
  type SimulatedAuth,
  type SimulatedAuthOptions,
  startAuth,
} from './support/simulated-auth.ts';

let auth: SimulatedAuth;
const start = async (options?: SimulatedAuthOptions) => {
  auth = await startAuth(options);
};
afterEach(() => auth?.stop());

const scopesBySignIn = async () => {
  const client = await auth.client({ vault: auth.vault() });
  return (await client.listPockets()).length;
};

it('the challenge is that of RFC 7636, appendix B', async () => {
  const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
  expect(await calculatePKCECodeChallenge(verifier)).toBe(
    'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  );
});

describe('a person is signed in', () => {
  it.each([
    ['by a redirect', 'query', true],
    ['by a form', 'form_post', true],
    ['by a redirect, without pushed requests', 'query', false],
    ['by a form, without pushed requests', 'form_post', false],
  ] as const)('%s', async (_, responseMode, isParOffered) => {
    await start({ auth: { responseMode, isParOffered } });
    await auth.signIn();
    expect(auth.sandbox.stats().calls.par).toBe(isParOffered ? 1 : 0);
    expect(await scopesBySignIn()).toBe(1);
  });

  it('and told so in the browser, which may keep nothing', async () => {
    await start();
    let page: Response | undefined;
    await auth.signIn({
      browse: async (url) => {
        page = await browse(url);
      },
    });
    expect(page?.status).toBe(200);
    expect(await page?.text()).toContain('signed in');
    expect(page?.headers.get('cache-control')).toBe('no-store');
    expect(page?.headers.get('referrer-policy')).toBe('no-referrer');
  });

  it('by an address that is pasted, where the browser is elsewhere', async () => {
    await start();
    await auth.signIn({ paste: async (url) => ` ${(await redirectOf(url)).href}\n` });
    expect(await scopesBySignIn()).toBe(1);
  });

  it('and asked by an address that tells nothing, where requests are pushed', async () => {
    await start();
    let shown = new URL('http://unseen.test');
    await auth.signIn({
      browse: (url) => {
        shown = new URL(url);
        return browse(url);
      },
    });
    expect([...shown.searchParams.keys()].sort()).toEqual(['client_id', 'request_uri']);
  });

  it('with tokens that are bound to a key', async () => {
    await start({ auth: { isDpopRequired: true, dpopNonceEvery: 2 } });
    await auth.signIn({ identity: { isDpopOn: true } });
    const client = await auth.client({ vault: auth.vault(), isDpopOn: true });
    expect(await client.listPockets()).toHaveLength(1);
  });

  it('although the window is closed before the code is exchanged', async () => {
    const window = new AbortController();
    await start({
      hooks: {
        async before({ route }) {
          if (route !== 'token') return undefined;
          window.abort();
          // So long that the listener has seen the window close.
          await new Promise((resolve) => setTimeout(resolve, 200));
          return undefined;
        },
      },
    });
    await auth.signIn({
      browse: async (url) => {
        const visit = fetch(await redirectOf(url), { signal: window.signal });
        await expect(visit).rejects.toThrow(/aborted/);
      },
    });
    expect(await scopesBySignIn()).toBe(1);
  }, 20_000);

  it('once nobody else has the file: until then the code is not used up', async () => {
    await start();
    let asked: number | undefined;
    await auth.signIn({
      browse: async (url) => {
        const back = await redirectOf(url);
        let page: Promise<Response> | undefined;
        await auth.vault().exclusively(async () => {
          page = fetch(back);
          // So long that the code would have been exchanged.
          await new Promise((resolve) => setTimeout(resolve, 300));
          asked = auth.sandbox.stats().calls.token;
        });
        expect((await page)?.status).toBe(200);
      },
    });
    expect(asked).toBe(0);
    expect(await scopesBySignIn()).toBe(1);
  });

  it('while the browser asks for its icon, and comes back twice', async () => {
    await start();
    const seen: number[] = [];
    await auth.signIn({
      browse: async (url) => {
        const back = await redirectOf(url);
        seen.push((await fetch(new URL('/favicon.ico', back))).status);
        seen.push((await fetch(new URL('/callback', back))).status);
        seen.push((await fetch(back, { method: 'PUT' })).status);
        const both = await Promise.all([fetch(back), fetch(back)]);
        seen.push(...both.map(({ status }) => status).sort());
      },
    });
    expect(seen).toEqual([404, 404, 404, 200, 409]);
  });
});

describe('a sign-in is refused', () => {
  const changed = (change: (parameters: URLSearchParams) => void) => async (url: string) => {
    const back = await redirectOf(url);
    change(back.searchParams);
    return fetch(back);
  };

  it.each<[string, (url: string) => Promise<unknown>, RegExp]>([
    ['of another state', changed((p) => p.set('state', 'another')), /"state" response parameter/],
    ['without a state', changed((p) => p.delete('state')), /"state" missing/],
    ['of another issuer', changed((p) => p.set('iss', 'https://evil.test')), /"iss"/],
    ['without an issuer, where one is announced', changed((p) => p.delete('iss')), /"iss"/],
    ['with two codes', changed((p) => p.append('code', 'b')), /begin again/],
    ['with an empty code', changed((p) => p.set('code', '')), /begin again/],
    ['with a code of somebody else', changed((p) => p.set('code', 'other')), /invalid_grant/],
    [
      'by the person',
      changed((p) => {
        p.delete('code');
        p.set('error', 'access_denied');
      }),
      /got: access_denied/,
    ],
    [
      'whose code was used before',
      async (url) => {
        const back = await redirectOf(url);
        await useUp(back);
        return fetch(back);
      },
      /400 invalid_grant/,
    ],
  ])('%s', async (_, visit, reason) => {
    await start();
    let page: Promise<unknown> = Promise.resolve();
    const refusal = await auth
      .signIn({
        browse: (url) => {
          page = visit(url);
          return page;
        },
      })
      .catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(PocketbookError);
    expect(refusal).toMatchObject({
      code: 'AUTH_REJECTED',
      message: expect.stringMatching(reason),
    });
    expect((await page) as Response).toMatchObject({ status: 400 });
    for (const secret of auth.secrets) expect(inspect(refusal, { depth: 9 })).not.toContain(secret);
    expect(await readdir(auth.folder)).toEqual([]);
  });

  /** Spends the code under a verifier that is not the right one: that uses it up too. */
  async function useUp(back: URL): Promise<void> {
    const assertion = await signAssertion(auth.sandbox, {}, privatePem());
    const reply = await requestToken(auth.sandbox, assertion, {
      grant_type: 'authorization_code',
      code: back.searchParams.get('code') ?? '',
      redirect_uri: `${back.origin}${back.pathname}`,
      code_verifier: 'x'.repeat(43),
    });
    expect(await reply.json()).toMatchObject({ error: 'invalid_grant' });
  }

  const privatePem = () => auth.key.key.export({ type: 'pkcs8', format: 'pem' }).toString();

  it('by an address that belongs to something else', async () => {
    await start();
    const refusal = auth.signIn({ paste: async () => 'https://evil.test/callback?code=canary' });
    await expect(refusal).rejects.toThrow(/begins with http:\/\/127.0.0.1(?!.*canary)/);
  });

  it.each([
    ['authorization_endpoint', 'https://evil.test/authorize'],
    ['authorization_endpoint', undefined],
    ['authorization_endpoint', 'javascript:alert(1)'],
  ])('by a server whose %s is %s, before anybody is shown anything', async (name, endpoint) => {
    await start({ hooks: discovering({ [name]: endpoint }) });
    let isShown = false;
    const browsing = async () => {
      isShown = true;
    };
    await expect(auth.signIn({ browse: browsing })).rejects.toThrow(
      /expected an authorization_endpoint on http:\/\/127.0.0.1:\d+, got none/,
    );
    expect(isShown).toBe(false);
    // A client that needs no sign-in is not kept from working.
    expect(await (await auth.client()).listPockets()).toHaveLength(1);
  });

  it('in no way by an endpoint for pushed requests elsewhere: it is told nothing', async () => {
    const endpoint = 'https://evil.test/par';
    await start({ hooks: discovering({ pushed_authorization_request_endpoint: endpoint }) });
    await auth.signIn();
    expect(auth.sandbox.stats().calls.par).toBe(0);
  });

  function discovering(changed: Record<string, unknown>): SandboxHooks {
    return {
      async after({ route }, response) {
        if (route !== 'discovery') return undefined;
        return Response.json({ ...((await response.json()) as object), ...changed });
      },
    };
  }

  it('where nobody comes back', async () => {
    await start();
    const refusal = auth.signIn({ browse: async () => {}, timeoutMs: 200 });
    await expect(refusal).rejects.toThrow(/timeout/);
  });

  it('by a server that gives no refresh token', async () => {
    await start({
      hooks: {
        async after({ route }, response) {
          if (route !== 'token') return undefined;
          const { refresh_token: _, ...reply } = (await response.json()) as Record<string, unknown>;
          return Response.json(reply);
        },
      },
    });
    await expect(auth.signIn()).rejects.toThrow(/expected a refresh_token/);
  });
});
