import { z } from 'zod';
import { PocketbookError } from '../domain/errors.ts';
import { parseJson, readField, readObject } from './answer.ts';
import { signClientAssertion } from './client-assertion.ts';
import { DISCOVERY_PATH, readTokenEndpoint } from './discovery.ts';
import { exchange, type HttpAnswer, type HttpAsk } from './exchange.ts';
import type { PrivateKey } from './private-key.ts';
import type { RateLimiter } from './rate-limit.ts';
import { type Retrying, repeat } from './retry.ts';
import { Secret } from './secret.ts';
import type { ServerClock } from './server-clock.ts';
import { statusError } from './status-error.ts';

export interface AccessToken {
  readonly value: Secret;
  /** The scopes granted, where the server tells them. */
  readonly scopes: readonly string[] | null;
}

export interface TokenSource {
  /** A token that is good for a while yet; many who ask at once share one request. */
  current(): Promise<AccessToken>;
  /** The server no longer takes this token: the next `current` asks for another. */
  drop(token: AccessToken): void;
}

export interface TokenOptions {
  readonly authUrl: string;
  readonly clientId: string;
  readonly keyId?: string | undefined;
  readonly key: PrivateKey;
  readonly scope: string;
  readonly timeoutMs: number;
  readonly retrying: Retrying;
  readonly limiter: RateLimiter;
  readonly serverClock: ServerClock;
  /** A reading that no setting of the clock moves, in ms. */
  readonly monotonicMs: () => number;
  readonly counted: () => void;
}

const RENEW_AT = 0.8;
const LIFE_SECONDS_DEFAULT = 300;
const LIFE_SECONDS_MAX = 3600;
/** A key that was refused is not tried again at once by every call that is still waiting. */
const REFUSAL_KEPT_MS = 60_000;
const BYTES_MAX = 1_000_000;

interface Held {
  readonly token: AccessToken;
  readonly renewAtMs: number;
}

export function createTokenSource(options: TokenOptions): TokenSource {
  const { monotonicMs } = options;
  let held: Held | null = null;
  let asked: Promise<AccessToken> | null = null;
  let refusal: { readonly error: PocketbookError; readonly untilMs: number } | null = null;

  const renew = async (): Promise<AccessToken> => {
    try {
      held = await repeat(() => requestToken(options), options.retrying);
      return held.token;
    } catch (error) {
      if (error instanceof PocketbookError && error.code === 'AUTH_REJECTED') {
        refusal = { error, untilMs: monotonicMs() + REFUSAL_KEPT_MS };
      }
      throw error;
    } finally {
      asked = null;
    }
  };
  return {
    async current() {
      if (held !== null && monotonicMs() < held.renewAtMs) return held.token;
      if (refusal !== null && monotonicMs() < refusal.untilMs) throw refusal.error;
      asked ??= renew();
      return asked;
    },
    drop(token) {
      if (held?.token === token) held = null;
    },
  };
}

/**
 * Reads the discovery document anew each time: an endpoint that moved is noticed, and its `Date` corrects our clock
 * before the assertion is dated.
 */
async function requestToken(options: TokenOptions): Promise<Held> {
  const found = await send(options, {
    name: 'discovery',
    method: 'GET',
    url: `${options.authUrl}${DISCOVERY_PATH}`,
    headers: { accept: 'application/json' },
  });
  if (found.status !== 200) throw statusError('discovery', found, options.serverClock.now());
  const endpoint = readTokenEndpoint(found, options.authUrl, options.key.alg);
  const askedAtMs = options.monotonicMs();
  const answer = await send(options, {
    name: 'token',
    method: 'POST',
    url: endpoint,
    headers: {
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: await tokenForm(options, endpoint),
  });
  if (answer.status !== 200) throw tokenError(answer, options.serverClock.now());
  return readToken(answer, askedAtMs);
}

async function send(
  options: TokenOptions,
  ask: Omit<HttpAsk, 'timeoutMs' | 'bytesMax'>,
): Promise<HttpAnswer> {
  const { timeoutMs, limiter } = options;
  const answer = await limiter.run('auth', () => {
    options.counted();
    return exchange({ ...ask, timeoutMs, bytesMax: BYTES_MAX });
  });
  limiter.note('auth', answer.headers);
  options.serverClock.observe(answer.headers);
  return answer;
}

async function tokenForm(options: TokenOptions, endpoint: string): Promise<string> {
  const assertion = await signClientAssertion(options.key, {
    clientId: options.clientId,
    keyId: options.keyId,
    audience: endpoint,
    now: options.serverClock.now(),
  });
  return new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: options.clientId,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
    scope: options.scope,
  }).toString();
}

/** What may stand in a header; anything else would be quoted in the error of `fetch`. */
const tokenShape = z.string().regex(/^[\x21-\x7e]+$/, { error: 'expected a token' });
const typeShape = z.string().regex(/^bearer$/i, { error: 'expected Bearer' });
const lifeShape = z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]);

function readToken(answer: HttpAnswer, askedAtMs: number): Held {
  const body = readObject(parseJson('token', answer));
  readField(body, ['token_type'], typeShape);
  const value = new Secret(readField(body, ['access_token'], tokenShape).value);
  const scope = z.string().safeParse(body.value['scope']);
  const lifeMs = lifeSeconds(body.value['expires_in']) * 1000;
  return {
    token: { value, scopes: scope.success ? scope.data.split(' ').filter(Boolean) : null },
    renewAtMs: askedAtMs + lifeMs * RENEW_AT,
  };
}

function lifeSeconds(told: unknown): number {
  const read = lifeShape.safeParse(told);
  if (!read.success || !(read.data > 0)) return LIFE_SECONDS_DEFAULT;
  return Math.min(read.data, LIFE_SECONDS_MAX);
}

/** RFC 6749, 5.2: the reason stands in `error`. Only that word is passed on. */
function tokenError(answer: HttpAnswer, now: Date): PocketbookError {
  if (answer.status === 429 || answer.status >= 500) return statusError('token', answer, now);
  const word = errorWord(answer);
  const hint = HINTS[word] ?? 'check the client id, the key and the scopes';
  return new PocketbookError(
    'AUTH_REJECTED',
    `token: expected an access token, got ${answer.status} ${word}; ${hint}`,
    { retryable: false, context: { status: answer.status, reason: word } },
  );
}

const HINTS: Readonly<Record<string, string>> = {
  invalid_client:
    'check the client id, that the public half of this key is registered for it, its algorithm and this machine’s clock',
  invalid_scope: 'ask for fewer scopes, or have them granted by Jiko',
};

function errorWord(answer: HttpAnswer): string {
  try {
    const body = readObject(parseJson('token', answer));
    return readField(body, ['error'], z.string().regex(/^[a-z_]{1,40}$/)).value;
  } catch {
    return 'without a reason';
  }
}
