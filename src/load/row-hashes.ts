import { hash } from 'node:crypto';

const HASH_BYTES = 32;
const CAPACITY_MIN = 8;

/**
 * The SHA-256 of each row of a unit, in the order of the rows, and in their own order. A unit may have a million: as that many
 * strings they would be the most of what a load holds in memory.
 */
export class RowHashes {
  #bytes = Buffer.alloc(0);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Returns the ordinal of the row, from 1. */
  add(content: string): number {
    const offset = this.#count * HASH_BYTES;
    if (offset === this.#bytes.length) this.#grow();
    this.#bytes.write(hash('sha256', content, 'binary'), offset, 'latin1');
    return ++this.#count;
  }

  /** The hash of a row by its index, from 0. */
  at(index: number): Buffer {
    return this.#bytes.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES);
  }

  /** The indexes of the rows in the order of their hashes; of equal ones the earlier row comes first. */
  sorted(): Uint32Array {
    const { indexes, ends } = this.#dealt();
    let start = 0;
    for (const end of ends) {
      if (end - start > 1) this.#sort(indexes.subarray(start, end));
      start = end;
    }
    return indexes;
  }

  isEqual(index: number, other: number): boolean {
    return this.#compare(index, other) === 0;
  }

  #grow(): void {
    const grown = Buffer.alloc(Math.max(CAPACITY_MIN * HASH_BYTES, this.#bytes.length * 2));
    this.#bytes.copy(grown);
    this.#bytes = grown;
  }

  /** By their first two bytes: hashes spread evenly, so what is left to sort are heaps of a few. */
  #dealt(): { indexes: Uint32Array; ends: Uint32Array } {
    const ends = new Uint32Array(this.#count < 1_000 ? 1 : 65_536);
    const heapOf = (index: number) =>
      ends.length === 1 ? 0 : this.#bytes.readUInt16BE(index * HASH_BYTES);
    for (let index = 0; index < this.#count; index++) this.#increment(ends, heapOf(index));
    let start = 0;
    for (let heap = 0; heap < ends.length; heap++) {
      const size = ends[heap] ?? 0;
      ends[heap] = start;
      start += size;
    }
    const indexes = new Uint32Array(this.#count);
    for (let index = 0; index < this.#count; index++) {
      const heap = heapOf(index);
      indexes[ends[heap] ?? 0] = index;
      this.#increment(ends, heap);
    }
    return { indexes, ends };
  }

  #increment(counts: Uint32Array, place: number): void {
    counts[place] = (counts[place] ?? 0) + 1;
  }

  #sort(indexes: Uint32Array): void {
    indexes.sort((left, right) => this.#compare(left, right) || left - right);
  }

  #compare(left: number, right: number): number {
    const [from, other] = [left * HASH_BYTES, right * HASH_BYTES];
    return this.#bytes.compare(this.#bytes, other, other + HASH_BYTES, from, from + HASH_BYTES);
  }
}
