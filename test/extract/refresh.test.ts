import { type ChildProcess, spawn } from 'node:child_process';
import { readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { Secret } from '../../src/extract/secret.ts';
import { createTokenVault, type SignIn } from '../../src/extract/token-vault.ts';
import {
  newKey,
  type SimulatedAuth,
  type SimulatedAuthOptions,
  startAuth,
} from './support/simulated-auth.ts';

let auth: SimulatedAuth;
const start = async (options?: SimulatedAuthOptions) => {
  auth = await startAuth(options);
  await auth.signIn();
};
const children: ChildProcess[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await auth?.stop();
});

const stored = (vault = auth.vault()): Promise<SignIn | null> =>
  vault.exclusively((keeper) => keeper.read());
const fileOf = async (): Promise<string> => {
  const [name = '', ...others] = (await readdir(auth.folder)).filter((one) => one !== 'landing');
  expect(others).toEqual([]);
  return join(auth.folder, name);
};
/** What a new process would do: it has no access token yet. */
const useFresh = async () => (await auth.client({ vault: auth.vault() })).listPockets();
const tokensIssued = () => auth.sandbox.stats().calls.token;

describe('the refresh token', () => {
  it('is another one after every refresh, and each is good', async () => {
    await start();
    const seen = new Set<string | undefined>();
    for (let round = 0; round < 4; round += 1) {
      seen.add((await stored())?.refreshToken?.reveal());
      expect(await useFresh()).toHaveLength(1);
    }
    expect(seen.size).toBe(4);
  });

  it('is on disk before the access token of the same reply is used', async () => {
    const inFile: (string | undefined)[] = [];
    await start({
      hooks: {
        async before({ route }) {
          if (route !== 'pockets') return undefined;
          inFile.push((await stored())?.refreshToken?.reveal());
          return undefined;
        },
      },
    });
    await useFresh();
    await useFresh();
    expect(inFile).toHaveLength(2);
    expect(inFile[1]).toBe(auth.secrets.at(-1));
    expect(new Set(inFile).size).toBe(2);
  });

  it('stands in a file that only its owner may read, and that tells nothing', async () => {
    await start();
    await useFresh();
    const file = await fileOf();
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(auth.folder)).mode & 0o777).toBe(0o700);
    const bytes = await readFile(file, 'latin1');
    expect(auth.secrets.length).toBeGreaterThan(3);
    for (const secret of auth.secrets) {
      expect(bytes).not.toContain(secret);
      expect(bytes).not.toContain(Buffer.from(secret).toString('base64url').slice(0, 20));
    }
  });

  it('is used once when fifty calls need a token, and ten clients one after the other', async () => {
    await start();
    const before = tokensIssued();
    const client = await auth.client({ vault: auth.vault() });
    await Promise.all(Array.from({ length: 50 }, () => client.listPockets()));
    expect(tokensIssued() - before).toBe(1);
    await Promise.all(Array.from({ length: 10 }, useFresh));
    expect(tokensIssued() - before).toBe(11);
    expect(await useFresh()).toHaveLength(1);
  });

  it('is kept where a server gives no new one', async () => {
    let isWithoutNew = false;
    await start({
      hooks: {
        async after({ route }, response) {
          if (route !== 'token' || !isWithoutNew) return undefined;
          const { refresh_token: _, ...reply } = (await response.json()) as Record<string, unknown>;
          return Response.json(reply);
        },
      },
    });
    const before = (await stored())?.refreshToken?.reveal();
    isWithoutNew = true;
    await useFresh();
    expect((await stored())?.refreshToken?.reveal()).toBe(before);
  });
});

describe('a reply that is refused does not take the new refresh token with it', () => {
  it.each<[string, (reply: Record<string, unknown>) => Response, RegExp]>([
    [
      'for its type',
      (reply) => Response.json({ ...reply, token_type: 'mac' }),
      /token_type: expected Bearer, got mac/,
    ],
    [
      'for its access token',
      ({ access_token: _, ...reply }) => Response.json(reply),
      /access_token/,
    ],
  ])('%s', async (_, change, reason) => {
    let isChanged = false;
    await start({
      hooks: {
        async after({ route }, response) {
          if (route !== 'token' || !isChanged) return undefined;
          isChanged = false;
          return change((await response.json()) as Record<string, unknown>);
        },
      },
    });
    isChanged = true;
    const client = await auth.client({ vault: auth.vault(), retry: { retries: 0 } });
    await expect(client.listPockets()).rejects.toThrow(reason);
    expect(await stored()).toMatchObject({ isAsked: false });
    expect((await stored())?.refreshToken?.reveal()).toBe(auth.secrets.at(-1));
    expect(await useFresh()).toHaveLength(1);
  });

  it('where its date is far from ours: that is told before the next refresh, not after this one', async () => {
    let isOff = false;
    await start({
      hooks: {
        after({ route }, response) {
          if (route !== 'token' || !isOff) return undefined;
          isOff = false;
          const date = new Date(Date.now() + 3_600_000).toUTCString();
          const headers = { ...Object.fromEntries(response.headers), date };
          return new Response(response.body, { headers });
        },
      },
    });
    isOff = true;
    expect(await useFresh()).toHaveLength(1);
    expect(await useFresh()).toHaveLength(1);
  });
});

