import { ValueError } from '../../domain/errors.ts';
import type { Encoding } from '../text-of-bytes.ts';

/** The XML declaration stands within these first bytes, or there is none. */
export const XML_HEAD_BYTES = 512;

const NAMES: Readonly<Record<string, Encoding>> = {
  'UTF-8': 'UTF-8',
  UTF8: 'UTF-8',
  'ISO-8859-1': 'ISO-8859-1',
  LATIN1: 'ISO-8859-1',
  'US-ASCII': 'US-ASCII',
  ASCII: 'US-ASCII',
};

const DECLARATION = /^\s*<\?xml\s[^>]*?\bencoding\s*=\s*["']([A-Za-z0-9._:-]*)["']/;

/**
 * The encoding of an XML file by its byte order mark, else by its declaration, else UTF-8 (XML 1.0, appendix F).
 * `head` is the first `XML_HEAD_BYTES` bytes, or all of a shorter file. Throws `ValueError` where mark and declaration
 * contradict each other, and for an encoding that is not known.
 */
export function xmlEncoding(head: Uint8Array): Encoding {
  const bySight = encodingBySight(head);
  if (bySight === 'UTF-32') throw new ValueError('an encoding that is known', 'UTF-32');
  const declared = declaredName(head, bySight);
  if (declared === null) return bySight ?? 'UTF-8';
  if (bySight === 'UTF-16LE' || bySight === 'UTF-16BE') return agreeing(declared, bySight);
  const known = NAMES[declared];
  if (known === undefined) {
    const expected = declared.startsWith('UTF-16')
      ? 'the encoding that the bytes are in'
      : 'an encoding that is known';
    throw new ValueError(expected, declared);
  }
  if (bySight === 'UTF-8' && known !== 'UTF-8') {
    throw new ValueError('UTF-8, as the byte order mark says', declared);
  }
  return known;
}

function agreeing(declared: string, bySight: 'UTF-16LE' | 'UTF-16BE'): Encoding {
  if (declared !== 'UTF-16' && declared !== bySight) {
    throw new ValueError(`${bySight}, as the bytes are`, declared);
  }
  return bySight;
}

function encodingBySight(head: Uint8Array): 'UTF-8' | 'UTF-16LE' | 'UTF-16BE' | 'UTF-32' | null {
  const [first, second, third, fourth] = head;
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'UTF-8';
  if (first === 0 && second === 0) return 'UTF-32';
  if (first === 0xff && second === 0xfe) return third === 0 && fourth === 0 ? 'UTF-32' : 'UTF-16LE';
  if (first === 0xfe && second === 0xff) return 'UTF-16BE';
  if (first === 0x3c && second === 0) return 'UTF-16LE';
  if (first === 0 && second === 0x3c) return 'UTF-16BE';
  return null;
}

function declaredName(head: Uint8Array, bySight: Encoding | null): string | null {
  const label = bySight ?? 'latin1';
  const start = new TextDecoder(label).decode(head.subarray(0, XML_HEAD_BYTES));
  return DECLARATION.exec(start)?.[1]?.toUpperCase() ?? null;
}
