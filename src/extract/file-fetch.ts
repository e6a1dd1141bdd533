import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { PocketbookError } from '../domain/errors.ts';
import type { Bytes } from '../domain/reading.ts';
import { failureCode, isCertificateFailure } from './exchange.ts';
import { checkFileUrl, type FileHosts } from './file-url.ts';
import { refuseForeign } from './foreign-content.ts';
import { parseRetryAfter } from './retry-after.ts';

export interface FileFetchOptions {
  readonly hosts: FileHosts;
  readonly bytesMax: number;
  /** Without a single byte. */
  readonly stallMs: number;
  /** For the whole file. */
  readonly deadlineMs: number;
  readonly counted: () => void;
}

export interface OpenFile {
  /** Ends in an error unless the body is as long as it was said to be. */
  readonly bytes: Bytes;
  /** False where only the end of the connection ended the body: a cut one looks the same. */
  readonly lengthProven: boolean;
}

/** The URL no longer opens the file: another one must be asked for. */
export class FileUrlExpired extends PocketbookError {
  constructor(status: number) {
    super('DOWNLOAD_INVALID', `file: expected the URL to be valid, got ${status}`, {
      retryable: true,
      context: { status },
    });
  }
}

/**
 * Opens a file by its temporary URL. Node's own http client and not `fetch`: `fetch` unpacks compressed bodies without
 * noticing a cut, and says nothing of bytes beyond the length announced. No header tells who we are.
 */
export async function openFile(
  text: string,
  options: FileFetchOptions,
  signal?: AbortSignal,
): Promise<OpenFile> {
  const deadline = AbortSignal.timeout(options.deadlineMs);
  const within = signal === undefined ? deadline : AbortSignal.any([deadline, signal]);
  const url = checkFileUrl(text, options.hosts);
  const first = await get(url, options, within);
  const location = redirectOf(first);
  if (location === null) return readable(first, options, signal);
  first.resume();
  // One hop, as strictly checked as the first URL.
  const second = await get(checkFileUrl(location, options.hosts, url.href), options, within);
  if (redirectOf(second) !== null) {
    second.destroy();
    throw invalid('expected a file, got a second redirect', false);
  }
  return readable(second, options, signal);
}

function get(url: URL, options: FileFetchOptions, signal: AbortSignal): Promise<IncomingMessage> {
  options.counted();
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    let response: IncomingMessage | null = null;
    const asked = request(url, {
      method: 'GET',
      // A connection of its own, closed afterwards: surplus bytes cannot be taken for the next answer.
      agent: false,
      headers: { accept: '*/*', 'accept-encoding': 'identity' },
      signal,
    });
    asked.setTimeout(options.stallMs, () => asked.destroy(new Stalled()));
    asked.on('response', (message) => {
      response = message;
      resolve(message);
    });
    // Stays for the whole body: what is wrong with the bytes after it arrives here and nowhere else.
    asked.on('error', (error) => {
      response?.destroy(error);
      reject(failed(error, url, signal));
    });
    asked.end();
  });
}

class Stalled extends Error {
  readonly code = 'STALLED';
}

function redirectOf({ statusCode = 0, headers }: IncomingMessage): string | null {
  return statusCode >= 300 && statusCode <= 399 ? (headers.location ?? '') : null;
}

function readable(
  response: IncomingMessage,
  options: FileFetchOptions,
  signal: AbortSignal | undefined,
): OpenFile {
  const complaint = complaintAbout(response, options);
  if (complaint !== null) {
    response.destroy();
    throw complaint;
  }
  const { headers } = response;
  const counted = countedBytes(response, options, signal);
  return {
    bytes: refuseForeign(counted, headers['content-type'] ?? ''),
    lengthProven:
      headers['content-length'] !== undefined || headers['transfer-encoding'] === 'chunked',
  };
}

function complaintAbout(
  { statusCode = 0, headers }: IncomingMessage,
  options: FileFetchOptions,
): PocketbookError | null {
  if (statusCode === 403 || statusCode === 410) return new FileUrlExpired(statusCode);
  if (statusCode !== 200) return statusInvalid(statusCode, headers);
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') {
    return invalid(
      `expected the plain bytes we asked for, got content-encoding ${encoding.slice(0, 40)}`,
    );
  }
  return Number(headers['content-length'] ?? 0) > options.bytesMax ? tooLong(options) : null;
}

function statusInvalid(status: number, headers: IncomingMessage['headers']): PocketbookError {
  const sentAt = new Date(headers.date ?? Number.NaN);
  const retryAfterMs = Number.isNaN(sentAt.getTime())
    ? null
    : parseRetryAfter(headers['retry-after'] ?? null, sentAt);
  return new PocketbookError('DOWNLOAD_INVALID', `file: expected 200, got ${status}`, {
    retryable: true,
    context: { status, ...(retryAfterMs === null ? {} : { retryAfterMs }) },
  });
}

async function* countedBytes(
  response: IncomingMessage,
  options: FileFetchOptions,
  signal: AbortSignal | undefined,
): Bytes {
  let bytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Uint8Array>) {
      bytes += chunk.byteLength;
      if (bytes > options.bytesMax) throw tooLong(options);
      yield chunk;
    }
  } catch (error) {
    if (error instanceof PocketbookError) throw error;
    signal?.throwIfAborted();
    throw broken(error, bytes);
  }
  if (bytes === 0) throw invalid('expected a file, got zero bytes');
}

/** HPE_* is how Node's parser says that bytes came where none belong. */
function broken(error: unknown, bytes: number): PocketbookError {
  const code = failureCode(error);
  if (code.startsWith('HPE_')) {
    return invalid('expected the body to end where its Content-Length says, got more bytes');
  }
  return new PocketbookError(
    'HTTP_FAILED',
    `file: expected the whole body, got ${code} after ${bytes} bytes`,
    {
      retryable: true,
      context: { reason: code },
    },
  );
}

/** Without `cause`, and of the URL only the host. */
function failed(error: Error, url: URL, signal: AbortSignal): unknown {
  const isCancelled = signal.aborted && !isTimeout(signal.reason);
  if (isCancelled) return signal.reason;
  const code = signal.aborted ? 'TIMEOUT' : failureCode(error);
  return new PocketbookError(
    'HTTP_FAILED',
    `file: expected an answer from ${url.host}, got ${code}`,
    {
      retryable: !isCertificateFailure(code),
      context: { reason: code },
    },
  );
}

function isTimeout(reason: unknown): boolean {
  return reason instanceof DOMException && reason.name === 'TimeoutError';
}

function tooLong({ bytesMax }: FileFetchOptions): PocketbookError {
  return invalid(`expected at most ${bytesMax} bytes, got more`, false);
}

function invalid(reason: string, retryable = true): PocketbookError {
  return new PocketbookError('DOWNLOAD_INVALID', `file: ${reason}`, { retryable });
}