describe('somebody has to log in', () => {
  const LOG_IN = /run: pocketbook login --entity main$/;

  it('where nobody has', async () => {
    auth = await startAuth();
    await expect(useFresh()).rejects.toMatchObject({
      code: 'AUTH_REJECTED',
      retryable: false,
      message: expect.stringMatching(/^sign-in of main: nobody has signed in; run/),
    });
    expect(tokensIssued()).toBe(0);
  });

  it('where the reply to a refresh was lost; after that all is well', async () => {
    let isLost = false;
    await start({
      hooks: {
        after({ route, outgoing }, response) {
          if (route !== 'token' || !isLost) return undefined;
          isLost = false;
          if ('destroy' in outgoing) outgoing.destroy();
          return response;
        },
      },
    });
    isLost = true;
    const refusal = await useFresh().catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'AUTH_REJECTED', retryable: false });
    expect(String(refusal)).toMatch(/the reply to an earlier refresh was lost/);
    expect(String(refusal)).toMatch(LOG_IN);
    for (const secret of auth.secrets) expect(inspect(refusal, { depth: 9 })).not.toContain(secret);
    const asked = tokensIssued();
    await expect(useFresh()).rejects.toThrow(/the reply to an earlier refresh was lost/);
    expect(tokensIssued()).toBe(asked);
    await auth.signIn();
    expect(await useFresh()).toHaveLength(1);
  });

  it('where a copy of the token was used elsewhere, which revokes the sign-in', async () => {
    await start();
    const copy = await stored();
    await useFresh();
    const honest = await auth.client({ vault: auth.vault() });
    await honest.listPockets();
    if (copy !== null) await auth.vault().exclusively((keeper) => keeper.write(copy));
    await expect(useFresh()).rejects.toThrow(
      /used by somebody else, and the server then revokes the whole sign-in/,
    );
    await expect(honest.listPockets()).rejects.toThrow(LOG_IN);
  });

  it('where the file was sealed under another key, and the file is left alone', async () => {
    await start();
    const before = await readFile(await fileOf());
    const stranger = auth.vault([newKey().key]);
    await expect(stored(stranger)).rejects.toThrow(/neither opens it; run: pocketbook login/);
    expect(await readFile(await fileOf())).toEqual(before);
  });

  it('where the file was cut short, or moved to another entity', async () => {
    await start();
    const file = await fileOf();
    const bytes = await readFile(file);
    const other = auth.vault([auth.key], 'other');
    await other.exclusively((keeper) =>
      keeper.write({
        refreshToken: new Secret('x'),
        isAsked: false,
        signedInAt: new Date(0),
        renewedAt: new Date(0),
      }),
    );
    const [name = ''] = (await readdir(auth.folder)).filter((one) => one.startsWith('other'));
    await writeFile(join(auth.folder, name), bytes);
    await expect(stored(other)).rejects.toThrow(/neither opens it/);
    await writeFile(file, bytes.subarray(0, 50));
    await expect(stored()).rejects.toThrow(/neither opens it/);
  });

  it('after a logout', async () => {
    await start();
    expect(await auth.vault().exclusively((keeper) => keeper.forget())).toBe(true);
    expect(await auth.vault().exclusively((keeper) => keeper.forget())).toBe(false);
    await expect(useFresh()).rejects.toThrow(/nobody has signed in/);
  });
});

describe('nobody has to log in', () => {
  it.each([
    ['after a failure of the server, which may have come too late', 503, {}, true],
    ['after being told to wait', 429, { 'retry-after': '0' }, false],
    ['after a request that was refused before the token was looked at', 400, {}, false],
  ] as const)('%s', async (_, code, headers, isAsked) => {
    let isFailing = false;
    await start({
      hooks: {
        before: ({ route }) =>
          route === 'token' && isFailing
            ? Response.json({ error: 'invalid_request' }, { status: code, headers })
            : undefined,
      },
    });
    isFailing = true;
    const retry = { retries: 1, minDelayMs: 1, maxDelayMs: 2 };
    const client = await auth.client({ vault: auth.vault(), retry });
    await expect(client.listPockets()).rejects.toBeDefined();
    expect(await stored()).toMatchObject({ isAsked });
    isFailing = false;
    expect(await useFresh()).toHaveLength(1);
  });

  it('after a refresh that never left this machine, and the file says that nothing was asked', async () => {
    let isLeaving = false;
    await start({
      hooks: {
        after({ route, outgoing }, response) {
          if (route !== 'discovery' || !isLeaving) return undefined;
          outgoing.once('finish', () => void auth.stop());
          const headers = { ...Object.fromEntries(response.headers), connection: 'close' };
          return new Response(response.body, { headers });
        },
      },
    });
    isLeaving = true;
    const client = await auth.client({ vault: auth.vault(), retry: { retries: 0 } });
    await expect(client.listPockets()).rejects.toMatchObject({
      context: { call: 'token', outcome: 'unsent' },
    });
    expect(await stored()).toMatchObject({ isAsked: false });
  });

  it('when the key is changed: the file opens by either, and by the new one alone in the end', async () => {
    const next = newKey();
    await start({ auth: { secondPublicKeyPem: next.publicKeyPem } });
    await expect(stored(auth.vault([next.key]))).rejects.toThrow(/neither opens it/);
    const before = await stored(auth.vault([auth.key, next.key]));
    expect(await stored(auth.vault([next.key]))).toEqual(before);
    expect(await stored(auth.vault([auth.key]))).toEqual(before);
    const client = await auth.client({ key: next.key, vault: auth.vault([next.key]) });
    expect(await client.listPockets()).toHaveLength(1);
    await expect(stored(auth.vault([auth.key]))).rejects.toThrow(/neither opens it/);
  });
});

