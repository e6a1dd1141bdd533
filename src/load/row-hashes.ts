import { hash } from 'node:crypto';

const HASH_BYTES = 32;
/** As many as a number holds exactly: they nearly always tell two hashes apart, and numbers are quick to compare. */
const KEY_BYTES = 6;
const CAPACITY_MIN = 8;

/**
 * The SHA-256 of each row of a unit, in the order of the rows, and in their own order. A unit may have a million: as that many
 * strings they would be the most of what a load holds in memory.
 */
export class RowHashes {
  #bytes = Buffer.alloc(0);
  #keys = new Float64Array(0);
  #count = 0;
  #sorted: Uint32Array | null = null;

  get count(): number {
    return this.#count;
  }

  /** Returns the ordinal of the row, from 1. */
  add(content: string): number {
    if (this.#count === this.#keys.length) this.#grow();
    const text = hash('sha256', content, 'binary');
    this.#bytes.write(text, this.#count * HASH_BYTES, 'latin1');
    let key = 0;
    for (let place = 0; place < KEY_BYTES; place++) key = key * 256 + text.charCodeAt(place);
    this.#keys[this.#count] = key;
    this.#sorted = null;
    return ++this.#count;
  }

  /** The hash of a row by its index, from 0. */
  at(index: number): Buffer {
    return this.#bytes.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES);
  }

  /** The indexes of the rows in the order of their hashes; of equal ones the earlier row comes first. */
  sorted(): Uint32Array {
    this.#sorted ??= Uint32Array.from({ length: this.#count }, (_, index) => index).sort(
      (left, right) => this.#compare(left, right) || left - right,
    );
    return this.#sorted;
  }

  isEqual(index: number, other: number): boolean {
    return this.#compare(index, other) === 0;
  }

  #grow(): void {
    const capacity = Math.max(CAPACITY_MIN, this.#count * 2);
    const bytes = Buffer.alloc(capacity * HASH_BYTES);
    this.#bytes.copy(bytes);
    this.#bytes = bytes;
    const keys = new Float64Array(capacity);
    keys.set(this.#keys);
    this.#keys = keys;
  }

  #compare(left: number, right: number): number {
    const difference = (this.#keys[left] ?? 0) - (this.#keys[right] ?? 0);
    if (difference !== 0) return difference;
    const from = left * HASH_BYTES;
    const other = right * HASH_BYTES;
    return this.#bytes.compare(this.#bytes, other, other + HASH_BYTES, from, from + HASH_BYTES);
  }
}
