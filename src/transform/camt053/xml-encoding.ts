import { ValueError } from '../../domain/errors.ts';
import { isSingleByte } from '../single-byte-text.ts';
import type { Encoding } from '../text-of-bytes.ts';

/** The XML declaration stands within these first bytes, or there is none. */
export const XML_HEAD_BYTES = 512;

/** Names that say the same (IANA character sets), in capitals. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  UTF8: 'UTF-8',
  LATIN1: 'ISO-8859-1',
  LATIN2: 'ISO-8859-2',
  LATIN9: 'ISO-8859-15',
  'LATIN-9': 'ISO-8859-15',
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
  const known = knownEncoding(declared);
  if (known === null) {
    const expected = /^UTF-?16/.test(declared)
      ? 'the encoding that the bytes are in'
      : 'an encoding that is known';
    throw new ValueError(expected, declared);
  }
  if (bySight === 'UTF-8' && known !== 'UTF-8') {
    throw new ValueError('UTF-8, as the byte order mark says', declared);
  }
  return known;
}

function knownEncoding(declared: string): Encoding | null {
  const spelled = declared
    .replace(/^ISO[-_]?8859[-_]/, 'ISO-8859-')
    .replace(/^CP-?125/, 'WINDOWS-125');
  const name = OTHER_NAMES[declared] ?? spelled;
  return name === 'UTF-8' || isSingleByte(name) ? name : null;
}

function agreeing(declared: string, bySight: 'UTF-16LE' | 'UTF-16BE'): Encoding {
  if (declared !== 'UTF-16' && declared !== 'UTF16' && declared !== bySight) {
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
