/** Mulberry32: small, fast, and the same everywhere. Not for secrets. */
export class Random {
  #state: number;

  /** The same `seed` and `stream` give the same numbers, whatever other streams were drawn from. */
  constructor(seed: number, stream = 0) {
    this.#state =
      (Math.imul(seed ^ 0x9e37_79b9, 0x85eb_ca6b) ^ Math.imul(stream + 1, 0xc2b2_ae35)) | 0;
    this.#next();
  }

  /** From 0 to `bound` - 1; 0 where there is nothing to choose from. */
  below(bound: number): number {
    return Math.floor(this.#next() * Math.max(1, bound));
  }

  between(from: number, to: number): number {
    return from + this.below(to - from + 1);
  }

  /** True once in `times`. */
  oneIn(times: number): boolean {
    return this.below(times) === 0;
  }

  pick<T>(items: readonly [T, ...T[]]): T;
  pick<T>(items: readonly T[]): T | undefined;
  pick<T>(items: readonly T[]): T | undefined {
    return items[this.below(items.length)];
  }

  #next(): number {
    this.#state = (this.#state + 0x6d2b_79f5) | 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
}

/** A number made of bytes (FNV-1a), to draw from where only the bytes are known. */
export function seedOfBytes(bytes: Uint8Array): number {
  let hash = 0x811c_9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x0100_0193);
  return hash >>> 0;
}
