import type { StagingTable } from './staging.ts';

/** COPY text for one staging table: whole lines. */
export interface StagedSlice {
  readonly table: StagingTable;
  /** Owns its memory, so that it can be handed from one thread to another. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Long enough that starting a COPY for it costs nothing, short enough that a few of them are no memory. */
const SLICE_LENGTH = 1 << 20;

/** The COPY text of one file while it is read, one text for each staging table. */
export class StagedLines {
  readonly #texts = new Map<StagingTable, string>();
  readonly #encoder = new TextEncoder();

  add(table: StagingTable, line: string): void {
    this.#texts.set(table, (this.#texts.get(table) ?? '') + line);
  }

  /** The texts that have grown long enough to be sent on. */
  *takeLong(): Generator<StagedSlice> {
    for (const [table, text] of this.#texts) {
      if (text.length >= SLICE_LENGTH) yield this.#take(table, text);
    }
  }

  *takeAll(): Generator<StagedSlice> {
    for (const [table, text] of this.#texts) yield this.#take(table, text);
  }

  #take(table: StagingTable, text: string): StagedSlice {
    this.#texts.delete(table);
    return { table, bytes: this.#encoder.encode(text) };
  }
}
