/** Mutants `from` to `to` - 1. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** What is wrong with one mutant. */
export interface Finding {
  readonly index: number;
  readonly what: string;
}

export interface Timing {
  readonly index: number;
  readonly target: string;
  readonly story: string;
  readonly bytes: number;
  /** Of processor time, for all readings of the mutant together. */
  readonly ms: number;
}

/** What a child says after each range. */
export interface Tally {
  readonly counts: Readonly<Record<string, number>>;
  readonly findings: readonly Finding[];
  readonly slowest: readonly Timing[];
  /** Above what the child needed before its first mutant. */
  readonly growthBytes: number;
  /** How far it came: less than the whole range where its memory had grown too much. */
  readonly range: Range;
}

/** Of processor time: what else runs on the machine is not held against a reader. */
export const TIME_MAX_MS = 2_000;
/** Of the clock on the wall: after that nothing more is expected to come. */
export const HANG_MS = 15_000;
export const GROWTH_MAX_BYTES = 256 * 1_048_576;
export const SLOWEST_KEPT = 8;
