import { FRAGMENT_MAX, type Fragment } from './fragment.ts';

const LINE_BREAK = /\r\n|\n|\r/g;

/**
 * The record that begins on a physical line (from 1), with all its lines where quoted fields hold line breaks. Null where
 * the file has no such line.
 */
export async function csvFragment(
  texts: AsyncIterable<string>,
  line: string,
): Promise<Fragment | null> {
  const finder = new RecordFinder(line);
  let carriage = '';
  for await (const piece of texts) {
    const text = carriage + piece;
    // Half of a CRLF, perhaps.
    carriage = text.endsWith('\r') ? '\r' : '';
    finder.write(carriage === '' ? text : text.slice(0, -1));
    if (finder.isDone) break;
  }
  finder.write(carriage);
  return finder.fragment();
}

class RecordFinder {
  readonly #wanted: string;
  readonly #first = new RecordText();
  readonly #record = new RecordText();
  #line = 1;
  #isFound = false;

  constructor(wanted: string) {
    this.#wanted = wanted;
  }

  get isDone(): boolean {
    return this.#record.isEnded;
  }

  write(text: string): void {
    for (let start = 0; start < text.length && !this.isDone; ) {
      LINE_BREAK.lastIndex = start;
      const found = LINE_BREAK.exec(text);
      const end = found?.index ?? text.length;
      const lineBreak = found?.[0] ?? '';
      if (!this.#first.isEnded) this.#first.add(text.slice(start, end), lineBreak);
      this.#isFound ||= String(this.#line) === this.#wanted;
      if (this.#isFound) this.#record.add(text.slice(start, end), lineBreak);
      if (found !== null) this.#line++;
      start = end + lineBreak.length;
    }
  }

  fragment(): Fragment | null {
    const { text, isCut } = this.#record;
    return text === '' ? null : { text, firstLine: this.#first.text, isCut };
  }
}

/** One record as it stands: a line break ends it only outside of quotes, and a doubled quote opens none. */
class RecordText {
  text = '';
  isCut = false;
  isEnded = false;
  #isQuoted = false;

  add(part: string, lineBreak: string): void {
    for (let at = part.indexOf('"'); at >= 0; at = part.indexOf('"', at + 1)) {
      this.#isQuoted = !this.#isQuoted;
    }
    const isEnd = lineBreak !== '' && !this.#isQuoted;
    this.text += isEnd ? part : part + lineBreak;
    this.isCut = this.text.length > FRAGMENT_MAX;
    this.isEnded = isEnd || this.isCut;
    if (this.isCut) this.text = this.text.slice(0, FRAGMENT_MAX);
  }
}
