/** The original text of one place of a file. */
export interface Fragment {
  /** As it stands in the file, without a line break at its end. */
  readonly text: string;
  /** Of a CSV file: its first line, which is the header where it has one. Null for other files. */
  readonly firstLine: string | null;
  /** Is `text` only the beginning of what stands there? */
  readonly isCut: boolean;
}

/** More of one place is not shown: nobody reads on, and a field or a batch of payments may be megabytes long. */
export const FRAGMENT_MAX = 16_384;
