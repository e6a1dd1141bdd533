export interface CsvRecord {
  /** The physical line on which the record begins, from 1: quoted fields may hold line breaks. */
  readonly line: number;
  readonly fields: readonly string[];
}

/** Why the text cannot be split further, and where: `cell` counts from 1 within the record. */
export interface SplitFailure {
  readonly line: number;
  readonly cell: number;
  readonly reason: string;
}

/** A record that has not ended by then is a quote that was never closed. Room for a cell of a megabyte or two. */
const RECORD_MAX = 4_194_304;
/** A record that is not complete is looked at again when it is twice as long, so that a long one costs no more than twice. */
const EAGER_MAX = 131_072;
const LINE_BREAK = /\r\n|\n|\r/g;
const QUOTE = 34;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/**
 * Splits CSV text into records exactly as RFC 4180 says, and refuses what it does not: text after a closing quote, a
 * quote inside a field that does not begin with one, a quote that is never closed. Lines end in LF, CRLF or CR. Lines of
 * nothing but blanks count only at the end of the file. After a failure the records before it can still be taken.
 */
export class RecordSplitter {
  readonly #delimiter: string;
  readonly #delimiterCode: number;
  /** Text after the last complete record, from the line `#line` on. */
  #rest = '';
  #lookAgainAt = 0;
  #line = 1;
  #cell = 1;
  #blankLine: number | null = null;
  #records: CsvRecord[] = [];
  #failure: SplitFailure | null = null;

  constructor(delimiter: string) {
    this.#delimiter = delimiter;
    this.#delimiterCode = delimiter.charCodeAt(0);
  }

  /** null while all is well. */
  get failure(): SplitFailure | null {
    return this.#failure;
  }

  /** The records that are complete, once. */
  take(): CsvRecord[] {
    const records = this.#records;
    this.#records = [];
    return records;
  }

  write(text: string): void {
    if (this.#failure !== null) return;
    const hidden = hiddenIn(text);
    this.#rest += hidden === null ? text : text.slice(0, hidden.index);
    if (hidden !== null) this.fail(hidden.reason);
    else if (this.#rest.length >= this.#lookAgainAt) this.#split(this.#rest);
  }

  end(): void {
    if (this.#failure !== null || this.#rest === '') return;
    // With a line break more the last line is a line like all others; if it is still open then, so is its quote.
    this.#split(`${this.#rest}\n`);
    if (this.#rest !== '') this.#refuseRest('expected a closing quote');
  }

  /** Marks the text after the last complete record as what cannot be read; the first failure stays. */
  fail(reason: string): void {
    if (this.#failure === null) this.#split(this.#rest);
    this.#refuseRest(reason);
  }

  #refuseRest(reason: string): void {
    this.#failure ??= { line: this.#line, cell: this.#openCell(), reason };
  }

  #split(text: string): void {
    let start = 0;
    let feed = text.indexOf('\n');
    let carriage = text.indexOf('\r');
    let quote = text.indexOf('"');
    while (this.#failure === null) {
      if (feed >= 0 && feed < start) feed = text.indexOf('\n', start);
      if (carriage >= 0 && carriage < start) carriage = text.indexOf('\r', start);
      if (quote >= 0 && quote < start) quote = text.indexOf('"', start);
      const end = nearer(feed, carriage);
      const hasQuotes = quote >= 0 && (end < 0 || quote < end);
      const next = hasQuotes
        ? this.#quotedRecord(text, start)
        : this.#plainRecord(text, start, end);
      if (next < 0) break;
      start = next;
    }
    this.#rest = text.slice(start);
    const { length } = this.#rest;
    this.#lookAgainAt = length < EAGER_MAX ? 0 : Math.min(2 * length, RECORD_MAX);
    if (length >= RECORD_MAX) this.#refuseRest(this.#tooLong());
  }

  /** One line without quotes, which ends at `end`. Returns where the next begins, -1 where the text ends first. */
  #plainRecord(text: string, start: number, end: number): number {
    if (end < 0) return -1;
    const next = afterBreak(text, end);
    if (next >= 0) this.#add(text.slice(start, end));
    return next;
  }

  #add(line: string): void {
    const isBlank = line.trim() === '' && !line.includes(this.#delimiter);
    if (!isBlank) {
      this.#push(line.split(this.#delimiter), 1);
      return;
    }
    this.#blankLine ??= this.#line;
    this.#line++;
  }

  #push(fields: readonly string[], lines: number): void {
    if (this.#blankLine !== null) {
      const reason = 'expected a row, got an empty line';
      this.#failure ??= { line: this.#blankLine, cell: 1, reason };
      return;
    }
    this.#records.push({ line: this.#line, fields });
    this.#line += lines;
  }

  #quotedRecord(text: string, start: number): number {
    const fields: string[] = [];
    let breaks = 0;
    for (let at = start; ; at++) {
      this.#cell = fields.length + 1;
      const end = this.#endOfField(text, at);
      if (end < 0) return -1;
      const field = fieldOf(text, at, end);
      if (field === null)
        return this.#refuse('expected a field with a quote inside to be in quotes');
      if (text.charCodeAt(at) === QUOTE) breaks += breaksIn(field);
      fields.push(field);
      at = end;
      if (text.charCodeAt(at) === this.#delimiterCode) continue;
      if (!isBreak(text.charCodeAt(at))) {
        return this.#refuse('expected a delimiter after a closing quote');
      }
      const next = afterBreak(text, at);
      if (next >= 0) this.#push(fields, 1 + breaks);
      return next;
    }
  }

  /** Where the field at `at` ends: before a delimiter or a line break, if all is well; -1 where the text ends first. */
  #endOfField(text: string, at: number): number {
    if (text.charCodeAt(at) === QUOTE) return endOfQuotes(text, at);
    for (let end = at; end < text.length; end++) {
      const code = text.charCodeAt(end);
      if (code === this.#delimiterCode || isBreak(code)) return end;
    }
    return -1;
  }

  #refuse(reason: string): -1 {
    this.#failure ??= { line: this.#line, cell: this.#cell, reason };
    return -1;
  }

