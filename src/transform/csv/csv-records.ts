import { ParseError, ValueError } from '../../domain/errors.ts';
import type { Bytes } from '../../domain/reading.ts';
import { peek } from '../peek.ts';
import { type Encoding, textOfBytes } from '../text-of-bytes.ts';
import { type CsvRecord, RecordSplitter, type SplitFailure } from './record-splitter.ts';

export type { CsvRecord } from './record-splitter.ts';

/** What the first line of a file looks like under one delimiter. */
export interface FirstLine {
  readonly delimiter: string;
  /** null for a file without a line, and for one that cannot be split this way. */
  readonly record: CsvRecord | null;
  readonly failure: SplitFailure | null;
}

/** Says by which delimiter a file is to be split. Throws `ParseError` where none will do. */
export type ChooseDelimiter = (firstLines: readonly FirstLine[]) => string;

/**
 * The records of a CSV file, in batches, in bounded memory. With several delimiters the file is split by each of them
 * until its first line is there, and by the chosen one from then on. Text is UTF-8, or UTF-16 with a byte order mark.
 * Throws `ParseError` with line and cell for bytes that are no such text, NUL, quotes out of place and empty lines;
 * the records before it are handed out first.
 */
export async function* csvRecords(
  bytes: Bytes,
  fileName: string,
  delimiters: readonly string[],
  choose: ChooseDelimiter = ([first]) => first?.delimiter ?? '',
): AsyncGenerator<readonly CsvRecord[]> {
  const { head, all } = await peek(bytes, 2);
  const sniffer = new Sniffer(delimiters, choose);
  try {
    for await (const text of textOfBytes(all, encodingByMark(head))) {
      yield sniffer.write(text);
      if (sniffer.failure !== null) break;
    }
    yield sniffer.end();
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    yield sniffer.fail(error.message);
  }
  if (sniffer.failure !== null) throw placed(fileName, sniffer.failure);
}

/** UTF-8 needs no mark; nothing is guessed from what the bytes look like. */
export function encodingByMark([first, second]: Uint8Array): Encoding {
  if (first === 0xff && second === 0xfe) return 'UTF-16LE';
  return first === 0xfe && second === 0xff ? 'UTF-16BE' : 'UTF-8';
}

/** One splitter for each delimiter, until one is chosen. */
class Sniffer {
  readonly #choose: ChooseDelimiter;
  #candidates: { delimiter: string; splitter: RecordSplitter; records: CsvRecord[] }[];
  #chosen: RecordSplitter | null = null;

  constructor(delimiters: readonly string[], choose: ChooseDelimiter) {
    this.#choose = choose;
    this.#candidates = delimiters.map((delimiter) => {
      return { delimiter, splitter: new RecordSplitter(delimiter), records: [] };
    });
  }

  /** Of the chosen splitter; before that a file can still be split in some other way. */
  get failure(): SplitFailure | null {
    return this.#chosen?.failure ?? null;
  }

  write(text: string): readonly CsvRecord[] {
    return this.#step((splitter) => splitter.write(text), false);
  }

  end(): readonly CsvRecord[] {
    return this.#step((splitter) => splitter.end(), true);
  }

  fail(reason: string): readonly CsvRecord[] {
    return this.#step((splitter) => splitter.fail(reason), true);
  }

  #step(step: (splitter: RecordSplitter) => void, isLast: boolean): readonly CsvRecord[] {
    if (this.#chosen !== null) {
      step(this.#chosen);
      return this.#chosen.take();
    }
    for (const candidate of this.#candidates) {
      step(candidate.splitter);
      candidate.records.push(...candidate.splitter.take());
    }
    const isReady = this.#candidates.every(
      ({ splitter, records }) => splitter.failure !== null || records.length > 0,
    );
    return isReady || isLast ? this.#decide() : [];
  }

  #decide(): readonly CsvRecord[] {
    const firstLines = this.#candidates.map(({ delimiter, splitter, records: [record = null] }) => {
      return { delimiter, record, failure: record === null ? splitter.failure : null };
    });
    const delimiter = this.#choose(firstLines);
    const chosen = this.#candidates.find((candidate) => candidate.delimiter === delimiter);
    this.#chosen = chosen?.splitter ?? null;
    this.#candidates = [];
    return chosen?.records ?? [];
  }
}

function placed(file: string, { line, cell, reason }: SplitFailure): ParseError {
  return new ParseError({ file, line, column: cell, locator: '' }, reason);
}
