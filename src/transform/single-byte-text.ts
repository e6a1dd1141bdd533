/** Encodings of one byte a character that agree with ASCII in the lower half. */
export const SINGLE_BYTE_ENCODINGS = [
  'ISO-8859-1',
  'ISO-8859-2',
  'ISO-8859-3',
  'ISO-8859-4',
  'ISO-8859-5',
  'ISO-8859-6',
  'ISO-8859-7',
  'ISO-8859-8',
  'ISO-8859-9',
  'ISO-8859-10',
  'ISO-8859-13',
  'ISO-8859-14',
  'ISO-8859-15',
  'US-ASCII',
  'WINDOWS-1250',
  'WINDOWS-1251',
  'WINDOWS-1252',
  'WINDOWS-1253',
  'WINDOWS-1254',
  'WINDOWS-1255',
  'WINDOWS-1256',
  'WINDOWS-1257',
  'WINDOWS-1258',
] as const;

export type SingleByteEncoding = (typeof SINGLE_BYTE_ENCODINGS)[number];

/** A code unit for each byte; `NONE` where the encoding has no character. */
export type ByteTable = Uint16Array;

/** U+FFFF is no character, so no byte means it. */
const NONE = 0xffff;

/** 0x80 to 0x9F of windows-1252 (Microsoft's code page); `\0` where it has no character. */
const WINDOWS_1252 = '€\0‚ƒ„…†‡ˆ‰Š‹Œ\0Ž\0\0‘’“”•–—˜™š›œ\0žŸ';

/** What ISO-8859-9 has in other places than ISO-8859-1. */
const ISO_8859_9: readonly (readonly [number, string])[] = [
  [0xd0, 'Ğ'],
  [0xdd, 'İ'],
  [0xde, 'Ş'],
  [0xf0, 'ğ'],
  [0xfd, 'ı'],
  [0xfe, 'ş'],
];

export function isSingleByte(encoding: string): encoding is SingleByteEncoding {
  return (SINGLE_BYTE_ENCODINGS as readonly string[]).includes(encoding);
}

/**
 * The characters of an encoding. `TextDecoder` knows most of them, but takes three for their relatives of Microsoft's
 * (ISO-8859-1 and US-ASCII for windows-1252, ISO-8859-9 for windows-1254), decodes windows-1252 wrongly in Node 20, and
 * gives code points of control characters to bytes that the Windows code pages leave empty.
 */
export function byteTable(encoding: SingleByteEncoding): ByteTable {
  switch (encoding) {
    case 'US-ASCII':
      return table((byte) => (byte < 0x80 ? byte : NONE));
    case 'ISO-8859-1':
      return table((byte) => byte);
    case 'ISO-8859-9': {
      const others = new Map(ISO_8859_9);
      return table((byte) => others.get(byte)?.charCodeAt(0) ?? byte);
    }
    case 'WINDOWS-1252':
      return table((byte) =>
        byte >= 0x80 && byte < 0xa0 ? WINDOWS_1252.charCodeAt(byte - 0x80) || NONE : byte,
      );
    default:
      return tableOfDecoder(encoding);
  }
}

/** How many bytes from the start are characters. */
export function countCharacters(bytes: Uint8Array, characters: ByteTable): number {
  for (let index = 0; index < bytes.length; index++) {
    if (characters[bytes[index] ?? 0] === NONE) return index;
  }
  return bytes.length;
}

/** `bytes` are characters, all of them. */
export function singleByteText(bytes: Uint8Array, characters: ByteTable): string {
  const units = new Uint16Array(bytes.length);
  for (let index = 0; index < bytes.length; index++) {
    units[index] = characters[bytes[index] ?? 0] ?? NONE;
  }
  return Buffer.from(units.buffer).toString('utf16le');
}

function tableOfDecoder(encoding: SingleByteEncoding): ByteTable {
  const decoder = new TextDecoder(encoding, { fatal: true });
  return table((byte) => {
    const unit = unitOf(decoder, byte);
    return unit === byte && isEmptyPlace(encoding, byte) ? NONE : unit;
  });
}

/** Where a Windows code page has no character, `TextDecoder` gives the byte itself. */
function isEmptyPlace(encoding: SingleByteEncoding, byte: number): boolean {
  if (!encoding.startsWith('WINDOWS')) return false;
  return (byte >= 0x80 && byte < 0xa0) || (encoding === 'WINDOWS-1253' && byte === 0xaa);
}

function unitOf(decoder: { decode(bytes: Uint8Array): string }, byte: number): number {
  try {
    return decoder.decode(Uint8Array.of(byte)).charCodeAt(0);
  } catch {
    return NONE;
  }
}

function table(unitOfByte: (byte: number) => number): ByteTable {
  return Uint16Array.from({ length: 256 }, (_, byte) => unitOfByte(byte));
}