  /** Which cell of the record that is not complete the text ends in. */
  #openCell(): number {
    if (!this.#rest.includes('"')) return this.#rest.split(this.#delimiter).length;
    return this.#cell;
  }

  #tooLong(): string {
    return this.#rest.includes('"')
      ? 'expected a closing quote'
      : `expected a line of at most ${RECORD_MAX} characters`;
  }
}

/** NUL is no text that a database takes; a byte order mark inside is where two files were joined. */
function hiddenIn(text: string): { index: number; reason: string } | null {
  const index = nearer(text.indexOf('\0'), text.indexOf('\uFEFF'));
  if (index < 0) return null;
  const isNul = text.charCodeAt(index) === 0;
  const reason = isNul
    ? 'expected text, got a NUL character'
    : 'expected a byte order mark only at the start, got one inside';
  return { index, reason };
}

/** The smaller one; -1 stands for none. */
function nearer(left: number, right: number): number {
  if (left < 0) return right;
  return right < 0 ? left : Math.min(left, right);
}

function isBreak(code: number): boolean {
  return code === LINE_FEED || code === CARRIAGE_RETURN;
}

/** Where the line after the break at `end` begins; -1 after a CR at the end of the text: an LF may follow. */
function afterBreak(text: string, end: number): number {
  if (text.charCodeAt(end) !== CARRIAGE_RETURN) return end + 1;
  if (end + 1 === text.length) return -1;
  return text.charCodeAt(end + 1) === LINE_FEED ? end + 2 : end + 1;
}

/** Behind the closing quote of the field at `at`; -1 where it is not there yet, or might be half of a doubled one. */
function endOfQuotes(text: string, at: number): number {
  for (let from = at + 1; ; ) {
    const close = text.indexOf('"', from);
    if (close < 0 || close + 1 === text.length) return -1;
    if (text.charCodeAt(close + 1) !== QUOTE) return close + 1;
    from = close + 2;
  }
}

/** null for quotes where none may be. */
function fieldOf(text: string, start: number, end: number): string | null {
  if (text.charCodeAt(start) !== QUOTE) {
    const plain = text.slice(start, end);
    return plain.includes('"') ? null : plain;
  }
  const inner = text.slice(start + 1, end - 1);
  return inner.includes('"') ? inner.replaceAll('""', '"') : inner;
}

function breaksIn(field: string): number {
  if (!field.includes('\n') && !field.includes('\r')) return 0;
  return field.match(LINE_BREAK)?.length ?? 0;
}
