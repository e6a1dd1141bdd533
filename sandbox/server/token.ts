import { randomBytes } from 'node:crypto';
import { importSPKI, type JWTPayload, jwtVerify } from 'jose';
import type { KeyAlgorithm } from './client-key.ts';
import { Problem } from './problem.ts';
import { SCOPES } from './scopes.ts';

export interface TokenServiceOptions {
  readonly clientId: string;
  readonly publicKeyPem: string;
  readonly algorithm: KeyAlgorithm;
  readonly tokenUrl: string;
  readonly lifetimeS: number;
  readonly now: () => Date;
}

export interface TokenService {
  /** Answers a token request; throws the error of RFC 6749, 5.2. */
  grant(form: URLSearchParams): Promise<Record<string, unknown>>;
  /** Lets a call pass that bears a live token with one of the scopes; throws 401 or 403. */
  authorize(authorization: string | undefined, anyOf: readonly string[]): void;
}

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const LONGEST_ASSERTION_S = 600;

export async function createTokenService(options: TokenServiceOptions): Promise<TokenService> {
  const key = await importSPKI(options.publicKeyPem, options.algorithm);
  const tokens = new Map<string, { scopes: readonly string[]; expiresAt: number }>();
  const seen = new Set<string>();
  const seconds = (): number => Math.floor(options.now().getTime() / 1000);

  const verify = async (assertion: string): Promise<JWTPayload> => {
    const { payload } = await jwtVerify(assertion, key, {
      algorithms: [options.algorithm],
      issuer: options.clientId,
      subject: options.clientId,
      requiredClaims: ['iss', 'sub', 'aud', 'iat', 'exp', 'jti'],
      currentDate: options.now(),
    });
    return payload;
  };
  return {
    async grant(form) {
      checkGrant(form, options.clientId);
      const payload = await verify(form.get('client_assertion') ?? '').catch((cause: unknown) => {
        throw invalidClient(cause instanceof Error ? cause.message : 'unreadable assertion');
      });
      checkClaims(payload, options.tokenUrl, seconds());
      const jti = payload.jti ?? '';
      if (jti === '' || seen.has(jti)) throw invalidClient('jti is missing or was used before');
      seen.add(jti);
      const scopes = parseScopes(form.get('scope'));
      const token = randomBytes(32).toString('base64url');
      tokens.set(token, { scopes, expiresAt: seconds() + options.lifetimeS });
      return { access_token: token, token_type: 'Bearer', expires_in: options.lifetimeS };
    },
    authorize(authorization, anyOf) {
      const token = /^Bearer ([\w-]+)$/i.exec(authorization ?? '')?.[1];
      const grant = token === undefined ? undefined : tokens.get(token);
      if (!grant || grant.expiresAt <= seconds()) throw unauthorized();
      if (anyOf.length === 0 || anyOf.some((scope) => grant.scopes.includes(scope))) return;
      throw new Problem(403, { detail: `This needs the scope ${anyOf.join(' or ')}` });
    },
  };
}

function checkGrant(form: URLSearchParams, clientId: string): void {
  if (form.get('grant_type') !== 'client_credentials') {
    throw oauthError(400, 'unsupported_grant_type', 'only client_credentials is served here');
  }
  if (form.get('client_assertion_type') !== ASSERTION_TYPE) {
    throw oauthError(400, 'invalid_request', `client_assertion_type must be ${ASSERTION_TYPE}`);
  }
  if (form.get('client_id') !== clientId) throw invalidClient('unknown client_id');
}

function checkClaims(payload: JWTPayload, tokenUrl: string, now: number): void {
  // Nothing but the token endpoint itself: an assertion made for another server must be of no use here.
  if (payload.aud !== tokenUrl) throw invalidClient('aud must be the token endpoint');
  if ((payload.exp ?? 0) > now + LONGEST_ASSERTION_S) {
    throw invalidClient(`exp lies more than ${LONGEST_ASSERTION_S} seconds ahead`);
  }
}

/** What a missing scope means is not documented, so nobody may rely on it: RFC 6749, 3.3 lets a server refuse it. */
function parseScopes(text: string | null): string[] {
  const scopes = (text ?? '').split(' ').filter((scope) => scope !== '');
  const unknown = scopes.filter((scope) => !SCOPES.includes(scope));
  if (scopes.length === 0) throw oauthError(400, 'invalid_scope', 'scope is missing');
  if (unknown.length > 0) throw oauthError(400, 'invalid_scope', `unknown: ${unknown.join(' ')}`);
  return scopes;
}

function oauthError(status: number, error: string, description: string): Problem {
  return new Problem(
    status,
    { error, error_description: description },
    { 'Cache-Control': 'no-store' },
  );
}

function invalidClient(description: string): Problem {
  return oauthError(401, 'invalid_client', description);
}

function unauthorized(): Problem {
  const challenge = { 'WWW-Authenticate': 'Bearer error="invalid_token"' };
  return new Problem(401, { detail: 'The access token is missing, unknown or expired' }, challenge);
}
