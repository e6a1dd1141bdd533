import { hkdfSync } from 'node:crypto';
import { calculateJwkThumbprint, GeneralEncrypt, type GeneralJWE, generalDecrypt } from 'jose';
import { z } from 'zod';
import type { PrivateKey } from './private-key.ts';

/**
 * A text encrypted (JWE, RFC 7516: A256GCM) so that each of the keys opens it, and nobody without one of them. `purpose`
 * keeps a text that was sealed for one thing from being taken for another.
 */
export async function seal(
  text: string,
  keys: readonly PrivateKey[],
  purpose: string,
): Promise<string> {
  const jwe = new GeneralEncrypt(new TextEncoder().encode(text));
  jwe.setProtectedHeader({ enc: 'A256GCM' });
  for (const key of keys) {
    jwe
      .addRecipient(wrappingKey(key, purpose))
      .setUnprotectedHeader({ alg: 'A256KW', kid: await nameOf(key) });
  }
  return JSON.stringify(await jwe.encrypt());
}

export interface Unsealed {
  readonly text: string;
  /** Can every one of the keys open it? */
  readonly isForAll: boolean;
}

const jweShape = z.object({
  protected: z.string(),
  iv: z.string(),
  ciphertext: z.string(),
  tag: z.string(),
  recipients: z
    .array(
      z.object({
        encrypted_key: z.string(),
        header: z.object({ alg: z.string(), kid: z.string() }),
      }),
    )
    .min(1),
});

/** Null where none of the keys opens it, or where it is no sealed text at all. */
export async function unseal(
  sealed: string,
  keys: readonly PrivateKey[],
  purpose: string,
): Promise<Unsealed | null> {
  const jwe = readJwe(sealed);
  if (jwe === null) return null;
  const names = await Promise.all(keys.map(nameOf));
  for (const key of keys) {
    const opened = await open(jwe, wrappingKey(key, purpose));
    if (opened === null) continue;
    const told = jwe.recipients.map(({ header }) => header?.kid);
    return { text: opened, isForAll: names.every((name) => told.includes(name)) };
  }
  return null;
}

function readJwe(sealed: string): GeneralJWE | null {
  try {
    const read = jweShape.safeParse(JSON.parse(sealed));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}

async function open(jwe: GeneralJWE, key: Uint8Array): Promise<string | null> {
  try {
    const { plaintext } = await generalDecrypt(jwe, key, {
      keyManagementAlgorithms: ['A256KW'],
      contentEncryptionAlgorithms: ['A256GCM'],
    });
    return new TextDecoder().decode(plaintext);
  } catch {
    return null;
  }
}

/** HKDF (RFC 5869) over the secret part of the key alone, so that the same key in another PEM gives the same. */
function wrappingKey({ key }: PrivateKey, purpose: string): Uint8Array {
  const { d = '' } = key.export({ format: 'jwk' });
  const secret = Buffer.from(d, 'base64url');
  return new Uint8Array(hkdfSync('sha256', secret, 'pocketbook seal 1', purpose, 32));
}

/** RFC 7638, which looks at the public members only. */
function nameOf({ key }: PrivateKey): Promise<string> {
  const { d, p, q, dp, dq, qi, ...open } = key.export({ format: 'jwk' });
  return calculateJwkThumbprint(open);
}
