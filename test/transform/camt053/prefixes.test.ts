import { expect, test } from 'vitest';
import { ParseError } from '../../../src/domain/errors.ts';
import { readCamt053 } from '../../../src/transform/camt053/read-camt053.ts';
import { bytesOf, collect } from '../support/bytes.ts';
import { fixture } from '../support/camt053-fixtures.ts';

const NAMES = ['plain.xml', 'prefixed.xml', 'utf-16-le.xml', 'envelope.xml'];

test.each(NAMES)('every strict prefix of %s is refused', async (name) => {
  const { bytes } = fixture('accepted', name);
  const lastTag = Buffer.from(bytes).lastIndexOf('>');
  const accepted: number[] = [];
  for (let length = 0; length <= lastTag; length++) {
    if (!(await isRefused(bytes.subarray(0, length), name))) accepted.push(length);
  }
  expect(accepted).toEqual([]);
});

async function isRefused(bytes: Uint8Array, name: string): Promise<boolean> {
  try {
    await collect(readCamt053(bytesOf(bytes), name));
    return false;
  } catch (error) {
    expect(error).toBeInstanceOf(ParseError);
    return true;
  }
}
