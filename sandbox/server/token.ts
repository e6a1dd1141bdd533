import { randomBytes } from 'node:crypto';
import { type CheckClient, createClientCheck } from './client-assertions.ts';
import { createDpopProofs, type DpopProofs, ProofRefusal } from './dpop-proofs.ts';
import { checkSignature, type SignatureKey } from './message-signatures.ts';
import { oauthError } from './oauth-error.ts';
import { Problem } from './problem.ts';
import { SCOPES } from './scopes.ts';
import { createSignIns, type Family, type SignIns } from './sign-ins.ts';

export interface TokenServiceOptions {
  readonly clientId: string;
  readonly publicKeyPems: readonly string[];
  readonly authUrl: string;
  readonly tokenUrl: string;
  readonly lifetimeS: number;
  readonly isDpopRequired: boolean;
  readonly nonceEvery: number | undefined;
  /** The only scopes that are granted; the reply then names them. */
  readonly grantable: readonly string[] | undefined;
  /** Where calls must be signed. */
  readonly signatures: SignatureKey | undefined;
  readonly now: () => Date;
}

/** A call or a token request, as it came. */
export interface Arrival {
  readonly request: Request;
  readonly body: string;
}

export interface TokenService {
  readonly checkClient: CheckClient;
  readonly signIns: SignIns;
  /** Answers a token request; throws the error of RFC 6749, 5.2. */
  grant(arrival: Arrival): Promise<Record<string, unknown>>;
  /** Lets a call pass that bears a live token with one of the scopes; throws 401 or 403. */
  authorize(arrival: Arrival, anyOf: readonly string[]): Promise<void>;
  /** What every answer tells. */
  headers(): Record<string, string>;
}

interface AccessToken {
  readonly scopes: readonly string[];
  readonly expiresAt: number;
  /** The key it is bound to; null: whoever has it may use it. */
  readonly jkt: string | null;
  readonly family: Family | null;
}

export function createTokenService(options: TokenServiceOptions): TokenService {
  const { clientId, authUrl, tokenUrl, lifetimeS, grantable, now } = options;
  const proofs = createDpopProofs(now, options.nonceEvery);
  const checkClient = createClientCheck(options);
  const signIns = createSignIns({ clientId, authUrl, now, parseScopes });
  const tokens = new Map<string, AccessToken>();
  const seconds = (): number => Math.floor(now().getTime() / 1000);

  const issue = (
    asked: readonly string[],
    jkt: string | null,
    family: Family | null,
  ): Record<string, unknown> => {
    const scopes = asked.filter((scope) => grantable?.includes(scope) ?? true);
    const token = randomBytes(32).toString('base64url');
    tokens.set(token, { scopes, jkt, family, expiresAt: seconds() + lifetimeS });
    return {
      access_token: token,
      token_type: jkt === null ? 'Bearer' : 'DPoP',
      expires_in: lifetimeS,
      ...(grantable === undefined ? {} : { scope: scopes.join(' ') }),
      ...(family === null ? {} : { refresh_token: signIns.issueRefreshToken(family) }),
    };
  };
  const familyOf = (form: URLSearchParams): Family | null => {
    switch (form.get('grant_type')) {
      case 'client_credentials':
        return null;
      case 'authorization_code':
        return signIns.redeem(form);
      case 'refresh_token':
        return signIns.renew(form.get('refresh_token') ?? '');
      default:
        throw oauthError(400, 'unsupported_grant_type', 'this grant is not served here');
    }
  };
  return {
    checkClient,
    signIns,
    headers: proofs.headers,
    async grant({ request, body }) {
      const form = new URLSearchParams(body);
      await checkClient(form);
      const jkt = await bindToken(proofs, request, tokenUrl, options.isDpopRequired);
      const family = familyOf(form);
      return issue(family?.scopes ?? parseScopes(form.get('scope')), jkt, family);
    },
    async authorize({ request, body }, anyOf) {
      const [, scheme = '', token = ''] =
        /^(Bearer|DPoP) ([\w-]+)$/i.exec(request.headers.get('authorization') ?? '') ?? [];
      const found = tokens.get(token);
      const isLive = found && found.expiresAt > seconds() && found.family?.isRevoked !== true;
      if (!isLive) throw unauthorized('Bearer', 'invalid_token');
      const isBound = scheme.toLowerCase() === 'dpop';
      if (isBound !== (found.jkt !== null)) throw unauthorized('Bearer', 'invalid_token');
      if (found.jkt !== null) await checkBound(proofs, request, token, found.jkt);
      if (options.signatures) await checkSignature(request, body, options.signatures);
      if (anyOf.length === 0 || anyOf.some((scope) => found.scopes.includes(scope))) return;
      throw new Problem(403, { detail: `This needs the scope ${anyOf.join(' or ')}` });
    },
  };
}

/** The thumbprint of the key that proved the token request; null where none did. */
async function bindToken(
  proofs: DpopProofs,
  request: Request,
  url: string,
  isRequired: boolean,
): Promise<string | null> {
  const proof = request.headers.get('dpop');
  if (proof === null) {
    if (isRequired) throw oauthError(400, 'invalid_dpop_proof', 'a DPoP proof is needed');
    return null;
  }
  try {
    return await proofs.verify({ proof, method: request.method, url });
  } catch (error) {
    if (error instanceof ProofRefusal) throw oauthError(400, error.word, error.message);
    throw error;
  }
}

async function checkBound(
  proofs: DpopProofs,
  request: Request,
  accessToken: string,
  jkt: string,
): Promise<void> {
  const { origin, pathname } = new URL(request.url);
  const proof = request.headers.get('dpop') ?? '';
  const check = { proof, method: request.method, url: `${origin}${pathname}`, accessToken };
  const shown = await proofs.verify(check).catch((error: unknown) => {
    throw error instanceof ProofRefusal ? unauthorized('DPoP', error.word) : error;
  });
  if (shown !== jkt) throw unauthorized('DPoP', 'invalid_token');
}

/** What a missing scope means is not documented, so nobody may rely on it: RFC 6749, 3.3 lets a server refuse it. */
function parseScopes(text: string | null): readonly string[] {
  const scopes = (text ?? '').split(' ').filter((scope) => scope !== '');
  const unknown = scopes.filter((scope) => !SCOPES.includes(scope));
  if (scopes.length === 0) throw oauthError(400, 'invalid_scope', 'scope is missing');
  if (unknown.length > 0) throw oauthError(400, 'invalid_scope', `unknown: ${unknown.join(' ')}`);
  return scopes;
}

function unauthorized(scheme: 'Bearer' | 'DPoP', word: string): Problem {
  const challenge = { 'WWW-Authenticate': `${scheme} error="${word}"` };
  return new Problem(401, { detail: 'The access token is missing, unknown or expired' }, challenge);
}
