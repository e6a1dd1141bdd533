import type { Reading } from '../domain/reading.ts';

/** A reading that also accounts for what it passed over, so that rows read = rows handed out + ignored. */
export interface FileReading<Row> extends Reading<Row> {
  /** Rows of the file that are no row of a ledger, such as pending entries. Complete when `rows` has ended. */
  ignored(): number;
}
