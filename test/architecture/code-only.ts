/** Stands for every character of a comment, and of what is inside quotes, backquotes and regular expressions. */
export const MASK = '\0';

// After these a slash begins a regular expression; after anything else it divides.
const BEFORE_REGEX =
  /(?:^|[([{,;:=!&|?+\-*%<>~^]|\b(?:return|typeof|case|do|else|void|throw|await|yield))$/;

/**
 * The source with everything masked that is not code: same length, same lines, quotes left standing. Names that are searched
 * for in it are used, not talked about.
 */
export function codeOnly(source: string): string {
  const masking = new Masking(source);
  masking.code('');
  return masking.done;
}

class Masking {
  done = '';
  readonly #source: string;
  #before = '';

  constructor(source: string) {
    this.#source = source;
  }

  /** Takes code up to the brace that closes it, or to the end. */
  code(closing: '' | '}'): void {
    let open = 0;
    for (;;) {
      const next = this.#next();
      if (next === '' || (next === closing && open === 0)) return;
      if (next === '{') open++;
      if (next === '}') open--;
      if (this.#isAt('//')) this.#maskUntil('\n', 0);
      else if (this.#isAt('/*')) this.#maskUntil('*/', 2);
      else if (next === "'" || next === '"') this.#quoted(next);
      else if (next === '`') this.#template();
      else if (next === '/' && BEFORE_REGEX.test(this.#before.trimEnd())) this.#regex();
      else this.#keep();
    }
  }

  #quoted(quote: string): void {
    this.#keep();
    while (this.#next() !== quote && this.#next() !== '') this.#maskCharacter();
    this.#keep();
  }

  #template(): void {
    this.#keep();
    while (this.#next() !== '`' && this.#next() !== '') {
      if (!this.#isAt('${')) {
        this.#maskCharacter();
        continue;
      }
      this.#keep();
      this.#keep();
      this.code('}');
      this.#keep();
    }
    this.#keep();
  }

  #regex(): void {
    this.#keep();
    let isInClass = false;
    while (this.#next() !== '' && (this.#next() !== '/' || isInClass)) {
      if (this.#next() === '[') isInClass = true;
      if (this.#next() === ']') isInClass = false;
      this.#maskCharacter();
    }
    this.#keep();
  }

  #next(): string {
    return this.#source.charAt(this.done.length);
  }

  #isAt(text: string): boolean {
    return this.#source.startsWith(text, this.done.length);
  }

  #keep(): void {
    const character = this.#next();
    this.done += character;
    this.#before = (this.#before + character).slice(-20);
  }

  /** One character, with its escape. */
  #maskCharacter(): void {
    this.#mask(this.#isAt('\\') ? 2 : 1);
  }

  #maskUntil(end: string, endLength: number): void {
    const from = this.done.length;
    const found = this.#source.indexOf(end, from + endLength);
    this.#mask((found < 0 ? this.#source.length : found + endLength) - from);
  }

  #mask(length: number): void {
    const masked = this.#source.slice(this.done.length, this.done.length + length);
    this.done += masked.replaceAll(/[^\n]/g, MASK);
  }
}
