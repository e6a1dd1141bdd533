import { createHash, randomBytes } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { PocketbookError } from '../domain/errors.ts';
import { errorWord } from './error-word.ts';
import type { HttpAnswer } from './exchange.ts';

/** Proofs that whoever uses a token holds the key it was issued for (RFC 9449). */
export interface Dpop {
  /** A proof for one request, good once; with `accessToken` it is bound to that token too. */
  prove(request: ProvenRequest, accessToken?: string): Promise<string>;
  /**
   * Takes in the nonce that an answer tells, for all further proofs to its origin. True where the request was refused for
   * want of that nonce: it may be sent once more.
   */
  learn(url: string, answer: HttpAnswer): boolean;
  /** Throws AUTH_REJECTED where the server names its algorithms and ours is not among them. */
  check(algs: readonly string[] | null): void;
}

export interface ProvenRequest {
  readonly method: string;
  readonly url: string;
}

const ALG = 'ES256';

/** The key lives as long as this process and cannot be taken out of it. `now` is the server's time: its leeway is 10 s. */
export function createDpop(now: () => Date): Dpop {
  const nonces = new Map<string, string>();
  let made: Promise<ProofKey> | null = null;
  return {
    async prove(request, accessToken) {
      made ??= makeKey();
      const { privateKey, jwk } = await made;
      const nonce = nonces.get(originOf(request.url));
      return new SignJWT({
        htm: request.method,
        htu: proofUrl(request.url),
        ...(accessToken === undefined ? {} : { ath: tokenHash(accessToken) }),
        ...(nonce === undefined ? {} : { nonce }),
      })
        .setProtectedHeader({ typ: 'dpop+jwt', alg: ALG, jwk })
        .setJti(randomBytes(16).toString('hex'))
        .setIssuedAt(Math.floor(now().getTime() / 1000))
        .sign(privateKey);
    },
    learn(url, answer) {
      const told = answer.headers.get('dpop-nonce');
      if (told === null || !NONCE.test(told)) return false;
      nonces.set(originOf(url), told);
      return wantsNonce(answer);
    },
    check(algs) {
      if (algs === null || algs.includes(ALG)) return;
      throw new PocketbookError(
        'AUTH_REJECTED',
        `discovery: expected ${ALG} among the algorithms for DPoP, got ${algs.join(', ').slice(0, 100)}; set JIKO_DPOP=off`,
        { retryable: false },
      );
    },
  };
}

/** RFC 9449, 8.1 allows what may stand in a quoted string. */
const NONCE = /^[\x21\x23-\x5b\x5d-\x7e]{1,512}$/;

interface ProofKey {
  readonly privateKey: Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];
  readonly jwk: JWK;
}

async function makeKey(): Promise<ProofKey> {
  const { privateKey, publicKey } = await generateKeyPair(ALG, { extractable: false });
  return { privateKey, jwk: await exportJWK(publicKey) };
}

/** `htu`: the URL of the request without query and fragment (RFC 9449, 4.2). */
export function proofUrl(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

/** `ath`: SHA-256 over the ASCII of the token (RFC 9449, 4.2). */
export function tokenHash(accessToken: string): string {
  return createHash('sha256').update(accessToken, 'ascii').digest('base64url');
}

function originOf(url: string): string {
  return new URL(url).origin;
}

/** 400 with the word in the body from the token endpoint (RFC 9449, 8), 401 with it in the challenge from an API (9). */
function wantsNonce(answer: HttpAnswer): boolean {
  if (answer.status === 401) {
    const challenge = answer.headers.get('www-authenticate') ?? '';
    if (/\bDPoP\b/i.test(challenge) && /\buse_dpop_nonce\b/.test(challenge)) return true;
  }
  return (answer.status === 400 || answer.status === 401) && errorWord(answer) === 'use_dpop_nonce';
}
