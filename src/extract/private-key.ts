import { createPrivateKey, type KeyObject } from 'node:crypto';
import { ConfigError } from '../domain/errors.ts';

export type KeyAlgorithm = 'PS256' | 'EdDSA';

/** Made by `loadPrivateKey`. A `KeyObject` prints nothing of its key. */
export interface PrivateKey {
  readonly alg: KeyAlgorithm;
  readonly key: KeyObject;
}

const RSA_BITS_MIN = 2048;

/**
 * Reads the PEM of the key that signs client assertions: RSA of at least 2048 bits for PS256, Ed25519 for EdDSA.
 * Where `told` is left out the key itself says which. Throws `ConfigError`; nothing of the text given stands in its message.
 */
export function loadPrivateKey(pem: string, told?: KeyAlgorithm): PrivateKey {
  const key = readPem(pem);
  const type = key.asymmetricKeyType ?? 'unknown';
  const alg = told ?? (type === 'ed25519' ? 'EdDSA' : 'PS256');
  const wanted = alg === 'PS256' ? 'rsa' : 'ed25519';
  if (type !== wanted) {
    throw new ConfigError(
      `private key: expected ${describe(wanted)} for ${alg}, got a key of type ${type}`,
    );
  }
  const bits = key.asymmetricKeyDetails?.modulusLength;
  if (bits !== undefined && bits < RSA_BITS_MIN) {
    throw new ConfigError(
      `private key: expected RSA of at least ${RSA_BITS_MIN} bits, got ${bits}; make a new key and register it`,
    );
  }
  return { alg, key };
}

/** Made by `loadSigningKey`: a key that signs requests, and what RFC 9421 calls its algorithm. */
export interface SigningKey {
  readonly alg: 'ed25519' | 'ecdsa-p256-sha256';
  readonly key: KeyObject;
}

/** Reads the PEM of the key that signs requests: Ed25519, or ECDSA on P-256. Throws `ConfigError`. */
export function loadSigningKey(pem: string): SigningKey {
  const key = readPem(pem);
  const type = key.asymmetricKeyType ?? 'unknown';
  if (type === 'ed25519') return { alg: 'ed25519', key };
  const curve = key.asymmetricKeyDetails?.namedCurve;
  if (type === 'ec' && curve === 'prime256v1') return { alg: 'ecdsa-p256-sha256', key };
  throw new ConfigError(
    `signing key: expected an Ed25519 key or one on P-256, got a key of type ${curve ?? type}; name another in JIKO_SIGN_KEY_FILE`,
  );
}

function readPem(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    // The error of OpenSSL is left out: it may quote what it could not read.
    throw new ConfigError(
      `private key: expected an unencrypted private key as PEM, got ${shape(pem)}`,
    );
  }
}

function shape(pem: string): string {
  const label = /-----BEGIN ([A-Z0-9 ]{1,40})-----/.exec(pem)?.[1];
  return label === undefined
    ? `${pem.length} characters without a PEM header`
    : `a broken '${label}'`;
}

function describe(type: 'rsa' | 'ed25519'): string {
  return type === 'rsa' ? 'an RSA key' : 'an Ed25519 key';
}
