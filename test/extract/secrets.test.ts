import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { Secret } from '../../src/extract/secret.ts';
import { askFor, diary, makeClient, recordingLog } from './support/client.ts';
import {
  type Answer,
  type FakeJiko,
  raw,
  reset,
  startFakeJiko,
  status,
} from './support/fake-jiko.ts';
import { type SimulatedAuth, startAuth } from './support/simulated-auth.ts';

let jiko: FakeJiko | undefined;
let auth: SimulatedAuth | undefined;
afterEach(async () => {
  await jiko?.close();
  await auth?.stop();
});

it('a secret prints as three stars', () => {
  const secret = new Secret('canary');
  expect(`${secret} ${JSON.stringify({ secret })} ${inspect({ secret })}`).not.toContain('canary');
  expect(String(secret)).toBe('***');
  expect(secret.reveal()).toBe('canary');
});

/** Sends back all it was sent. */
const echo =
  (code: number): Answer =>
  (call) => {
    const { authorization = '' } = call.request.headers;
    const detail = `${authorization} ${call.url.href} ${call.body}`;
    return status(code, {}, { detail, error: detail })(call);
  };

const badLength = raw(
  ['HTTP/1.1 200 OK', 'Content-Length: 3'],
  '{"access_token":"canary-token-x"}',
);
const badHeader = raw(['HTTP/1.1 200 OK', 'Bad Header: canary-token-x'], 'canary-token-x');

it.each<[string, Parameters<FakeJiko['always']>[0], Answer]>([
  ['an echo of the token request', 'token', echo(400)],
  ['an echo of the token request, as a failure', 'token', echo(500)],
  ['a token answer that is too long', 'token', badLength],
  ['a token answer that cannot be read', 'token', badHeader],
  ['an echo of the creation', 'create', echo(400)],
  ['an echo of the creation, as a failure', 'create', echo(500)],
  ['an echo of the list', 'list', echo(400)],
  ['an echo of the download', 'download', echo(403)],
  [
    'a URL of a host that is not allowed',
    'download',
    status(200, {}, { url: 'https://x.test/?canary-signature' }),
  ],
  ['a URL that is none', 'download', status(200, {}, { url: 'canary-signature' })],
  [
    'a URL in the wrong place',
    'download',
    status(200, {}, { url: { canary: 'canary-signature' } }),
  ],
  ['a file that is refused', 'file', echo(500)],
  ['a file that has expired', 'file', echo(410)],
  ['a file that is an echo', 'file', echo(200)],
  ['a file that breaks off', 'file', reset],
  ['a file that cannot be read', 'file', badHeader],
  ['a file that leads on', 'file', status(302, { location: 'https://x.test/?canary-signature' })],
])('no error and no log line tells a secret: %s', async (_, route, answer) => {
  jiko = await startFakeJiko({ readyAfterMs: () => (route === 'list' ? 60_000 : 0) });
  jiko.always(route, answer);
  const log = recordingLog();
  const retry = { retries: 2, minDelayMs: 1, maxDelayMs: 2 };
  const client = await makeClient(jiko, { log, retry });
  const hooks = diary();
  const errors: unknown[] = [];
  const asks = [1, 2].map((pocket) => ({ ask: askFor('2026-10-01', `pocket-${pocket}`) }));
  await client
    .settleReports(
      asks,
      { ...hooks, failed: async (_planned, reason) => void errors.push(reason) },
      { reaskPauseMs: 1 },
    )
    .catch((error: unknown) => errors.push(error));
  expect(errors.length).toBeGreaterThan(0);
  const told = [
    ...log.lines,
    ...hooks.events,
    ...errors.map((error) => inspect(error, { depth: 9 })),
  ];
  for (const line of [...told, ...errors.map((error) => JSON.stringify(error))]) {
    expect(line).not.toMatch(/canary-(token|signature)|client_assertion|eyJ|PRIVATE KEY/);
  }
  expect(inspect(client, { depth: 9, showHidden: true })).not.toMatch(/canary-|PRIVATE KEY/);
});

describe('a sign-in', () => {
  const echoing = (wanted: string, code: number) => ({
    async before({ route, request }: { route: string; request: Request }) {
      if (route !== wanted) return undefined;
      const shown = [...request.headers.values(), await request.clone().text()].join(' ');
      return Response.json(
        { detail: shown, error: shown, error_description: shown },
        { status: code },
      );
    },
  });

  it.each([
    ['par', 400],
    ['par', 500],
    ['token', 400],
    ['token', 401],
    ['token', 500],
  ])('that %s answers with an echo (%i) tells no secret', async (route, code) => {
    auth = await startAuth({ hooks: echoing(route, code) });
    const refusal = await auth.signIn().catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(Error);
    expectNoSecret([inspect(refusal, { depth: 9, showHidden: true }), JSON.stringify(refusal)]);
  });

  it.each([
    ['token', 400],
    ['token', 401],
    ['token', 500],
    ['pockets', 400],
    ['pockets', 401],
    ['pockets', 500],
  ])('whose token is renewed, proven and shown to %s tells no secret (%i)', async (route, code) => {
    let hooks: ReturnType<typeof echoing> | null = null;
    auth = await startAuth({ hooks: { before: (call) => hooks?.before(call) } });
    await auth.signIn();
    hooks = echoing(route, code);
    const log = recordingLog();
    const retry = { retries: 1, minDelayMs: 1, maxDelayMs: 2 };
    const vault = auth.vault();
    const client = await auth.client({ vault, isDpopOn: true, log, retry });
    const refusal = await client.listPockets().catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(Error);
    const things = [refusal, client, vault].map((one) =>
      inspect(one, { depth: 9, showHidden: true }),
    );
    expectNoSecret([...things, JSON.stringify(refusal), ...log.lines]);
  });

  function expectNoSecret(texts: readonly string[]): void {
    for (const text of texts) {
      for (const secret of auth?.secrets ?? []) expect(text).not.toContain(secret);
      expect(text).not.toMatch(/client_assertion|eyJ|PRIVATE KEY|code_verifier/);
    }
  }
});
