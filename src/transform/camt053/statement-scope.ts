import type { Decimal } from '../../domain/decimal.ts';
import { ValueError } from '../../domain/errors.ts';
import type { Charge } from './entry-split.ts';
import { type Field, type Scope, SLOT_COUNTS } from './statement-layout.ts';
import type { Place } from './strict-xml.ts';
import { parseDirection, parseXmlAmount, parseXmlNumber } from './xml-amount.ts';

/** Free text of one element beyond this is refused, so that no entry can fill the memory. */
const FREE_TEXT_MAX = 65_536;

/** Real entries tell a handful. */
const CHARGES_MAX = 1_000;

const NO_CHARGES: readonly Charge[] = [];

/** What was read so far of one statement, balance, entry, transaction or charge. */
export class StatementScope {
  readonly kind: Scope;
  readonly place: Place;
  /** From 1, among its kind. */
  readonly index: number;
  readonly parent: StatementScope | null;
  #charges: Charge[] | null = null;
  /** Characters kept. */
  size = 0;
  readonly #values: (string | undefined)[];

  constructor(kind: Scope, place: Place, index: number, parent: StatementScope | null) {
    this.kind = kind;
    this.place = place;
    this.index = index;
    this.parent = parent;
    // Made in its full length: grown as slots are filled, it would be made twice.
    this.#values = new Array(SLOT_COUNTS[kind]);
  }

  /** Keeps the text of a field. Throws `ValueError` on a second one, and on one that cannot be read. */
  put(field: Field, text: string): void {
    const { slot, again } = field;
    const known = this.#values[slot];
    if (known === undefined || (known === '' && again === 'pass')) {
      this.#set(slot, parse(field, text));
    } else if (again === 'add') this.#add(slot, known, text);
    else if (again === 'refuse') throw new ValueError('this element once', text);
  }

  putIfAbsent(slot: number, text: string): void {
    if (this.get(slot) === null) this.#set(slot, text);
  }

  putCurrency({ slot }: Field, currency: string): void {
    this.#values[slot + 1] ??= currency;
  }

  /** Null where the element is missing or empty. */
  get(slot: number): string | null {
    const value = this.#values[slot];
    return value === undefined || value === '' ? null : value;
  }

  amount(slot: number): Decimal | null {
    // Only what `parse` made of an amount stands in the place of one.
    return this.get(slot) as Decimal | null;
  }

  currency(slot: number): string | null {
    return this.get(slot + 1);
  }

  get charges(): readonly Charge[] {
    return this.#charges ?? NO_CHARGES;
  }

  /** Throws `ValueError` where there are too many. */
  addCharge(charge: Charge): void {
    this.#charges ??= [];
    if (this.#charges.length >= CHARGES_MAX) {
      throw new ValueError(`at most ${CHARGES_MAX} charges`, 'more');
    }
    this.#charges.push(charge);
  }

  #set(slot: number, text: string): void {
    this.#values[slot] = text;
    this.size += text.length;
  }

  #add(slot: number, known: string, text: string): void {
    if (text === '') return;
    if (known.length + text.length > FREE_TEXT_MAX) {
      throw new ValueError(`at most ${FREE_TEXT_MAX} characters of free text`, text);
    }
    this.#values[slot] = known === '' ? text : `${known} ${text}`;
    this.size += text.length;
  }
}

function parse({ kind, mayBeEmpty }: Field, text: string): string {
  if (text === '' && mayBeEmpty) return text;
  switch (kind) {
    case 'text':
      return text;
    case 'amount':
      return parseXmlAmount(text);
    case 'number':
      return parseXmlNumber(text);
    case 'direction':
      return parseDirection(text);
  }
}
