import { type CsvParserStream, parse } from 'fast-csv';
import { ParseError, ValueError } from '../../domain/errors.ts';
import type { Bytes } from '../../domain/reading.ts';
import { textOfBytes } from '../text-of-bytes.ts';

export interface CsvRecord {
  /** The physical line on which the record begins, from 1: quoted fields may hold line breaks. */
  readonly line: number;
  readonly fields: readonly string[];
}

/** A record that has not ended by then is a quote that was never closed. */
const RECORD_MAX = 1_048_576;
/** NUL is no text that a database takes; a byte order mark inside is where two files were joined. */
const HIDDEN = /[\0\uFEFF]/;
const NUL_INSIDE = 'expected text, got a NUL character';
const MARK_INSIDE = 'expected a byte order mark only at the start, got one inside';
const LINE_BREAK = /\r\n|\n|\r/g;

/**
 * The records of a CSV file, in batches, in bounded memory. Lines may end in LF, CRLF or CR; empty lines count only at
 * the end of the file. Throws `ParseError` for bytes that are not UTF-8, NUL, quotes out of place and empty lines.
 */
export async function* csvRecords(
  bytes: Bytes,
  fileName: string,
  delimiter: string,
): AsyncGenerator<readonly CsvRecord[]> {
  const reader = new CsvRecordReader(fileName, delimiter);
  try {
    for await (const text of textOfBytes(bytes, 'UTF-8')) yield await reader.write(text);
  } catch (error) {
    yield reader.take();
    if (error instanceof ValueError) reader.fail(error.message);
    throw error;
  }
  yield await reader.end();
}

class CsvRecordReader {
  readonly #file: string;
  readonly #delimiter: string;
  readonly #parser: RecordParser;
  readonly #lines = new LineCount();
  /** What the parser has not made records of yet, from the line `#lines.next` on. */
  #unread = '';
  #emptyLine: number | null = null;

  constructor(file: string, delimiter: string) {
    this.#file = file;
    this.#delimiter = delimiter;
    this.#parser = new RecordParser(delimiter);
  }

  async write(text: string): Promise<CsvRecord[]> {
    const hidden = text.search(HIDDEN);
    if (hidden < 0) return this.#feed(text);
    await this.#feed(text.slice(0, hidden));
    return this.fail(text.charAt(hidden) === '\0' ? NUL_INSIDE : MARK_INSIDE);
  }

  async #feed(text: string): Promise<CsvRecord[]> {
    this.#unread += text;
    if (text.includes('"')) this.#lines.mayBreakInFields = true;
    await this.#attempt(() => this.#parser.write(text));
    const before = this.#lines.next;
    const records = this.take();
    this.#unread = this.#unread.slice(lengthOfLines(this.#unread, this.#lines.next - before));
    if (this.#unread.length > RECORD_MAX) this.fail('expected a closing quote');
    return records;
  }

  async end(): Promise<CsvRecord[]> {
    await this.#attempt(() => this.#parser.end());
    return this.take();
  }

  /** The records that are complete. */
  take(): CsvRecord[] {
    const records: CsvRecord[] = [];
    for (const fields of this.#parser.take()) {
      const line = this.#lines.count(fields);
      if (fields.length === 0) this.#emptyLine ??= line;
      else if (this.#emptyLine !== null)
        this.fail('expected a row, got an empty line', this.#emptyLine);
      else records.push({ line, fields });
    }
    return records;
  }

  fail(reason: string, line = this.#lines.next): never {
    throw new ParseError({ file: this.#file, line, column: 1, locator: '' }, reason);
  }

  async #attempt(step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      this.#lines.next += await linesBeforeFailure(this.#unread, this.#delimiter);
      this.fail(reasonOf(error));
    }
  }
}

/** fast-csv by hand: text in, arrays out, no row lost or invented between `write` and `take`. */
class RecordParser {
  readonly #stream: CsvParserStream<string[], string[]>;
  #records: string[][] = [];

  constructor(delimiter: string) {
    // Without headers of its own: fast-csv pads short rows and silently drops a header called __proto__.
    this.#stream = parse<string[], string[]>({ delimiter, headers: false });
    this.#stream.on('data', (fields: string[]) => this.#records.push(fields));
    this.#stream.on('error', () => {});
  }

  write(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#stream.write(text, (error) => (error == null ? resolve() : reject(error)));
    });
  }

  end(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#stream.once('end', resolve);
      this.#stream.once('error', reject);
      this.#stream.end();
    });
  }

  take(): string[][] {
    const taken = this.#records;
    this.#records = [];
    return taken;
  }
}

class LineCount {
  /** The line on which the next record begins. */
  next = 1;
  /** Only quoted fields can: a file without quotes is spared the search. */
  mayBreakInFields = false;

  /** The line of the record that is next, and on to the one after it. */
  count(fields: readonly string[]): number {
    const line = this.next;
    this.next += 1;
    if (this.mayBreakInFields) for (const field of fields) this.next += breaksIn(field);
    return line;
  }
}

function breaksIn(text: string): number {
  if (!text.includes('\n') && !text.includes('\r')) return 0;
  return text.match(LINE_BREAK)?.length ?? 0;
}

function lengthOfLines(text: string, lines: number): number {
  let end = 0;
  for (let line = 0; line < lines && end < text.length; line++) end = endOfLine(text, end);
  return end;
}

function endOfLine(text: string, from: number): number {
  LINE_BREAK.lastIndex = from;
  return LINE_BREAK.exec(text) === null ? text.length : LINE_BREAK.lastIndex;
}

/** fast-csv forgets the rows of the text it fails on: line by line it shows how far it came. */
async function linesBeforeFailure(text: string, delimiter: string): Promise<number> {
  const parser = new RecordParser(delimiter);
  const lines = new LineCount();
  lines.mayBreakInFields = true;
  try {
    for (let start = 0; start < text.length; ) {
      const end = endOfLine(text, start);
      await parser.write(text.slice(start, end));
      for (const fields of parser.take()) lines.count(fields);
      start = end;
    }
  } catch {
    // The place is what we wanted; the caller has the error.
  }
  return lines.next - 1;
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (message.includes('missing closing')) return 'expected a closing quote';
  if (message.includes('OR new line')) return 'expected a delimiter after a closing quote';
  return message.slice(0, 200);
}
