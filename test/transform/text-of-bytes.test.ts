import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SINGLE_BYTE_ENCODINGS } from '../../src/transform/single-byte-text.ts';
import { type Encoding, textOfBytes } from '../../src/transform/text-of-bytes.ts';
import { bytesOf } from './support/bytes.ts';

/** The text that came before the end or before the error, and the error. */
async function decode(bytes: Uint8Array, encoding: Encoding, size: number) {
  let text = '';
  try {
    for await (const part of textOfBytes(bytesOf(bytes, size), encoding)) text += part;
    return { text, refusal: null };
  } catch (error) {
    return { text, refusal: error instanceof Error ? error.message : String(error) };
  }
}

function utf16be(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16();
}

test('any text comes back from UTF-8 and UTF-16, in pieces of any size', async () => {
  const property = fc.asyncProperty(
    fc.string({ unit: 'grapheme' }),
    fc.integer({ min: 1, max: 9 }),
    async (text, size) => {
      fc.pre(!text.startsWith('\uFEFF'));
      expect(await decode(Buffer.from(text), 'UTF-8', size)).toEqual({ text, refusal: null });
      const little = await decode(Buffer.from(text, 'utf16le'), 'UTF-16LE', size);
      expect(little).toEqual({ text, refusal: null });
      expect(await decode(utf16be(text), 'UTF-16BE', size)).toEqual({ text, refusal: null });
    },
  );
  await fc.assert(property);
});

test('a byte order mark is no text', async () => {
  expect((await decode(Buffer.from('\uFEFFa'), 'UTF-8', 1)).text).toBe('a');
  expect((await decode(Buffer.from('\uFEFFa', 'utf16le'), 'UTF-16LE', 1)).text).toBe('a');
});

test('ISO-8859-1 is that, not windows-1252', async () => {
  const { text } = await decode(Uint8Array.from([0x80, 0xe9]), 'ISO-8859-1', 1);
  expect(text).toBe('\u0080é');
});

describe('an encoding of one byte a character', () => {
  const cases: [Encoding, number[], string][] = [
    ['WINDOWS-1252', [0x80, 0x93, 0x94, 0x96, 0xe9, 0x9f], '€“”–éŸ'],
    ['ISO-8859-15', [0xa4, 0xa6, 0xbc, 0xbd, 0xbe], '€ŠŒœŸ'],
    ['ISO-8859-9', [0xd0, 0xdd, 0xfd, 0xe9, 0x80], 'Ğİıé\u0080'],
    ['ISO-8859-2', [0xa3, 0xb1, 0xbf], 'Łąż'],
    ['ISO-8859-7', [0xe1, 0xe2], 'αβ'],
    ['WINDOWS-1250', [0x8a, 0x9a, 0xe8], 'Ššč'],
    ['WINDOWS-1251', [0xc0, 0xff], 'Ая'],
    ['WINDOWS-1257', [0xe0, 0xf0], 'ąš'],
  ];
  test.each(cases)('%s', async (encoding, bytes, text) => {
    expect(await decode(Uint8Array.from(bytes), encoding, 2)).toEqual({ text, refusal: null });
  });

  test.each<[Encoding, number]>([
    ['WINDOWS-1252', 0x81],
    ['WINDOWS-1250', 0x81],
    ['WINDOWS-1253', 0xaa],
    ['WINDOWS-1257', 0x90],
    ['ISO-8859-7', 0xff],
    ['US-ASCII', 0x80],
  ])('%s has no character for the byte %i', async (encoding, byte) => {
    expect(await decode(Uint8Array.from([0x41, byte, 0x42]), encoding, 9)).toEqual({
      text: 'A',
      refusal: `expected ${encoding} text, got 'bytes that are none'`,
    });
  });

  test.each(SINGLE_BYTE_ENCODINGS)('%s is ASCII in its lower half', async (encoding) => {
    const bytes = Uint8Array.from({ length: 128 }, (_, byte) => byte);
    const { text } = await decode(bytes, encoding, 128);
    expect(text).toBe(Buffer.from(bytes).toString('latin1'));
  });
});

describe('what is no text ends the reading, after all that is', () => {
  const before = 'a€💵'.repeat(50);
  test.each<[string, Encoding, Uint8Array]>([
    [
      'a stray continuation byte',
      'UTF-8',
      Buffer.concat([Buffer.from(before), Buffer.from([0x80, 0x41])]),
    ],
    [
      'a cut sequence',
      'UTF-8',
      Buffer.concat([Buffer.from(before), Buffer.from([0xe2, 0x82, 0x41])]),
    ],
    ['an overlong form', 'UTF-8', Buffer.concat([Buffer.from(before), Buffer.from([0xc0, 0x80])])],
    [
      'a lone surrogate',
      'UTF-16LE',
      Buffer.concat([Buffer.from(before, 'utf16le'), Buffer.from([0x00, 0xdc, 0x41, 0])]),
    ],
  ])('%s', async (_, encoding, bytes) => {
    for (const size of [1, 7, 10_000]) {
      const { text, refusal } = await decode(bytes, encoding, size);
      expect(text).toBe(before);
      expect(refusal).toBe(`expected ${encoding} text, got 'bytes that are none'`);
    }
  });

  test('a byte beyond ASCII', async () => {
    const bytes = Buffer.from('abé', 'latin1');
    expect(await decode(bytes, 'US-ASCII', 10)).toEqual({
      text: 'ab',
      refusal: "expected US-ASCII text, got 'bytes that are none'",
    });
  });

  test.each<[Encoding, Uint8Array]>([
    ['UTF-8', Buffer.from('a€').subarray(0, 3)],
    ['UTF-16LE', Buffer.from('a💵', 'utf16le').subarray(0, 4)],
    ['UTF-16LE', Buffer.from('ab', 'utf16le').subarray(0, 3)],
  ])('a character of %s cut at the end', async (encoding, bytes) => {
    const { text, refusal } = await decode(bytes, encoding, 10);
    expect(text).toBe('a');
    expect(refusal).toBe(`expected whole ${encoding} characters, got 'a cut one at the end'`);
  });
});
