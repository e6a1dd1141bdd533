import { PocketbookError } from '../domain/errors.ts';
import type { Bytes } from '../domain/reading.ts';

const HEAD_BYTES = 256;

/**
 * Hands the bytes on unless they are plainly no report: a web page or a JSON document, sent with status 200 by something
 * between us and the file. Throws DOWNLOAD_INVALID, retryable, before the first byte is handed on.
 */
export async function* refuseForeign(bytes: Bytes, contentType: string): Bytes {
  let head: Uint8Array | null = new Uint8Array(0);
  for await (const chunk of bytes) {
    if (head === null) {
      yield chunk;
      continue;
    }
    head = Buffer.concat([head, chunk]);
    if (head.byteLength < HEAD_BYTES) continue;
    refuseHead(head, contentType);
    yield head;
    head = null;
  }
  if (head === null) return;
  refuseHead(head, contentType);
  yield head;
}

function refuseHead(head: Uint8Array, contentType: string): void {
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  // Latin-1 reads any bytes, and what is looked for is ASCII.
  const text = Buffer.from(head)
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart();
  const isPage = type === 'text/html' || /^<(!doctype\s+html|html|head|body)\b/i.test(text);
  const isJson = type === 'application/json' || /^[{[]/.test(text);
  if (!isPage && !isJson) return;
  const got = isPage ? 'a web page' : 'a JSON document';
  throw new PocketbookError('DOWNLOAD_INVALID', `file: expected a report, got ${got}`, {
    retryable: true,
  });
}
