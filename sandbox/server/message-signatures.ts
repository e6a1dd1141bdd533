import { createHash, createPublicKey } from 'node:crypto';
import { createVerifier, httpbis } from 'http-message-signatures';
import { Problem } from './problem.ts';

/** The key that the client registered for signing its calls. */
export interface SignatureKey {
  readonly keyId: string;
  readonly publicKeyPem: string;
}

const COMPONENTS = ['@method', '@authority', '@target-uri', 'authorization'];
const TOLERANCE_S = 10;
const AGE_MAX_S = 300;

/** Lets a request pass that is signed over what the guide demands (RFC 9421); throws 401. */
export async function checkSignature(
  request: Request,
  body: string,
  { keyId, publicKeyPem }: SignatureKey,
): Promise<void> {
  const key = createPublicKey(publicKeyPem);
  const alg = key.asymmetricKeyType === 'ed25519' ? 'ed25519' : 'ecdsa-p256-sha256';
  const headers = Object.fromEntries(request.headers);
  const verifier = { id: keyId, algs: [alg], verify: createVerifier(publicKeyPem, alg) };
  try {
    const isRight = await httpbis.verifyMessage(
      {
        keyLookup: async (parameters) => (parameters.keyid === keyId ? verifier : null),
        requiredParams: ['created', 'keyid'],
        requiredFields: body === '' ? COMPONENTS : [...COMPONENTS, 'content-digest'],
        tolerance: TOLERANCE_S,
        maxAge: AGE_MAX_S,
      },
      { method: request.method, url: request.url, headers },
    );
    if (isRight !== true) throw unsigned('the signature is missing or wrong');
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw unsigned(error instanceof Error ? error.message : 'the signature cannot be read');
  }
  if (body !== '' && headers['content-digest'] !== digestOf(body)) {
    throw unsigned('the content digest is not that of the body');
  }
}

function digestOf(body: string): string {
  return `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;
}

function unsigned(reason: string): Problem {
  return new Problem(401, { detail: `The request is not signed: ${reason}` });
}
