import { ValueError } from '../domain/errors.ts';
import type { Bytes } from '../domain/reading.ts';
import {
  byteTable,
  countCharacters,
  isSingleByte,
  type SingleByteEncoding,
  singleByteText,
} from './single-byte-text.ts';

/** The encodings a file may be in. A decoder never replaces what it cannot read: it throws. */
export type Encoding = 'UTF-8' | 'UTF-16LE' | 'UTF-16BE' | SingleByteEncoding;

/** Parsers are fed in pieces of this size: what they hold is bounded however large the pieces are that come in. */
const PIECE_BYTES = 65_536;

/** The longest UTF-8 sequence is 4 bytes, so at most 3 may wait for the next piece. */
const CARRY_MAX = 3;

/**
 * The text of `bytes`, without a byte order mark, in pieces. Bytes that are no text in `encoding` end it with a
 * `ValueError`, after all the text before them was handed out: whoever parses it knows the place by then.
 */
export async function* textOfBytes(bytes: Bytes, encoding: Encoding): AsyncGenerator<string> {
  const decoder = decoderOf(encoding);
  let carry: Uint8Array = new Uint8Array(0);
  let isFirst = true;
  for await (const piece of pieces(bytes)) {
    const whole = carry.length === 0 ? piece : Buffer.concat([carry, piece]);
    const end = whole.length - incompleteBytes(whole, encoding);
    carry = whole.subarray(end);
    const { text, isBroken } = decodeAll(whole.subarray(0, end), decoder);
    if (text !== '') yield isFirst ? withoutMark(text) : text;
    if (isBroken) throw new ValueError(`${encoding} text`, 'bytes that are none');
    isFirst = isFirst && text === '';
  }
  if (carry.length > 0)
    throw new ValueError(`whole ${encoding} characters`, 'a cut one at the end');
}

interface Decoder {
  /** Throws on bytes that are no text. */
  whole(bytes: Uint8Array): string;
  /** All of the text before the first bad byte. */
  prefix(bytes: Uint8Array): string;
}

function decoderOf(encoding: Encoding): Decoder {
  if (isSingleByte(encoding)) return singleByteDecoder(encoding);
  const create = () => new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  const decoder = create();
  return {
    whole: (bytes) => decoder.decode(bytes),
    prefix: (bytes) => longestPrefix(bytes, (part) => create().decode(part, { stream: true })),
  };
}

function singleByteDecoder(encoding: SingleByteEncoding): Decoder {
  const characters = byteTable(encoding);
  const prefix = (bytes: Uint8Array) =>
    singleByteText(bytes.subarray(0, countCharacters(bytes, characters)), characters);
  return {
    whole: (bytes) => {
      if (countCharacters(bytes, characters) < bytes.length) throw new TypeError('no character');
      return singleByteText(bytes, characters);
    },
    prefix,
  };
}

function decodeAll(bytes: Uint8Array, decoder: Decoder): { text: string; isBroken: boolean } {
  const whole = attempt(bytes, decoder.whole);
  if (whole !== null) return { text: whole, isBroken: false };
  return { text: decoder.prefix(bytes), isBroken: true };
}

function longestPrefix(bytes: Uint8Array, decode: (part: Uint8Array) => string): string {
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (attempt(bytes.subarray(0, middle), decode) === null) bad = middle;
    else good = middle;
  }
  return decode(bytes.subarray(0, good));
}

function attempt(bytes: Uint8Array, decode: (part: Uint8Array) => string): string | null {
  try {
    return decode(bytes);
  } catch {
    return null;
  }
}

async function* pieces(bytes: Bytes): AsyncGenerator<Uint8Array> {
  for await (const piece of bytes) {
    for (let start = 0; start < piece.length; start += PIECE_BYTES) {
      yield piece.subarray(start, start + PIECE_BYTES);
    }
  }
}

/** How many bytes at the end begin a character that goes on in the next piece. */
function incompleteBytes(bytes: Uint8Array, encoding: Encoding): number {
  if (encoding === 'UTF-8') return incompleteUtf8(bytes);
  if (encoding === 'UTF-16LE') return incompleteUtf16(bytes, 1);
  if (encoding === 'UTF-16BE') return incompleteUtf16(bytes, 0);
  return 0;
}

function incompleteUtf8(bytes: Uint8Array): number {
  for (let back = 1; back <= CARRY_MAX && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return lengthByLead(byte) > back ? back : 0;
  }
  return 0;
}

function lengthByLead(lead: number): number {
  if (lead >= 0xf0) return 4;
  return lead >= 0xe0 ? 3 : 2;
}

function incompleteUtf16(bytes: Uint8Array, highByte: 0 | 1): number {
  const odd = bytes.length % 2;
  const lastHigh = bytes[bytes.length - odd - 2 + highByte] ?? 0;
  const isLeadSurrogate = lastHigh >= 0xd8 && lastHigh <= 0xdb;
  return isLeadSurrogate ? odd + 2 : odd;
}

function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}