describe('one refresh at a time, over all processes', () => {
  const lock = async () => `${await fileOf()}.lock`;

  it('five processes at once each get a token, and the sign-in lives on', async () => {
    await start();
    const ends = Array.from({ length: 5 }, () => startChild().ended);
    for (const said of await Promise.all(ends)) expect(said).toBe('1 pockets\n');
    expect(await useFresh()).toHaveLength(1);
  });

  it('a lock whose process has ended is taken over', async () => {
    await start();
    const child = startChild();
    await child.ended;
    await writeFile(await lock(), `${hostname()} ${child.pid} left-behind`);
    expect(await useFresh()).toHaveLength(1);
    expect(await readdir(auth.folder)).not.toContainEqual(expect.stringContaining('lock'));
  });

  it('a lock that a process of our number left is taken over, as in a container that starts again', async () => {
    await start();
    await writeFile(await lock(), `${hostname()} ${process.pid} left-behind`);
    const slept: number[] = [];
    const { clientId, authUrl } = auth.sandbox;
    const clock = { now: () => new Date(), sleep: async (ms: number) => void slept.push(ms) };
    const keys = [auth.key];
    const options = { folder: auth.folder, entityId: 'main', clientId, authUrl, keys, clock };
    expect(await stored(createTokenVault(options))).toMatchObject({ isAsked: false });
    expect(slept).toEqual([]);
  });

  it.each([
    ['of a process that lives', `${hostname()} ${process.ppid} somebody`],
    ['of another machine', 'another-host 1 somebody'],
  ])('a lock %s is taken over once it is older than any refresh', async (_, holder) => {
    await start();
    const path = await lock();
    await writeFile(path, holder);
    const longAgo = new Date(Date.now() - 11 * 60_000);
    await utimes(path, longAgo, longAgo);
    expect(await useFresh()).toHaveLength(1);
  });

  it('a lock of a process that lives is waited for, and not for ever', async () => {
    await start();
    const path = await lock();
    await writeFile(path, `${hostname()} ${process.ppid} somebody`);
    const slept: number[] = [];
    const { clientId, authUrl } = auth.sandbox;
    const clock = { now: () => new Date(), sleep: async (ms: number) => void slept.push(ms) };
    const keys = [auth.key];
    const options = { folder: auth.folder, entityId: 'main', clientId, authUrl, keys, clock };
    await expect(stored(createTokenVault(options))).rejects.toMatchObject({
      code: 'RUN_BUSY',
      retryable: true,
    });
    expect(slept.reduce((sum, ms) => sum + ms, 0)).toBe(180_000);
    expect(await readFile(path, 'utf8')).toMatch(/somebody$/);
  });
});

describe('a process that is killed', () => {
  const killedAt = async (route: string, when: 'before' | 'after') => {
    let victim: ChildProcess | null = null;
    const kill = (call: { route: string }) => {
      if (victim === null || call.route !== route) return undefined;
      victim.kill('SIGKILL');
      victim = null;
      return Response.json({}, { status: 503 });
    };
    await start({ hooks: when === 'before' ? { before: kill } : { after: kill } });
    const child = startChild();
    victim = child.process;
    expect(await child.ended).toBe('');
  };

  it('before its refresh was carried out loses nothing', async () => {
    await killedAt('token', 'before');
    expect(await stored()).toMatchObject({ isAsked: true });
    expect(await useFresh()).toHaveLength(1);
  });

  it('between the server and the file says that somebody has to log in', async () => {
    await killedAt('token', 'after');
    await expect(useFresh()).rejects.toThrow(/lost on its way.*pocketbook login/);
    await auth.signIn();
    expect(await useFresh()).toHaveLength(1);
  });

  it('once it has its token loses nothing', async () => {
    await killedAt('pockets', 'before');
    expect(await stored()).toMatchObject({ isAsked: false });
    expect(await useFresh()).toHaveLength(1);
  });
});

const CHILD = fileURLToPath(new URL('support/refresh-child.ts', import.meta.url));

function startChild() {
  const { url, clientId } = auth.sandbox;
  const pem = auth.key.key.export({ type: 'pkcs8', format: 'pem' }).toString();
  const args = ['--import', 'tsx', CHILD, url, auth.folder, pem, clientId];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = new Promise<string>((resolve) => child.once('close', () => resolve(said)));
  return { process: child, pid: child.pid ?? 0, ended };
}
