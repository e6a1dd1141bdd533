import { PocketbookError } from '../domain/errors.ts';
import type { Bytes } from '../domain/reading.ts';

const MARK = '%PDF-';
const END = '%%EOF';
/** Readers look for the mark in the first and for the end in the last kilobyte (ISO 32000-1, Annex H, notes 13 and 18). */
const NEAR_BYTES = 1024;

/**
 * Hands the bytes on as they come and throws at their end, before whoever takes them is done, if they are no whole PDF.
 * Throws DOWNLOAD_INVALID, retryable.
 */
export async function* onlyPdf(bytes: Bytes): Bytes {
  let head: Uint8Array = new Uint8Array(0);
  let tail: Uint8Array = new Uint8Array(0);
  for await (const chunk of bytes) {
    if (head.byteLength < NEAR_BYTES) head = Buffer.concat([head, chunk.subarray(0, NEAR_BYTES)]);
    tail = Buffer.concat([tail, chunk.subarray(-NEAR_BYTES)]).subarray(-NEAR_BYTES);
    yield chunk;
  }
  if (!holds(head.subarray(0, NEAR_BYTES), MARK)) throw refused('a PDF', 'something else');
  if (!holds(tail, END)) throw refused(`a PDF that ends in ${END}`, 'one that is cut short');
}

function holds(bytes: Uint8Array, mark: string): boolean {
  return Buffer.from(bytes).includes(mark, 0, 'latin1');
}

function refused(expected: string, got: string): PocketbookError {
  return new PocketbookError('DOWNLOAD_INVALID', `file: expected ${expected}, got ${got}`, {
    retryable: true,
  });
}
