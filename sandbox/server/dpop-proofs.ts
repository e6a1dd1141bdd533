import { createHash, randomBytes } from 'node:crypto';
import { calculateJwkThumbprint, EmbeddedJWK, jwtVerify } from 'jose';

/** Why a proof is refused: a word of RFC 9449. */
export class ProofRefusal extends Error {
  readonly word: 'invalid_dpop_proof' | 'use_dpop_nonce';

  constructor(word: ProofRefusal['word'], reason: string) {
    super(reason);
    this.word = word;
  }
}

export interface ProofCheck {
  readonly proof: string;
  readonly method: string;
  /** Without query and fragment. */
  readonly url: string;
  /** Of a call to the API: the proof must name its hash. */
  readonly accessToken?: string;
}

export interface DpopProofs {
  /** The thumbprint of the key that the proof was made with. Throws `ProofRefusal`. */
  verify(check: ProofCheck): Promise<string>;
  /** The nonce for further proofs, where they need one. */
  headers(): Record<string, string>;
}

const LEEWAY_S = 10;
const ALGORITHMS = ['ES256', 'EdDSA', 'PS256'];

/** Where `nonceEvery` is given, a nonce is good for so many proofs, and the one before it still is. */
export function createDpopProofs(now: () => Date, nonceEvery: number | undefined): DpopProofs {
  const seen = new Set<string>();
  let nonces = [newNonce()];
  let taken = 0;
  const checkNonce = (nonce: unknown): void => {
    if (nonceEvery === undefined) return;
    if (typeof nonce !== 'string' || !nonces.includes(nonce)) {
      throw new ProofRefusal(
        'use_dpop_nonce',
        'the proof needs the nonce of the DPoP-Nonce header',
      );
    }
    taken += 1;
    if (taken % nonceEvery === 0) nonces = [newNonce(), ...nonces.slice(0, 1)];
  };
  return {
    async verify(check) {
      const { claims, jkt } = await readProof(check.proof, now());
      checkClaims(claims, check, Math.floor(now().getTime() / 1000));
      checkNonce(claims['nonce']);
      const jti = claims['jti'];
      if (typeof jti !== 'string' || seen.has(jti)) throw invalid('jti was used before');
      seen.add(jti);
      return jkt;
    },
    headers: (): Record<string, string> =>
      nonceEvery === undefined ? {} : { 'DPoP-Nonce': nonces[0] ?? '' },
  };
}

function newNonce(): string {
  return randomBytes(16).toString('base64url');
}

async function readProof(proof: string, now: Date) {
  try {
    const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, {
      typ: 'dpop+jwt',
      algorithms: ALGORITHMS,
      currentDate: now,
    });
    const claims: Record<string, unknown> = { ...payload };
    return { claims, jkt: await calculateJwkThumbprint(protectedHeader.jwk ?? {}) };
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : 'the proof cannot be read');
  }
}

function checkClaims(
  claims: Readonly<Record<string, unknown>>,
  { method, url, accessToken }: ProofCheck,
  now: number,
): void {
  if (claims['htm'] !== method) throw invalid('htm is not the method');
  if (claims['htu'] !== url) throw invalid('htu is not the URL');
  const issuedAt = claims['iat'];
  if (typeof issuedAt !== 'number' || Math.abs(issuedAt - now) > LEEWAY_S) {
    throw invalid(`iat is more than ${LEEWAY_S} seconds off`);
  }
  if (accessToken === undefined) return;
  const hash = createHash('sha256').update(accessToken).digest('base64url');
  if (claims['ath'] !== hash) throw invalid('ath is not the hash of the token');
}

function invalid(reason: string): ProofRefusal {
  return new ProofRefusal('invalid_dpop_proof', reason);
}
