import { createPublicKey, type KeyObject } from 'node:crypto';
import { type JWTPayload, jwtVerify } from 'jose';
import { algorithmOf } from './client-key.ts';
import { invalidClient, invalidRequest } from './oauth-error.ts';

export interface ClientAssertionOptions {
  readonly clientId: string;
  /** All that are registered for the client. */
  readonly publicKeyPems: readonly string[];
  readonly tokenUrl: string;
  readonly now: () => Date;
}

/** Lets a form pass whose client assertion (RFC 7523) is right; throws the error of RFC 6749, 5.2. */
export type CheckClient = (form: URLSearchParams) => Promise<void>;

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const LONGEST_ASSERTION_S = 600;

export function createClientCheck(options: ClientAssertionOptions): CheckClient {
  const { clientId, tokenUrl, now } = options;
  const keys = options.publicKeyPems.map((pem) => createPublicKey(pem));
  const seen = new Set<string>();
  return async (form) => {
    if (form.get('client_assertion_type') !== ASSERTION_TYPE) {
      throw invalidRequest(`client_assertion_type must be ${ASSERTION_TYPE}`);
    }
    if (form.get('client_id') !== clientId) throw invalidClient('unknown client_id');
    const payload = await verify(form.get('client_assertion') ?? '', keys, clientId, now());
    checkClaims(payload, tokenUrl, Math.floor(now().getTime() / 1000));
    const jti = payload.jti ?? '';
    if (jti === '' || seen.has(jti)) throw invalidClient('jti is missing or was used before');
    seen.add(jti);
  };
}

async function verify(
  assertion: string,
  keys: readonly KeyObject[],
  clientId: string,
  now: Date,
): Promise<JWTPayload> {
  let reason = 'no key is registered';
  for (const key of keys) {
    const alg = algorithmOf(key.export({ type: 'spki', format: 'pem' }).toString());
    try {
      const { payload } = await jwtVerify(assertion, key, {
        algorithms: [alg],
        issuer: clientId,
        subject: clientId,
        requiredClaims: ['iss', 'sub', 'aud', 'iat', 'exp', 'jti'],
        currentDate: now,
      });
      return payload;
    } catch (error) {
      reason = error instanceof Error ? error.message : 'unreadable assertion';
    }
  }
  throw invalidClient(reason);
}

function checkClaims(payload: JWTPayload, tokenUrl: string, now: number): void {
  // Nothing but the token endpoint itself: an assertion made for another server must be of no use here.
  if (payload.aud !== tokenUrl) throw invalidClient('aud must be the token endpoint');
  if ((payload.exp ?? 0) > now + LONGEST_ASSERTION_S) {
    throw invalidClient(`exp lies more than ${LONGEST_ASSERTION_S} seconds ahead`);
  }
}
