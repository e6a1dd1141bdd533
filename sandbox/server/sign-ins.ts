import { createHash, randomBytes } from 'node:crypto';
import { invalidGrant, invalidRequest, oauthError } from './oauth-error.ts';
import { Problem } from './problem.ts';

/** A sign-in of a person: all refresh tokens that follow from it are one family. */
export interface Family {
  readonly scopes: readonly string[];
  isRevoked: boolean;
}

export interface SignIns {
  /** Keeps an authorization request for a minute (RFC 9126); answers with its `request_uri`. */
  push(form: URLSearchParams): Record<string, unknown>;
  /** The person always consents. Where to send the browser, and with what. Throws 400 where that cannot be trusted. */
  consent(query: URLSearchParams): Redirect;
  /** Takes a code that was not used before. */
  redeem(form: URLSearchParams): Family;
  /** Takes a refresh token; one that was used before revokes its whole family. */
  renew(refreshToken: string): Family;
  /** A new refresh token, the only one of its family that is good. */
  issueRefreshToken(family: Family): string;
}

export interface Redirect {
  readonly uri: string;
  readonly parameters: Readonly<Record<string, string>>;
}

interface Code {
  readonly challenge: string;
  readonly redirectUri: string;
  readonly family: Family;
  readonly expiresAt: number;
  isUsed: boolean;
}

export interface SignInOptions {
  readonly clientId: string;
  readonly authUrl: string;
  readonly now: () => Date;
  readonly parseScopes: (text: string | null) => readonly string[];
}

const LIFE_MS = 60_000;
const REQUEST_URI = 'urn:ietf:params:oauth:request_uri:';

export function createSignIns({ clientId, authUrl, now, parseScopes }: SignInOptions): SignIns {
  const pushed = new Map<string, { query: URLSearchParams; expiresAt: number }>();
  const codes = new Map<string, Code>();
  const refreshTokens = new Map<string, { family: Family; isUsed: boolean }>();
  const later = () => now().getTime() + LIFE_MS;

  const requested = (query: URLSearchParams): URLSearchParams => {
    const uri = query.get('request_uri');
    if (uri === null) return query;
    const found = pushed.get(uri);
    pushed.delete(uri);
    if (found === undefined || found.expiresAt < now().getTime()) {
      throw new Problem(400, { detail: 'The request_uri is unknown, used or expired' });
    }
    return found.query;
  };
  return {
    push(form) {
      if (form.has('request_uri')) throw invalidRequest('request_uri cannot be pushed');
      checkRequest(form, clientId);
      parseScopes(form.get('scope'));
      const uri = `${REQUEST_URI}${randomBytes(16).toString('base64url')}`;
      pushed.set(uri, { query: form, expiresAt: later() });
      return { request_uri: uri, expires_in: LIFE_MS / 1000 };
    },
    consent(query) {
      if (query.get('client_id') !== clientId) throw invalidRequest('unknown client_id');
      const request = requested(query);
      const uri = request.get('redirect_uri') ?? '';
      if (!isLoopback(uri)) throw invalidRequest('redirect_uri must be on loopback');
      const state = request.get('state');
      const common = { ...(state === null ? {} : { state }), iss: authUrl };
      try {
        checkRequest(request, clientId);
        const code = randomBytes(32).toString('base64url');
        codes.set(code, {
          challenge: request.get('code_challenge') ?? '',
          redirectUri: uri,
          family: { scopes: parseScopes(request.get('scope')), isRevoked: false },
          expiresAt: later(),
          isUsed: false,
        });
        return { uri, parameters: { code, ...common } };
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        return { uri, parameters: { error: wordOf(error), ...common } };
      }
    },
    redeem(form) {
      const code = codes.get(form.get('code') ?? '');
      if (code === undefined) throw invalidGrant('unknown code');
      if (code.isUsed) {
        // RFC 6749, 4.1.2: what was issued on it can no longer be trusted.
        code.family.isRevoked = true;
        throw invalidGrant('the code was used before');
      }
      code.isUsed = true;
      if (code.expiresAt < now().getTime()) throw invalidGrant('the code has expired');
      if (form.get('redirect_uri') !== code.redirectUri) throw invalidGrant('another redirect_uri');
      const verifier = form.get('code_verifier') ?? '';
      const challenge = createHash('sha256').update(verifier).digest('base64url');
      if (challenge !== code.challenge) throw invalidGrant('the code_verifier does not fit');
      return code.family;
    },
    renew(refreshToken) {
      const found = refreshTokens.get(refreshToken);
      if (found === undefined) throw invalidGrant('unknown refresh_token');
      if (found.isUsed) found.family.isRevoked = true;
      if (found.family.isRevoked) throw invalidGrant('the sign-in was revoked');
      found.isUsed = true;
      return found.family;
    },
    issueRefreshToken(family) {
      const token = randomBytes(32).toString('base64url');
      refreshTokens.set(token, { family, isUsed: false });
      return token;
    },
  };
}

function checkRequest(request: URLSearchParams, clientId: string): void {
  if (request.get('client_id') !== clientId) throw invalidRequest('unknown client_id');
  if (request.get('response_type') !== 'code') {
    throw oauthError(400, 'unsupported_response_type', 'response_type must be code');
  }
  const isChallenged = /^[\w-]{43}$/.test(request.get('code_challenge') ?? '');
  if (!isChallenged || request.get('code_challenge_method') !== 'S256') {
    throw invalidRequest('code_challenge with S256 is needed');
  }
}

function isLoopback(uri: string): boolean {
  if (!URL.canParse(uri)) return false;
  const { protocol, hostname, hash } = new URL(uri);
  return protocol === 'http:' && hostname === '127.0.0.1' && hash === '';
}

function wordOf({ body }: Problem): string {
  return typeof body === 'object' && body !== null && 'error' in body
    ? String(body.error)
    : 'server_error';
}
