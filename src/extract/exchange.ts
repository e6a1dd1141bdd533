import { PocketbookError } from '../domain/errors.ts';

/** One HTTP request whose answer is small enough to be held in memory. */
export interface HttpAsk {
  /** For messages, such as `report-requests create`. */
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** For headers and body together. */
  readonly timeoutMs: number;
  readonly bytesMax: number;
  readonly signal?: AbortSignal | undefined;
  /** A redirect is the answer: its place is told, and still not followed. */
  readonly takesLocation?: boolean;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/**
 * Sends once and follows nothing. Every status but a redirect is an answer, and that too where the ask takes it for one.
 * Throws HTTP_FAILED when none came; its `outcome` is `unsent` where the request cannot have arrived, else `unknown`.
 */
export async function exchange(ask: HttpAsk): Promise<HttpAnswer> {
  const deadline = AbortSignal.timeout(ask.timeoutMs);
  const signal = ask.signal === undefined ? deadline : AbortSignal.any([deadline, ask.signal]);
  try {
    const response = await fetch(ask.url, {
      method: ask.method,
      headers: ask.headers,
      redirect: 'manual',
      signal,
      ...(ask.body === undefined ? {} : { body: ask.body }),
    });
    const body = await readCapped(response, ask);
    if (ask.takesLocation !== true) refuseRedirect(response, ask);
    return { status: response.status, headers: response.headers, body };
  } catch (error) {
    if (error instanceof PocketbookError) throw error;
    ask.signal?.throwIfAborted();
    throw noAnswer(ask, deadline.aborted ? 'TIMEOUT' : failureCode(error));
  }
}

async function readCapped(response: Response, ask: HttpAsk): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > ask.bytesMax) throw tooLong(ask);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function refuseRedirect(response: Response, ask: HttpAsk): void {
  if (response.status < 300 || response.status > 399) return;
  const location = response.headers.get('location') ?? '';
  const target = URL.canParse(location, ask.url) ? new URL(location, ask.url) : null;
  const place = target?.host ?? 'nowhere';
  // Without its query, and of no other host: a temporary address is a secret.
  const isSameHost = target !== null && target.host === new URL(ask.url).host;
  throw new PocketbookError(
    'HTTP_STATUS',
    `${ask.name}: expected an answer, got a redirect (${response.status}) to ${place}; redirects are not followed, check the URL and the profile's path`,
    {
      retryable: false,
      context: {
        call: ask.name,
        status: response.status,
        ...(isSameHost ? { redirectPath: target.pathname } : {}),
      },
    },
  );
}

function tooLong(ask: HttpAsk): PocketbookError {
  return new PocketbookError(
    'ANSWER_INVALID',
    `${ask.name}: expected at most ${ask.bytesMax} bytes, got more`,
    { retryable: false, context: { call: ask.name } },
  );
}

const UNSENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** The certificate of the other side is not to be trusted: waiting does not help, and going on is not an option. */
export function isCertificateFailure(code: string): boolean {
  return /CERT|ERR_TLS|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/.test(code);
}

/**
 * Without `cause`: what undici throws can hold the bytes it could not read, a token among them.
 */
function noAnswer(ask: HttpAsk, code: string): PocketbookError {
  const host = new URL(ask.url).host;
  const isUntrusted = isCertificateFailure(code);
  const wanted = isUntrusted ? 'a certificate that can be trusted' : 'an answer';
  return new PocketbookError(
    'HTTP_FAILED',
    `${ask.name}: expected ${wanted} from ${host}, got ${code}`,
    {
      retryable: !isUntrusted,
      context: {
        call: ask.name,
        reason: code,
        outcome: isUntrusted || UNSENT.has(code) ? 'unsent' : 'unknown',
      },
    },
  );
}

/** `fetch failed` says nothing; the code of its cause does. */
export function failureCode(error: unknown): string {
  for (let at = error, depth = 0; at instanceof Error && depth < 4; at = at.cause, depth++) {
    if ('code' in at && typeof at.code === 'string') return at.code;
  }
  return 'NO_ANSWER';
}
