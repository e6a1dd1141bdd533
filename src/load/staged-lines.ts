import type { StagingTable } from './staging.ts';

/** COPY text for one staging table: whole lines. */
export interface StagedSlice {
  readonly table: StagingTable;
  /** Owns its memory, so that it can be handed from one thread to another. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Small for the many files that are small; doubled until starting a COPY for a slice costs nothing, and a few are no memory. */
const SLICE_BYTES_MIN = 8 * 1024;
const SLICE_BYTES_MAX = 512 * 1024;
/** No character of a string takes more in UTF-8. */
const BYTES_A_CHARACTER = 3;

/**
 * The COPY text of one file while it is read, for each staging table. Encoded line by line: as one growing string it would keep
 * the garbage collector busier than all the rest.
 */
export class StagedLines {
  readonly #open = new Map<StagingTable, OpenSlice>();
  #full: StagedSlice[] = [];

  add(table: StagingTable, line: string): void {
    const bytesMax = line.length * BYTES_A_CHARACTER;
    let slice = this.#open.get(table);
    if (slice === undefined || slice.memory.length - slice.length < bytesMax) {
      const size = slice === undefined ? SLICE_BYTES_MIN : slice.memory.length * 2;
      if (slice !== undefined) this.#full.push(finished(table, slice));
      const memory = Buffer.allocUnsafeSlow(Math.max(Math.min(size, SLICE_BYTES_MAX), bytesMax));
      slice = { memory, length: 0 };
      this.#open.set(table, slice);
    }
    slice.length += slice.memory.write(line, slice.length);
  }

  /** The slices that are full. */
  takeFull(): readonly StagedSlice[] {
    const full = this.#full;
    if (full.length > 0) this.#full = [];
    return full;
  }

  takeAll(): readonly StagedSlice[] {
    for (const [table, slice] of this.#open) this.#full.push(finished(table, slice));
    this.#open.clear();
    return this.takeFull();
  }
}

interface OpenSlice {
  readonly memory: Buffer<ArrayBuffer>;
  length: number;
}

function finished(table: StagingTable, { memory, length }: OpenSlice): StagedSlice {
  return { table, bytes: memory.subarray(0, length) };
}
