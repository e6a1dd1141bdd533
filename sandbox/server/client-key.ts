import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export type KeyAlgorithm = 'PS256' | 'EdDSA';

export interface ClientKey {
  readonly algorithm: KeyAlgorithm;
  readonly publicKeyPem: string;
  /** Undefined where the client brought its own public key. */
  readonly privateKeyPem: string | undefined;
}

export interface ClientKeyOptions {
  readonly algorithm: KeyAlgorithm;
  readonly publicKeyPem: string | undefined;
  /** Where the private key is kept. A key that is already there is used again, so that a restart changes nothing. */
  readonly keyFile: string | undefined;
}

/** The key pair of the simulated customer, whose public half is registered with the authorization server. */
export function prepareClientKey(options: ClientKeyOptions): ClientKey {
  const { algorithm, publicKeyPem, keyFile } = options;
  if (publicKeyPem) {
    return { algorithm: algorithmOf(publicKeyPem), publicKeyPem, privateKeyPem: undefined };
  }
  const known = keyFile && existsSync(keyFile) ? readFileSync(keyFile, 'utf8') : undefined;
  const privateKeyPem = known ?? generatePrivateKey(algorithm);
  if (keyFile && !known) writePrivateKey(keyFile, privateKeyPem);
  const publicPem = createPublicKey(privateKeyPem)
    .export({ type: 'spki', format: 'pem' })
    .toString();
  return {
    algorithm: algorithmOf(publicPem),
    publicKeyPem: publicPem,
    privateKeyPem,
  };
}

export function algorithmOf(publicKeyPem: string): KeyAlgorithm {
  return createPublicKey(publicKeyPem).asymmetricKeyType === 'ed25519' ? 'EdDSA' : 'PS256';
}

function generatePrivateKey(algorithm: KeyAlgorithm): string {
  const { privateKey } =
    algorithm === 'EdDSA'
      ? generateKeyPairSync('ed25519')
      : generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function writePrivateKey(keyFile: string, pem: string): void {
  mkdirSync(dirname(keyFile), { recursive: true });
  writeFileSync(keyFile, pem, { mode: 0o600 });
}
