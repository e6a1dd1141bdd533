import { describe, expect, test } from 'vitest';
import { inspectCamt053 } from '../../../src/transform/camt053/inspect-camt053.ts';
import { readCamt053 } from '../../../src/transform/camt053/read-camt053.ts';
import { bytesOf, collect, refusalOf } from '../support/bytes.ts';
import { fixtures } from '../support/camt053-fixtures.ts';

describe('statements that are read', () => {
  test.each(fixtures('accepted'))('$name', async ({ name, path, bytes }) => {
    const figures = await inspectCamt053(bytesOf(bytes), name);
    const events = await collect(readCamt053(bytesOf(bytes), name));
    const golden = JSON.stringify({ figures, events }, briefDetails, 2);
    await expect(`${golden}\n`).toMatchFileSnapshot(`${path}.expected.json`);
  });

  test.each(fixtures('accepted'))('$name, byte by byte, is the same', async ({ name, bytes }) => {
    const whole = await collect(readCamt053(bytesOf(bytes, bytes.length), name));
    expect(await collect(readCamt053(bytesOf(bytes, 1), name))).toEqual(whole);
  });
});

describe('files that are refused', () => {
  test.each(fixtures('refused'))('$name', async ({ name, path, bytes }) => {
    const refusal = await refusalOf(collect(readCamt053(bytesOf(bytes), name)));
    await expect(`${refusal}\n`).toMatchFileSnapshot(`${path}.expected.txt`);
  });

  test.each(fixtures('refused'))('$name, byte by byte', async ({ name, bytes }) => {
    await refusalOf(collect(readCamt053(bytesOf(bytes, 1), name)));
  });
});

/** A transaction has a column for whatever may be told of it: here stand those that were. */
function briefDetails(key: string, value: unknown): unknown {
  if (key !== 'details' || !Array.isArray(value)) return value;
  return value.map((detail: object) =>
    Object.fromEntries(Object.entries(detail).filter(([, told]) => told !== null)),
  );
}
