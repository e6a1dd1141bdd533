import type { Random } from './random.ts';

type ByteMutation = (bytes: Uint8Array, random: Random, other: Uint8Array) => Uint8Array;

/** Changes that know nothing of the format. `other` is another seed to splice with. */
export const BYTE_MUTATIONS: Readonly<Record<string, ByteMutation>> = {
  'flip a bit': (bytes, random) => {
    const place = random.below(bytes.length);
    return replaced(bytes, place, 1, [(bytes[place] ?? 0) ^ (1 << random.below(8))]);
  },
  'set a byte': (bytes, random) =>
    replaced(bytes, random.below(bytes.length), 1, [random.below(256)]),
  'insert bytes': (bytes, random) =>
    replaced(bytes, random.below(bytes.length + 1), 0, randomBytes(random)),
  'delete a range': (bytes, random) => {
    const { start, length } = range(bytes, random);
    return replaced(bytes, start, length, []);
  },
  'repeat a range': (bytes, random) => {
    const { start, length } = range(bytes, random);
    return replaced(bytes, start, 0, bytes.subarray(start, start + length));
  },
  'move a range': (bytes, random) => {
    const { start, length } = range(bytes, random);
    const rest = replaced(bytes, start, length, []);
    return replaced(rest, random.below(rest.length + 1), 0, bytes.subarray(start, start + length));
  },
  cut: (bytes, random) => bytes.subarray(0, random.below(bytes.length)),
  behead: (bytes, random) => bytes.subarray(random.below(Math.min(bytes.length, 600))),
  double: (bytes) => Buffer.concat([bytes, bytes]),
  splice: (bytes, random, other) =>
    Buffer.concat([
      bytes.subarray(0, random.below(bytes.length)),
      other.subarray(random.below(other.length)),
    ]),
  'another mark': (bytes, random) => Buffer.concat([random.pick(MARKS), bytes]),
};

const MARKS = [
  Buffer.from([0xef, 0xbb, 0xbf]),
  Buffer.from([0xff, 0xfe]),
  Buffer.from([0xfe, 0xff]),
  Buffer.from([0xff, 0xfe, 0, 0]),
  Buffer.from([0, 0, 0xfe, 0xff]),
] as const;

function replaced(
  bytes: Uint8Array,
  start: number,
  length: number,
  by: Uint8Array | readonly number[],
): Uint8Array {
  const middle = Uint8Array.from(by);
  return Buffer.concat([bytes.subarray(0, start), middle, bytes.subarray(start + length)]);
}

function range(bytes: Uint8Array, random: Random): { start: number; length: number } {
  const start = random.below(bytes.length);
  return { start, length: random.between(1, random.pick([1, 4, 40, 400, 4_000])) };
}

function randomBytes(random: Random): number[] {
  return Array.from({ length: random.between(1, 6) }, () =>
    random.pick([random.below(256), 0, 0x0a, 0x22, 0x26, 0x3c, 0x3e, 0xc3, 0xff]),
  );
}
