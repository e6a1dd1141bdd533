import { createHash } from 'node:crypto';
import { createSigner, httpbis } from 'http-message-signatures';
import type { SigningKey } from './private-key.ts';

/** Signs requests (RFC 9421) over what Jiko's guide lists. */
export interface MessageSigner {
  /** The headers to add: `Signature-Input`, `Signature` and, where there is a body, `Content-Digest`. */
  sign(request: SignedRequest): Promise<Readonly<Record<string, string>>>;
}

export interface SignedRequest {
  readonly method: string;
  readonly url: string;
  /** With `authorization`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

export interface MessageSignerOptions {
  readonly key: SigningKey;
  /** As it was registered. */
  readonly keyId: string;
  /** The server's time. */
  readonly now: () => Date;
}

const COMPONENTS = ['@method', '@authority', '@target-uri', 'authorization'];

export function createMessageSigner({ key, keyId, now }: MessageSignerOptions): MessageSigner {
  const signer = createSigner(key.key, key.alg, keyId);
  return {
    async sign({ method, url, headers, body }) {
      const digest: Record<string, string> =
        body === undefined ? {} : { 'content-digest': contentDigest(body) };
      const message = await httpbis.signMessage(
        {
          key: signer,
          fields: [...COMPONENTS, ...Object.keys(digest)],
          params: ['created', 'keyid', 'alg'],
          paramValues: { created: now() },
        },
        // As it goes over the wire: the client writes a URL the way the standard does.
        { method, url: new URL(url).href, headers: { ...headers, ...digest } },
      );
      return { ...digest, ...pick(message.headers, ['Signature-Input', 'Signature']) };
    },
  };
}

/** RFC 9530. */
export function contentDigest(body: string): string {
  return `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;
}

function pick(
  headers: Readonly<Record<string, string | readonly string[]>>,
  names: readonly string[],
): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name.toLowerCase(), String(headers[name])]));
}
