import { z } from 'zod';
import { PocketbookError } from '../domain/errors.ts';
import { type JsonObject, parseJson, type Received, readField, readObject } from './answer.ts';
import type { HttpAnswer } from './exchange.ts';
import { isLoopback } from './loopback.ts';

export const DISCOVERY_PATH = '/.well-known/openid-configuration';

/** What we need to know of an authorization server (OpenID Connect Discovery 1.0; RFC 8414). */
export interface AuthMetadata {
  readonly issuer: string;
  readonly tokenEndpoint: string;
  readonly authorizationEndpoint: string | null;
  /** RFC 9126, where it is offered. */
  readonly parEndpoint: string | null;
  /** Algorithms for client assertions; null where the server does not say. */
  readonly assertionAlgs: readonly string[] | null;
  /** Algorithms for DPoP proofs; null where the server does not say. */
  readonly dpopAlgs: readonly string[] | null;
  /** Does every redirect carry `iss` (RFC 9207)? */
  readonly isIssuerTold: boolean;
}

/**
 * The issuer is pinned: it must be `authUrl` to the letter, and every endpoint we use must be on the same host (OpenID
 * Connect Discovery 1.0, 4.3). Throws AUTH_REJECTED otherwise.
 */
export function readMetadata(answer: HttpAnswer, authUrl: string): AuthMetadata {
  const document = readObject(parseJson('discovery', answer));
  const issuer = readField(document, ['issuer'], z.string()).value;
  if (issuer !== authUrl) {
    throw refused(`issuer: expected '${authUrl}', got '${issuer.slice(0, 100)}'`);
  }
  return {
    issuer,
    tokenEndpoint: required(document, 'token_endpoint', authUrl),
    authorizationEndpoint: optional(document, 'authorization_endpoint', authUrl),
    parEndpoint: optional(document, 'pushed_authorization_request_endpoint', authUrl),
    assertionAlgs: words(document, 'token_endpoint_auth_signing_alg_values_supported'),
    dpopAlgs: words(document, 'dpop_signing_alg_values_supported'),
    isIssuerTold: document.value['authorization_response_iss_parameter_supported'] === true,
  };
}

function required(document: Received<JsonObject>, name: string, authUrl: string): string {
  const endpoint = readField(document, [name], z.string()).value;
  if (isSameHost(endpoint, authUrl)) return endpoint;
  throw refused(`${name}: expected https on ${new URL(authUrl).host}, got another place`);
}

/** What only a sign-in needs does not stop a client that has none: an endpoint elsewhere counts as not offered. */
function optional({ value }: Received<JsonObject>, name: string, authUrl: string): string | null {
  const told = value[name];
  return typeof told === 'string' && isSameHost(told, authUrl) ? told : null;
}

function words({ value }: Received<JsonObject>, name: string): readonly string[] | null {
  const read = z.array(z.string()).safeParse(value[name]);
  return read.success ? read.data : null;
}

function isSameHost(endpoint: string, authUrl: string): boolean {
  if (!URL.canParse(endpoint)) return false;
  const url = new URL(endpoint);
  const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url));
  return isSafe && url.username === '' && url.host === new URL(authUrl).host;
}

function refused(reason: string): PocketbookError {
  return new PocketbookError('AUTH_REJECTED', `discovery ${reason}`, { retryable: false });
}
