import { z } from 'zod';
import { PocketbookError } from '../domain/errors.ts';
import { type JsonObject, parseJson, type Received, readField, readObject } from './answer.ts';
import { errorWord } from './error-word.ts';
import type { HttpAnswer } from './exchange.ts';
import { Secret } from './secret.ts';
import { statusError } from './status-error.ts';

export interface AccessToken {
  readonly value: Secret;
  /** How it is shown to the API: `DPoP` is bound to our key (RFC 9449), `Bearer` to nothing. */
  readonly scheme: TokenScheme;
  /** The scopes granted, where the server tells them. */
  readonly scopes: readonly string[] | null;
}

export type TokenScheme = 'Bearer' | 'DPoP';

export interface Granted {
  readonly token: AccessToken;
  readonly lifeMs: number;
  readonly refreshToken: Secret | null;
}

const LIFE_SECONDS_DEFAULT = 300;
const LIFE_SECONDS_MAX = 3600;

/** What may stand in a header; anything else would be quoted in the error of `fetch`. */
const tokenShape = z.string().regex(/^[\x21-\x7e]+$/, { error: 'expected a token' });
const lifeShape = z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]);

/** Reads the answer to a token request that was granted. Throws ANSWER_INVALID, or AUTH_REJECTED for an unbound token. */
export function readGranted(answer: HttpAnswer, scheme: TokenScheme): Granted {
  const body = readObject(parseJson('token', answer));
  checkScheme(body, scheme);
  const value = new Secret(readField(body, ['access_token'], tokenShape).value);
  const scope = z.string().safeParse(body.value['scope']);
  const scopes = scope.success ? scope.data.split(' ').filter(Boolean) : null;
  return {
    token: { value, scheme, scopes },
    lifeMs: lifeSeconds(body.value['expires_in']) * 1000,
    refreshToken: readRenewal(answer),
  };
}

/**
 * The refresh token of such an answer, whatever the rest of it is worth: the one before has ended. Null where it gives
 * none. Throws ANSWER_INVALID.
 */
export function readRenewal(answer: HttpAnswer): Secret | null {
  const body = readObject(parseJson('token', answer));
  if ((body.value['refresh_token'] ?? null) === null) return null;
  return new Secret(readField(body, ['refresh_token'], tokenShape).value);
}

/** The type is a word without case (RFC 6749, 5.1). A token that should be bound and is not must not be used (RFC 9449, 5). */
function checkScheme(body: Received<JsonObject>, scheme: TokenScheme): void {
  const type = readField(body, ['token_type'], z.string()).value;
  if (type.toLowerCase() === scheme.toLowerCase()) return;
  const told = /^[\w-]{1,20}$/.test(type) ? type : 'another word';
  const remedy = scheme === 'DPoP' ? 'set JIKO_DPOP=off to go without' : 'set JIKO_DPOP=on';
  throw new PocketbookError(
    'AUTH_REJECTED',
    `token: token_type: expected ${scheme}, got ${told}; ${remedy}`,
    { retryable: false },
  );
}

function lifeSeconds(told: unknown): number {
  const read = lifeShape.safeParse(told);
  if (!read.success || !(read.data > 0)) return LIFE_SECONDS_DEFAULT;
  return Math.min(read.data, LIFE_SECONDS_MAX);
}

/** The error of a token request that was refused. */
export function tokenError(answer: HttpAnswer, now: Date, name = 'token'): PocketbookError {
  if (answer.status === 429 || answer.status >= 500) return statusError(name, answer, now);
  const word = errorWord(answer) ?? 'without a reason';
  const hint = HINTS[word] ?? 'check the client id, the key and the scopes';
  return new PocketbookError(
    'AUTH_REJECTED',
    `${name}: expected ${name === 'token' ? 'an access token' : 'to be accepted'}, got ${answer.status} ${word}; ${hint}`,
    { retryable: false, context: { status: answer.status, reason: word } },
  );
}

const HINTS: Readonly<Record<string, string>> = {
  invalid_client:
    'check the client id, that the public half of this key is registered for it, its algorithm and this machine’s clock',
  invalid_scope: 'ask for fewer scopes, or have them granted by Jiko',
  unauthorized_client: 'this client may not use this grant: see JIKO_GRANT',
  unsupported_grant_type: 'this client may not use this grant: see JIKO_GRANT',
  invalid_dpop_proof: 'check this machine’s clock; the server may also demand JIKO_DPOP=on',
};
