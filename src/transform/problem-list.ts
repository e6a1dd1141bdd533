import type { Problem } from '../domain/reading.ts';

/** A file with a million oddities is told about in this many lines. */
const PROBLEMS_MAX = 1_000;

/** The problems of one file, in bounded memory. */
export class ProblemList {
  readonly problems: Problem[] = [];
  #untold = 0;

  add(locator: string, message: string): void {
    if (this.problems.length < PROBLEMS_MAX) this.problems.push({ locator, message });
    else this.#untold++;
  }

  /** To be called when the file has ended. */
  finish(): void {
    if (this.#untold === 0) return;
    this.problems.push({ locator: '', message: `and ${this.#untold} more like these` });
    this.#untold = 0;
  }
}
