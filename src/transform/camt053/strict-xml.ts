import { SaxesParser, type SaxesStartTagPlain } from 'saxes';
import { ParseError, PocketbookError } from '../../domain/errors.ts';

/** Deeper files are refused: a statement needs 15 levels, and unlimited ones cost memory. */
const DEPTH_MAX = 64;
const ATTRIBUTES_MAX = 64;
export const TEXT_MAX = 65_536;
/** Characters without a single tag, comment or text being finished: whatever is being collected is too long. */
const SILENCE_MAX = 4 * TEXT_MAX;

export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A start tag, and where it begins. */
export interface StartTag extends Place {
  /** Without its prefix. */
  readonly name: string;
  /** Empty where there is none. */
  readonly prefix: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** What an element-by-element reader is told. Names are without their prefix. */
export interface XmlHandler {
  open(tag: StartTag): void;
  text(text: string): void;
  close(name: string): void;
  /** A comment or a processing instruction. */
  aside(what: string): void;
  /** Where in the document we stand, for error messages. */
  locator(): string;
}

/** Well-formed XML or nothing: saxes with limits, and without document types, entities and namespaces of its own. */
export class StrictXml {
  readonly #file: string;
  readonly #handler: XmlHandler;
  // Without `xmlns`: resolving namespaces takes time quadratic in the depth.
  readonly #parser = new SaxesParser<{ xmlns: false }>({ xmlns: false });
  #depth = 0;
  #isRootClosed = false;
  /** A start tag whose attributes are not complete yet. */
  #tag: StartTag | null = null;
  #silence = 0;
  #isAtStart = true;

  constructor(file: string, handler: XmlHandler) {
    this.#file = file;
    this.#handler = handler;
    this.#listen();
  }

  /** Throws `ParseError` at the first character that breaks a rule. */
  write(text: string): void {
    this.#isAtStart = false;
    this.#silence += text.length;
    this.#step(() => this.#parser.write(text));
    if (this.#silence > SILENCE_MAX) this.#tooLong('a tag');
  }

  /** Throws `ParseError` unless the document is complete. */
  close(): void {
    this.#step(() => this.#parser.close());
  }

  isAtStart(): boolean {
    return this.#isAtStart;
  }

  /** The place of the next character. */
  place(): Place {
    return { line: this.#parser.line, column: this.#parser.column + 1 };
  }

  fail(reason: string, place: Place = this.place(), locator = this.#handler.locator()): never {
    throw new ParseError({ file: this.#file, ...place, locator }, reason);
  }

  /**
   * Seven events and not one more: saxes keeps each listener as a property of itself, and with the eighth V8 turns the
   * parser into a dictionary, which makes it five times slower. So no `opentag` (the next event tells that the tag was
   * complete), no `attribute`, and no `error` (without it, saxes throws).
   */
  #listen(): void {
    const parser = this.#parser;
    parser.on('opentagstart', (tag) => this.#onTagStart(tag));
    parser.on('closetag', (tag) => this.#onTagEnd(tag.name));
    parser.on('text', (text) => this.#onText(text));
    parser.on('cdata', (text) => this.#onText(text));
    parser.on('comment', () => this.#onAside('comment'));
    parser.on('processinginstruction', () => this.#onAside('processing instruction'));
    parser.on('doctype', () => this.fail('expected no document type declaration (DOCTYPE)'));
  }

  #step(parse: () => void): void {
    try {
      parse();
    } catch (error) {
      if (error instanceof PocketbookError || !(error instanceof Error)) throw error;
      const reason = error.message.replace(/^[\d:]+ /, '');
      this.fail(this.#isRootClosed ? afterRoot(reason) : reason);
    }
  }

  #onTagStart({ name, attributes }: SaxesStartTagPlain): void {
    this.#passTagOn();
    this.#depth++;
    if (this.#depth > DEPTH_MAX) this.fail(`expected at most ${DEPTH_MAX} levels of elements`);
    const colon = name.indexOf(':');
    const { line, column } = this.#parser;
    // One object a tag, made of all there is: every further one is felt in a file of a million entries.
    this.#tag = {
      name: colon < 0 ? name : name.slice(colon + 1),
      prefix: colon < 0 ? '' : name.slice(0, colon),
      // Filled by saxes after the event. Its type leaves open what it does not without `xmlns`: values are texts.
      attributes: attributes as StartTag['attributes'],
      line,
      column: Math.max(1, column - name.length - 1),
    };
  }

  #onTagEnd(name: string): void {
    this.#passTagOn();
    this.#depth--;
    this.#isRootClosed = this.#depth === 0;
    this.#handler.close(name.slice(name.indexOf(':') + 1));
  }

  #onText(text: string): void {
    this.#passTagOn();
    if (text.length > TEXT_MAX) this.#tooLong('text');
    this.#handler.text(text);
  }

  #onAside(what: string): void {
    this.#passTagOn();
    this.#handler.aside(what);
  }

  /** Every event begins with this: something was finished, and so was the start tag before it. */
  #passTagOn(): void {
    this.#silence = 0;
    const tag = this.#tag;
    if (tag === null) return;
    this.#tag = null;
    this.#limitAttributes(tag.attributes);
    this.#handler.open(tag);
  }

  #limitAttributes(attributes: Readonly<Record<string, string>>): void {
    let count = 0;
    for (const _ in attributes) count++;
    if (count > ATTRIBUTES_MAX) this.fail(`expected at most ${ATTRIBUTES_MAX} attributes`);
  }

  #tooLong(what: string): never {
    return this.fail(`expected ${what} of at most ${TEXT_MAX} characters`);
  }
}

/** Two files in one are a common accident of those who move them. */
function afterRoot(reason: string): string {
  const isSecond = /only one root|XML declaration/.test(reason);
  return isSecond ? 'expected the end of the file, got a second document' : reason;
}
