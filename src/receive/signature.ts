import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { SignatureScheme } from './webhook-words.ts';

/** Could it be a signature, by its length? Told before the body is read, so that a stranger's is not. */
export function isSignatureShaped(
  given: string | undefined,
  scheme: SignatureScheme,
): given is string {
  return given?.length === signatureLength(scheme);
}

/**
 * Was the body, byte for byte as it came, signed under one of the secrets? Takes as long for a wrong signature as for a right
 * one, whichever of the secrets it was made with. The signature must be written exactly as the scheme writes it.
 */
export function isSigned(
  body: Uint8Array,
  given: string,
  secrets: readonly KeyObject[],
  scheme: SignatureScheme,
): boolean {
  let isRight = false;
  for (const secret of secrets) {
    const matches = isEqual(given, sign(body, secret, scheme));
    isRight = matches || isRight;
  }
  return isRight;
}

export function sign(body: Uint8Array, secret: KeyObject, scheme: SignatureScheme): string {
  const digest = createHmac('sha256', secret).update(body).digest(scheme.encoding);
  return `${scheme.prefix}${digest}`;
}

/** `timingSafeEqual` throws on texts of different length; that a length is wrong is no secret. */
function isEqual(given: string, wanted: string): boolean {
  const [left, right] = [Buffer.from(given, 'latin1'), Buffer.from(wanted, 'latin1')];
  return left.length === right.length && timingSafeEqual(left, right);
}

const DIGEST_LENGTHS = { base64: 44, hex: 64 };

function signatureLength({ encoding, prefix }: SignatureScheme): number {
  return prefix.length + DIGEST_LENGTHS[encoding];
}
