/** A stream of numbers that depends on its labels alone, so that one part of the world never shifts another. */
export interface Random {
  /** 32 random bits. */
  bits(): number;
  /** In [0, 1). */
  fraction(): number;
  /** A whole number, both ends included. */
  between(low: number, high: number): number;
  /** A whole amount of cents (or of any small unit), both ends included. */
  amount(low: number, high: number): bigint;
  chance(probability: number): boolean;
  pick<T>(choices: readonly T[]): T;
  shuffle<T>(items: readonly T[]): T[];
  uuid(): string;
}

export function createRandom(...labels: readonly (string | number)[]): Random {
  const bits = xoshiro128(labels.join('|'));
  const fraction = (): number => bits() / 0x1_0000_0000;
  const between = (low: number, high: number): number =>
    low + Math.floor(fraction() * (high - low + 1));
  const pick = <T>(choices: readonly T[]): T => {
    const choice = choices[between(0, choices.length - 1)];
    if (choice === undefined) throw new Error('nothing to pick from');
    return choice;
  };
  return {
    bits,
    fraction,
    between,
    amount: (low, high) => BigInt(between(Math.round(low), Math.round(high))),
    chance: (probability) => fraction() < probability,
    pick,
    shuffle: (items) =>
      items
        .map((item) => ({ item, key: bits() }))
        .sort((a, b) => a.key - b.key)
        .map(({ item }) => item),
    uuid: () => uuidOf([bits(), bits(), bits(), bits()]),
  };
}

/** xoshiro128** (Blackman, Vigna), its state filled by splitmix32 from an FNV-1a hash of the label. */
function xoshiro128(label: string): () => number {
  const next = splitmix32(fnv1a(label));
  let [a, b, c, d] = [next(), next(), next(), next()];
  return () => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11);
    return result;
  };
}

function splitmix32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

function rotate(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}

/** Version 4 by its marks, though nothing about it is random but the seed. */
function uuidOf(words: readonly number[]): string {
  const hex = words.map((word) => word.toString(16).padStart(8, '0')).join('');
  const variant = '89ab'.charAt(Number.parseInt(hex.charAt(16), 16) % 4);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}
