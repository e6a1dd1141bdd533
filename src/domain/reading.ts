/** Something worth telling about a file that is accepted all the same. */
export interface Problem {
  readonly locator: string;
  readonly message: string;
}

/**
 * The seam between bytes and the ledger: a reader turns the bytes of one file into batches of typed rows and the
 * problems it met. It is pure: no clock, no network, no database. It throws `ParseError` for a file that must be
 * refused whole, possibly after having handed out rows: whoever consumes them keeps none until `rows` has ended.
 */
export interface Reading<Row> {
  readonly rows: AsyncIterable<readonly Row[]>;
  /** Grows while `rows` is consumed; complete when it has ended. */
  readonly problems: readonly Problem[];
}

/** The bytes of a file, in pieces of any size. */
export type Bytes = AsyncIterable<Uint8Array>;
