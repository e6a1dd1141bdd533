import { randomBytes } from 'node:crypto';
import { SignJWT } from 'jose';
import type { PrivateKey } from './private-key.ts';

export interface AssertionClaims {
  readonly clientId: string;
  readonly keyId?: string | undefined;
  /** The token endpoint, which is what Jiko documents; newer drafts would name the issuer. */
  readonly audience: string;
  readonly now: Date;
}

const LIFE_SECONDS = 300;

/** A client assertion (RFC 7523) with a `jti` of its own: make one for every attempt, the server refuses a second sight. */
export function signClientAssertion(key: PrivateKey, claims: AssertionClaims): Promise<string> {
  const issuedAt = Math.floor(claims.now.getTime() / 1000);
  return new SignJWT()
    .setProtectedHeader({
      alg: key.alg,
      typ: 'JWT',
      ...(claims.keyId === undefined ? {} : { kid: claims.keyId }),
    })
    .setIssuer(claims.clientId)
    .setSubject(claims.clientId)
    .setAudience(claims.audience)
    .setJti(randomBytes(16).toString('hex'))
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + LIFE_SECONDS)
    .sign(key.key);
}
