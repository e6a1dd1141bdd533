import { describe, expect, test } from 'vitest';
import { ParseError } from '../../../src/domain/errors.ts';
import { readCamt053 } from '../../../src/transform/camt053/read-camt053.ts';
import { bytesOf, collect } from '../support/bytes.ts';
import { fixture, fixtures } from '../support/camt053-fixtures.ts';

const EVERY_BYTE = ['plain.xml', 'prefixed.xml', 'utf-16-le.xml', 'envelope.xml'];
const OPEN = 0x3c;
const CLOSE = 0x3e;
/** Between tags, bytes are much alike: one in so many is tried. */
const STRIDE = 17;

describe('every strict prefix is refused', () => {
  test.each(EVERY_BYTE)('of %s', async (name) => {
    const { bytes } = fixture('accepted', name);
    expect(await acceptedLengths(bytes, range(lastTag(bytes) + 1), name)).toEqual([]);
  });

  test.each(fixtures('accepted'))('of $name, around each tag', async ({ name, bytes }) => {
    const lengths = range(lastTag(bytes) + 1).filter((length) => isTried(bytes, length));
    expect(await acceptedLengths(bytes, lengths, name)).toEqual([]);
  });
});

/** Cut before, within and after the angle brackets of a tag, where a reader could take a part for the whole. */
function isTried(bytes: Uint8Array, length: number): boolean {
  const isAroundTag = [bytes[length - 1], bytes[length]].some(
    (byte) => byte === OPEN || byte === CLOSE,
  );
  return isAroundTag || length % STRIDE === 0;
}

async function acceptedLengths(
  bytes: Uint8Array,
  lengths: readonly number[],
  name: string,
): Promise<number[]> {
  const accepted: number[] = [];
  for (const length of lengths) {
    if (!(await isRefused(bytes.subarray(0, length), name))) accepted.push(length);
  }
  return accepted;
}

async function isRefused(bytes: Uint8Array, name: string): Promise<boolean> {
  try {
    await collect(readCamt053(bytesOf(bytes), name));
    return false;
  } catch (error) {
    expect(error).toBeInstanceOf(ParseError);
    return true;
  }
}

function lastTag(bytes: Uint8Array): number {
  return Buffer.from(bytes).lastIndexOf('>');
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}
