import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AuthOptions,
  type Sandbox,
  type SandboxHooks,
  startSandbox,
} from '../../../sandbox/start.ts';
import type { JikoClient, JikoClientOptions } from '../../../src/extract/jiko-client.ts';
import { loadPrivateKey, type PrivateKey } from '../../../src/extract/private-key.ts';
import { startSignIn } from '../../../src/extract/start-sign-in.ts';
import { createTokenVault, type TokenVault } from '../../../src/extract/token-vault.ts';
import { makeClient, recordingLog } from './client.ts';
import { realClock } from './clocks.ts';

/** The sandbox as an authorization server, and clients that know it. */
export interface SimulatedAuth {
  readonly sandbox: Sandbox;
  readonly key: PrivateKey;
  /** Every token, refresh token and code that went over the wire. */
  readonly secrets: string[];
  readonly folder: string;
  vault(keys?: readonly PrivateKey[], entityId?: string): TokenVault;
  client(overrides?: Partial<JikoClientOptions>): Promise<JikoClient>;
  signIn(options?: SignInTuning): Promise<readonly string[] | null>;
  stop(): Promise<void>;
}

export interface SignInTuning {
  readonly browse?: (url: string) => Promise<unknown>;
  readonly paste?: (url: string) => Promise<string>;
  readonly identity?: Partial<JikoClientOptions>;
  readonly timeoutMs?: number;
}

export interface SimulatedAuthOptions {
  readonly auth?: AuthOptions;
  readonly hooks?: SandboxHooks;
  readonly tokenLifetimeS?: number;
  readonly publicKeyPem?: string;
}

export const SCOPE = 'pockets.read reports.read reports.write';

export function newKey(): { key: PrivateKey; publicKeyPem: string; privateKeyPem: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const privateKeyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const publicKeyPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  return { key: loadPrivateKey(privateKeyPem), publicKeyPem, privateKeyPem };
}

export async function startAuth(options: SimulatedAuthOptions = {}): Promise<SimulatedAuth> {
  const own = newKey();
  const secrets: string[] = [];
  const { hooks = {}, publicKeyPem = own.publicKeyPem, ...rest } = options;
  const sandbox = await startSandbox({
    from: '2026-10-01',
    to: '2026-10-02',
    pockets: 1,
    readyAfterMs: 1,
    rateLimit: { perMinute: 1_000_000 },
    publicKeyPem,
    ...rest,
    hooks: {
      ...(hooks.before === undefined ? {} : { before: hooks.before }),
      async after(call, response) {
        await rememberSecrets(secrets, call.route, response);
        return hooks.after?.(call, response);
      },
    },
  });
  const folder = await mkdtemp(join(tmpdir(), 'pocketbook-tokens-'));
  const { authUrl, clientId } = sandbox;
  const vault: SimulatedAuth['vault'] = (keys = [own.key], entityId = 'main') =>
    createTokenVault({ folder, entityId, clientId, authUrl, keys, clock: realClock });
  const identity = { key: own.key, authUrl, clientId, scope: SCOPE };
  return {
    sandbox,
    key: own.key,
    secrets,
    folder,
    vault,
    client: (overrides = {}) =>
      makeClient({ url: sandbox.url, keyPem: own.privateKeyPem }, { ...identity, ...overrides }),
    async signIn({ browse: visit = browse, paste, identity: other = {}, timeoutMs = 60_000 } = {}) {
      let shown = '';
      let visited: Promise<unknown> = Promise.resolve();
      const scopes = await startSignIn({
        identity: { ...identity, ...other, vault: other.vault ?? vault() },
        clock: realClock,
        log: recordingLog(),
        port: 0,
        show(url) {
          shown = url;
          if (paste === undefined) visited = visit(url);
        },
        pasted: paste === undefined ? undefined : () => paste(shown),
        signal: AbortSignal.timeout(timeoutMs),
      });
      await visited;
      return scopes;
    },
    stop: () => sandbox.stop(),
  };
}

async function rememberSecrets(
  secrets: string[],
  route: string,
  response: Response,
): Promise<void> {
  const text = await response.clone().text();
  if (route === 'authorize') {
    const code = /[?&]code=([\w-]+)/.exec(response.headers.get('location') ?? '')?.[1];
    if (code !== undefined) secrets.push(code);
  }
  if (route !== 'token') return;
  for (const [, secret = ''] of text.matchAll(/"(?:access|refresh)_token":"([^"]+)"/g)) {
    secrets.push(secret);
  }
}

/** What a browser does with the address: follows it, and sends a form that sends itself. */
export async function browse(url: string): Promise<Response> {
  const page = await fetch(url);
  const text = await page.clone().text();
  const action = /<form method="post" action="([^"]+)">/.exec(text)?.[1];
  if (action === undefined) return page;
  const fields = [...text.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(
    ([, name = '', value = '']): [string, string] => [name, value.replaceAll('&amp;', '&')],
  );
  return fetch(action, { method: 'POST', body: new URLSearchParams(fields) });
}

/** Where the authorization server would send the browser. */
export async function redirectOf(url: string): Promise<URL> {
  const page = await fetch(url, { redirect: 'manual' });
  return new URL(page.headers.get('location') ?? '');
}
