import { ValueError } from '../../domain/errors.ts';
import type { Field } from './statement-layout.ts';
import type { Place } from './strict-xml.ts';

/** Free text of one entry beyond this is refused, so that no entry can fill the memory. */
const FREE_TEXT_MAX = 65_536;

/** What was read so far of one statement, balance or entry. */
export class StatementScope {
  readonly place: Place;
  /** From 1, among its kind. */
  readonly index: number;
  readonly #values = new Map<string, string>();
  readonly #lists = new Map<string, string[]>();
  readonly #places = new Map<string, Place>();
  #freeLength = 0;

  constructor(place: Place, index: number) {
    this.place = place;
    this.index = index;
  }

  /** Keeps the text of a field; an empty one counts as absent. Throws `ValueError` on a second one. */
  put(field: Field, text: string, place: Place): void {
    if (field.again === 'add') this.#add(field.name, text);
    else if (!this.#values.has(field.name)) this.#set(field.name, text, place);
    else if (field.again === 'refuse') throw new ValueError('this element once', text);
  }

  get(name: string): string | null {
    const value = this.#values.get(name);
    return value === undefined || value === '' ? null : value;
  }

  /** As it came, even empty; null only where the element is missing. */
  raw(name: string): string | null {
    return this.#values.get(name) ?? null;
  }

  list(name: string): readonly string[] {
    return this.#lists.get(name) ?? [];
  }

  placeOf(name: string): Place {
    return this.#places.get(name) ?? this.place;
  }

  #set(name: string, text: string, place: Place): void {
    this.#values.set(name, text);
    if (name === 'amount' || name === 'indicator') this.#places.set(name, place);
  }

  #add(name: string, text: string): void {
    if (text === '') return;
    this.#freeLength += text.length;
    if (this.#freeLength > FREE_TEXT_MAX) {
      throw new ValueError(`at most ${FREE_TEXT_MAX} characters of free text`, text);
    }
    const list = this.#lists.get(name);
    if (list === undefined) this.#lists.set(name, [text]);
    else list.push(text);
  }
}
