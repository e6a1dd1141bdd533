import { z } from 'zod';
import { PocketbookError } from '../domain/errors.ts';
import { parseJson, readField, readObject } from './answer.ts';
import type { HttpAnswer } from './exchange.ts';
import { isLoopback } from './loopback.ts';
import type { KeyAlgorithm } from './private-key.ts';

export const DISCOVERY_PATH = '/.well-known/openid-configuration';

/**
 * The token endpoint that the discovery document of `authUrl` names. The issuer is pinned: it must be `authUrl` to the
 * letter, and the endpoint must be on the same host (OpenID Connect Discovery 1.0, 4.3). Throws AUTH_REJECTED otherwise.
 */
export function readTokenEndpoint(answer: HttpAnswer, authUrl: string, alg: KeyAlgorithm): string {
  const document = readObject(parseJson('discovery', answer));
  const issuer = readField(document, ['issuer'], z.string()).value;
  if (issuer !== authUrl) {
    throw refused(`issuer: expected '${authUrl}', got '${issuer.slice(0, 100)}'`);
  }
  const endpoint = readField(document, ['token_endpoint'], z.string()).value;
  if (!isSameHost(endpoint, authUrl)) {
    throw refused(`token_endpoint: expected https on ${new URL(authUrl).host}, got another place`);
  }
  const algs = z
    .array(z.string())
    .safeParse(document.value['token_endpoint_auth_signing_alg_values_supported']);
  if (algs.success && !algs.data.includes(alg)) {
    throw refused(
      `signing algorithms: expected ${alg} among them, got ${algs.data.join(', ').slice(0, 100)}`,
    );
  }
  return endpoint;
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
