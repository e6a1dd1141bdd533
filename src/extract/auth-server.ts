import { PocketbookError } from '../domain/errors.ts';
import { signClientAssertion } from './client-assertion.ts';
import type { ClientKey, ClientKeys } from './client-keys.ts';
import { type AuthMetadata, DISCOVERY_PATH, readMetadata } from './discovery.ts';
import type { Dpop } from './dpop.ts';
import { errorWord } from './error-word.ts';
import { exchange, type HttpAnswer, type HttpAsk } from './exchange.ts';
import type { RateLimiter } from './rate-limit.ts';
import type { ServerClock } from './server-clock.ts';
import { statusError } from './status-error.ts';

/** The authorization server, spoken to as the client that our keys prove us to be. */
export interface AuthServer {
  /**
   * Read anew each time: an endpoint that moved is noticed, and its `Date` corrects our clock before anything is dated.
   */
  discover(): Promise<AuthMetadata>;
  /** The answer to a form that an endpoint wants from a known client, whatever its status. */
  post(name: string, endpoint: string, metadata: AuthMetadata, form: Form): Promise<HttpAnswer>;
  now(): Date;
}

export type Form = Readonly<Record<string, string>>;

export interface AuthServerOptions {
  readonly authUrl: string;
  readonly clientId: string;
  readonly keys: ClientKeys;
  readonly dpop: Dpop | null;
  readonly timeoutMs: number;
  readonly limiter: RateLimiter;
  readonly serverClock: ServerClock;
  readonly counted: () => void;
}

const BYTES_MAX = 1_000_000;

export function createAuthServer(options: AuthServerOptions): AuthServer {
  const { authUrl, serverClock, dpop } = options;
  return {
    async discover() {
      const found = await send(options, {
        name: 'discovery',
        method: 'GET',
        url: `${authUrl}${DISCOVERY_PATH}`,
        headers: async () => ({ accept: 'application/json' }),
      });
      // Here and after no other answer: nothing has been asked yet that could be lost with the reply.
      serverClock.check();
      if (found.status !== 200) throw statusError('discovery', found, serverClock.now());
      const metadata = readMetadata(found, authUrl);
      dpop?.check(metadata.dpopAlgs);
      return metadata;
    },
    post: (name, endpoint, metadata, form) => post(options, name, endpoint, metadata, form),
    now: serverClock.now,
  };
}

/** With the key in use; where that is not known, once with the other. */
async function post(
  options: AuthServerOptions,
  name: string,
  endpoint: string,
  metadata: AuthMetadata,
  form: Form,
): Promise<HttpAnswer> {
  const { keys } = options;
  const able = usable(keys.inOrder(), metadata.assertionAlgs);
  for (const [index, key] of able.entries()) {
    const answer = await postAs(options, key, { name, endpoint, metadata, form });
    const isRefused = errorWord(answer) === 'invalid_client';
    if (!isRefused && answer.status < 500 && answer.status !== 429) keys.accepted(key);
    if (!isRefused || index === able.length - 1) return answer;
  }
  throw noKey(keys.inOrder(), metadata.assertionAlgs);
}

function usable(keys: readonly ClientKey[], algs: readonly string[] | null): readonly ClientKey[] {
  return keys.filter(({ key }) => algs === null || algs.includes(key.alg));
}

interface Posting {
  readonly name: string;
  readonly endpoint: string;
  readonly metadata: AuthMetadata;
  readonly form: Form;
}

async function postAs(
  options: AuthServerOptions,
  key: ClientKey,
  { name, endpoint, metadata, form }: Posting,
): Promise<HttpAnswer> {
  const { dpop } = options;
  const request = { method: 'POST', url: endpoint } as const;
  const attempt = () =>
    send(options, {
      name,
      ...request,
      headers: async () => ({
        accept: 'application/json',
        'content-type': 'application/x-www-form-urlencoded',
        ...(dpop === null ? {} : { dpop: await dpop.prove(request) }),
      }),
      body: () => signedForm(options, key, metadata, form),
    });
  const answer = await attempt();
  if (dpop?.learn(endpoint, answer) !== true) return answer;
  const again = await attempt();
  dpop.learn(endpoint, again);
  return again;
}

/** Signed when the turn has come: waiting for room in the rate limit would make it old. */
type Ask = Omit<HttpAsk, 'timeoutMs' | 'bytesMax' | 'headers' | 'body'> & {
  readonly headers: () => Promise<HttpAsk['headers']>;
  readonly body?: () => Promise<string>;
};

async function send(options: AuthServerOptions, ask: Ask): Promise<HttpAnswer> {
  const { timeoutMs, limiter } = options;
  const answer = await limiter.run('auth', async () => {
    const headers = await ask.headers();
    const body = await ask.body?.();
    options.counted();
    const { name, method, url } = ask;
    const limits = { timeoutMs, bytesMax: BYTES_MAX };
    return exchange({
      name,
      method,
      url,
      headers,
      ...limits,
      ...(body === undefined ? {} : { body }),
    });
  });
  limiter.note('auth', answer.headers);
  options.serverClock.observe(answer.headers);
  return answer;
}

async function signedForm(
  options: AuthServerOptions,
  { key, keyId }: ClientKey,
  metadata: AuthMetadata,
  form: Form,
): Promise<string> {
  const assertion = await signClientAssertion(key, {
    clientId: options.clientId,
    keyId,
    audience: metadata.tokenEndpoint,
    now: options.serverClock.now(),
  });
  return new URLSearchParams({
    ...form,
    client_id: options.clientId,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
  }).toString();
}

function noKey(keys: readonly ClientKey[], algs: readonly string[] | null): PocketbookError {
  const ours = [...new Set(keys.map(({ key }) => key.alg))].join(' or ');
  const theirs = (algs ?? []).join(', ').slice(0, 100);
  return new PocketbookError(
    'AUTH_REJECTED',
    `discovery signing algorithms: expected ${ours} among them, got ${theirs}`,
    { retryable: false },
  );
}
