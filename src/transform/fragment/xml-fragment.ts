import { SaxesParser } from 'saxes';
import { FRAGMENT_MAX, type Fragment } from './fragment.ts';

/** One counted element of a place: which of its name (from 1, as written) below the one before it. */
interface Step {
  readonly name: string;
  readonly index: string;
}

/** The message around the statements, which a place does not name; the second is that of 001.01. */
const MESSAGES: ReadonlySet<string> = new Set(['BkToCstmrStmt', 'BkToCstmrStmtV01']);
/** Transactions are counted over all groups of an entry. */
const BETWEEN: Readonly<Record<string, string>> = { TxDtls: 'NtryDtls/' };

/** The element at a place such as `Stmt[1]/Ntry[4]/TxDtls[2]`: its last counted one, since what is not counted stands within. */
export async function xmlFragment(
  texts: AsyncIterable<string>,
  locator: string,
): Promise<Fragment | null> {
  const reader = new ElementReader(stepsOf(locator));
  for await (const text of texts) {
    reader.write(text);
    if (reader.isDone) break;
  }
  return reader.fragment;
}

function stepsOf(locator: string): readonly Step[] {
  return [...locator.matchAll(/(\w+)\[(\d+)\]/g)].map(([, name = '', index = '']) => ({
    name,
    index,
  }));
}

/** Characters without a tag. No reader takes a file with as many, and the parser would collect them. */
const SILENCE_MAX = 1_048_576;

/** Reads up to the end of one element and keeps its text. What is not well-formed ends the search. */
class ElementReader {
  fragment: Fragment | null = null;
  isDone = false;
  readonly #finder: ElementFinder;
  readonly #parser = new SaxesParser<{ xmlns: false }>({ xmlns: false });
  /** The text from `#keptFrom` on, counted in characters of the whole file. */
  #kept = '';
  #keptFrom = 0;
  #start: number | null = null;
  #silence = 0;

  constructor(steps: readonly Step[]) {
    this.#finder = new ElementFinder(steps);
    this.#parser.on('opentagstart', ({ name }) => this.#open(name));
    this.#parser.on('closetag', () => this.#close());
    this.#parser.on('error', () => {
      this.isDone = true;
    });
  }

  write(text: string): void {
    this.#kept += text;
    this.#silence += text.length;
    this.#parser.write(text);
    this.isDone ||= this.#silence > SILENCE_MAX;
    if (this.isDone) return;
    const length = this.#keptFrom + this.#kept.length - (this.#start ?? 0);
    if (this.#start === null) this.#forget();
    else if (length > FRAGMENT_MAX) this.#finish(this.#start + FRAGMENT_MAX, true);
  }

  #open(name: string): void {
    this.#silence = 0;
    if (this.isDone || !this.#finder.open(name.slice(name.indexOf(':') + 1))) return;
    // The parser stands behind the name: the nearest bracket before it opened the tag.
    this.#start =
      this.#keptFrom + this.#kept.lastIndexOf('<', this.#parser.position - this.#keptFrom - 1);
  }

  #close(): void {
    this.#silence = 0;
    if (this.isDone) return;
    const found = this.#finder.close();
    if (found === 'ended' && this.#start !== null) this.#finish(this.#parser.position, false);
    else if (found === 'missing') this.isDone = true;
  }

  #finish(end: number, isCut: boolean): void {
    const start = this.#start ?? end;
    const isLonger = end - start > FRAGMENT_MAX;
    const stop = isLonger ? start + FRAGMENT_MAX : end;
    const text = this.#kept.slice(start - this.#keptFrom, stop - this.#keptFrom);
    this.fragment = { text, firstLine: null, isCut: isCut || isLonger };
    this.isDone = true;
  }

  /** A tag may have begun: as much as the longest name that is worth finding stays. */
  #forget(): void {
    const kept = this.#kept.slice(-FRAGMENT_MAX);
    this.#keptFrom += this.#kept.length - kept.length;
    this.#kept = kept;
  }
}

/** Counts its way down to one element. */
class ElementFinder {
  readonly #steps: readonly Step[];
  readonly #names: string[] = [];
  /** How many elements are open at the message and at each step that was found. */
  readonly #depths: number[] = [];
  #count = 0;

  constructor(steps: readonly Step[]) {
    this.#steps = steps;
  }

  /** True when this is the element. */
  open(name: string): boolean {
    this.#names.push(name);
    const outer = this.#depths.at(-1);
    if (outer === undefined) {
      if (MESSAGES.has(name)) this.#depths.push(this.#names.length);
      return false;
    }
    const step = this.#steps[this.#depths.length - 1];
    if (step === undefined || step.name !== name || !this.#isBelow(outer, name)) return false;
    if (String(++this.#count) !== step.index) return false;
    this.#depths.push(this.#names.length);
    this.#count = 0;
    return this.#depths.length === this.#steps.length + 1;
  }

  /** Has the element ended, or one around it without it? Another message may follow, which goes on counting statements. */
  close(): 'ended' | 'missing' | 'not yet' {
    const isOfStep = this.#depths.at(-1) === this.#names.length;
    this.#names.pop();
    if (!isOfStep) return 'not yet';
    const wasFound = this.#depths.length === this.#steps.length + 1;
    this.#depths.pop();
    if (wasFound) return 'ended';
    return this.#depths.length === 0 ? 'not yet' : 'missing';
  }

  #isBelow(outer: number, name: string): boolean {
    const path = this.#names.slice(outer).join('/');
    return path === name || path === `${BETWEEN[name] ?? ''}${name}`;
  }
}
