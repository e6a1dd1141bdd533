import type { Decimal } from '../../domain/decimal.ts';
import { ParseError, ValueError } from '../../domain/errors.ts';
import { EntryDetails, entryOf } from './entry-event.ts';
import { MessageFinder } from './find-message.ts';
import type { StatementBalance, StatementEvent } from './statement-event.ts';
import { headerOf } from './statement-header.ts';
import {
  BALANCE,
  CHARGE,
  ENTRY,
  type Field,
  type Layout,
  MESSAGE_LAYOUT,
  REFERENCE,
  type Scope,
  TRANSACTION,
} from './statement-layout.ts';
import { StatementScope } from './statement-scope.ts';
import { type Place, type StartTag, TEXT_MAX, type XmlHandler } from './strict-xml.ts';
import { type Direction, directed, isZero } from './xml-amount.ts';
import { booleanOf, dateOf, trimXml } from './xml-text.ts';

/** Whoever adds up a file keeps something of each statement and of each balance: more than any bank sends is refused. */
const STATEMENTS_MAX = 100_000;
const BALANCES_MAX = 10_000;
/** Of one file; ten times the largest that we were told of. */
const ENTRIES_MAX = 10_000_000;
/** An entry is handed out whole: a batch may gather very many payments, and the memory must hold them. */
const DETAILS_MAX = 100_000;
/** Characters that are kept of all details of one entry. */
const DETAILS_TEXT_MAX = 32 * 1_024 * 1_024;

/** Turns elements into statement events. Holds one statement's head and one entry, never more. */
export class StatementHandler implements XmlHandler {
  readonly #file: string;
  readonly #finder = new MessageFinder();
  #events: StatementEvent[] = [];

  /** One place for each open element of the message; null for one we do not look into. */
  readonly #open: (Layout | null)[] = [];
  #messages = 0;
  #statements = 0;
  #balances = 0;
  #entries = 0;
  #entriesOfAll = 0;
  #group: StatementScope | null = null;
  #statement: StatementScope | null = null;
  /** The innermost open scope. */
  #scope: StatementScope | null = null;
  /** Of the open entry. */
  #details: EntryDetails | null = null;
  #isStarted = false;
  #text = '';
  #textPlace: Place = { line: 1, column: 1 };

  constructor(file: string) {
    this.#file = file;
  }

  /** The events since the last call. */
  take(): StatementEvent[] {
    const taken = this.#events;
    this.#events = [];
    return taken;
  }

  /** After the last byte. Throws `ParseError` where the document held no statement message. */
  finish(place: Place): void {
    if (this.#messages === 0) this.#refuse(this.#finder.missing().message, place);
  }

  open(tag: StartTag): void {
    if (this.#open.length === 0) {
      this.#openOutside(tag);
      return;
    }
    const parent = this.#open[this.#open.length - 1] ?? null;
    if (parent !== null) this.#refuseElementInText(parent, tag);
    const layout = parent?.children.get(tag.name) ?? null;
    this.#open.push(layout);
    if (layout !== null) this.#enter(layout, tag);
  }

  text(text: string): void {
    const layout = this.#open[this.#open.length - 1];
    if (layout == null || layout.field === null) return;
    this.#text += text;
    // The parser limits each piece; comments and CDATA cut a text into any number of them.
    if (this.#text.length > TEXT_MAX) {
      this.#refuse(`expected text of at most ${TEXT_MAX} characters`, this.#textPlace);
    }
  }

  close(): void {
    const layout = this.#open.pop();
    if (layout == null) return;
    if (layout.field !== null) this.#keep(layout.field, layout.path);
    if (layout.scope !== null) this.#leave(layout.scope);
  }

  aside(what: string): void {
    const layout = this.#open[this.#open.length - 1];
    if (layout == null) return;
    const { field, children } = layout;
    if (field !== null && !field.isFree && children.size === 0) {
      this.#refuse(`expected text only, got a ${what}`, this.#textPlace);
    }
  }

  locator(): string {
    if (this.#statement === null) return '';
    return this.#locatorOf(this.#open.findLast((layout) => layout !== null)?.path ?? '');
  }

  #locatorOf(path: string): string {
    if (this.#statement === null) return path;
    const statement = `Stmt[${this.#statements}]`;
    if (path === '') return statement;
    return [statement, ...path.split('/').map((name) => this.#counted(name))].join('/');
  }

  #counted(name: string): string {
    if (name === 'Ntry') return `Ntry[${this.#entries}]`;
    if (name === 'Bal') return `Bal[${this.#balances}]`;
    return name === 'TxDtls' ? `TxDtls[${(this.#details?.length ?? 0) + 1}]` : name;
  }

  #openOutside(tag: StartTag): void {
    if (!this.#isMessage(tag)) return;
    this.#open.push(MESSAGE_LAYOUT);
    this.#group = null;
    this.#messages++;
    if (this.#messages === 1) {
      this.#events.push({ kind: 'document', version: this.#finder.version() });
    }
  }

  #isMessage(tag: StartTag): boolean {
    try {
      return this.#finder.open(tag.name, tag.attributes, tag.prefix);
    } catch (error) {
      return this.#refuseValue(error, tag, this.locator());
    }
  }

  #refuseElementInText(parent: Layout, place: Place): void {
    if (parent.field !== null && parent.children.size === 0) {
      this.#refuse('expected text only, got an element', place);
    }
  }

  #enter({ scope, field }: Layout, tag: StartTag): void {
    if (scope !== null) this.#begin(scope, tag);
    if (field === null) return;
    this.#text = '';
    this.#textPlace = tag;
    if (field.kind !== 'amount') return;
    const { Ccy } = tag.attributes;
    if (Ccy !== undefined) this.#scope?.putCurrency(field, trimXml(Ccy));
  }

  #begin(kind: Scope, { line, column }: Place): void {
    const place = { line, column };
    const scope = new StatementScope(kind, place, this.#number(kind, place), this.#scope);
    this.#scope = scope;
    if (kind === 'group') this.#group = scope;
    if (kind === 'statement') this.#statement = scope;
    if (kind === 'entry') this.#details = new EntryDetails(scope, this.#locatorOf('Ntry'));
  }

  /** Which of its kind it is, from 1; what is not counted is 1. */
  #number(scope: Scope, place: Place): number {
    switch (scope) {
      case 'statement':
        this.#balances = 0;
        this.#entries = 0;
        this.#isStarted = false;
        this.#limit(++this.#statements, STATEMENTS_MAX, 'statements in a file', place);
        return this.#statements;
      case 'balance':
        this.#start();
        this.#limit(++this.#balances, BALANCES_MAX, 'balances in a statement', place);
        return this.#balances;
      case 'entry':
        this.#start();
        if (++this.#entriesOfAll > ENTRIES_MAX) {
          this.#refuse(`expected at most ${ENTRIES_MAX} entries`, place);
        }
        return ++this.#entries;
      case 'transaction':
        return (this.#details?.length ?? 0) + 1;
      default:
        return 1;
    }
  }

  #limit(count: number, max: number, what: string, place: Place): void {
    if (count > max) this.#refuse(`expected at most ${max} ${what}`, place);
  }

  #leave(kind: Scope): void {
    const scope = this.#scope;
    if (scope === null) return;
    switch (kind) {
      case 'statement':
        this.#end(scope);
        break;
      case 'balance':
        this.#events.push(this.#balance(scope));
        break;
      case 'entry':
        this.#addEntry(scope);
        break;
      case 'transaction':
        this.#addTransaction(scope);
        break;
      case 'charge':
        this.#addCharges(scope);
        break;
      case 'reference':
        keepUetr(scope);
        break;
    }
    this.#scope = scope.parent;
  }

  #start(): void {
    if (this.#isStarted || this.#statement === null) return;
    this.#isStarted = true;
    this.#events.push({ kind: 'start', header: headerOf(this.#statement, this.#group) });
  }

  #end(statement: StatementScope): void {
    this.#start();
    this.#events.push({ kind: 'end', header: headerOf(statement, this.#group) });
    this.#statement = null;
  }

  #keep(field: Field, path: string): void {
    const text = trimXml(this.#text);
    this.#text = '';
    try {
      this.#scope?.put(field, text);
    } catch (error) {
      const locator = this.#locatorOf(path);
      if (!field.isAside || !(error instanceof ValueError)) {
        this.#refuseValue(error, this.#textPlace, locator);
      }
      this.#events.push({ kind: 'remark', locator, message: `${error.message}: passed over` });
    }
  }

  #addTransaction(scope: StatementScope): void {
    const details = this.#details;
    if (details === null) return;
    if (details.length >= DETAILS_MAX) {
      this.#refuse(`expected at most ${DETAILS_MAX} transactions of one entry`, scope.place);
    }
    details.add(scope);
    if (details.size > DETAILS_TEXT_MAX) {
      this.#refuse(
        `expected at most ${DETAILS_TEXT_MAX} characters of transactions of one entry`,
        scope.place,
      );
    }
  }

  /** `Chrgs` may hold a charge, a total and records: each is one of the entry or transaction around them. */
  #addCharges(scope: StatementScope): void {
    const owner = scope.parent?.kind === 'charge' ? scope.parent.parent : scope.parent;
    const told = [
      { slot: CHARGE.amount, isTotal: false },
      { slot: CHARGE.total, isTotal: true },
    ];
    for (const { slot, isTotal } of told) {
      const amount = scope.amount(slot);
      if (amount === null || owner == null) continue;
      const charge = {
        amount,
        currency: scope.currency(slot),
        direction: scope.get(CHARGE.indicator) as Direction | null,
        isIncluded: booleanOf(scope.get(CHARGE.isIncluded)),
        isTotal,
      };
      try {
        owner.addCharge(charge);
      } catch (error) {
        this.#refuseValue(error, scope.place, this.locator());
      }
    }
  }

  #balance(scope: StatementScope): StatementBalance {
    const locator = `Stmt[${this.#statements}]/Bal[${scope.index}]`;
    const direction = scope.get(BALANCE.indicator) as Direction | null;
    const amount = this.#amount(scope, BALANCE.amount, locator);
    return {
      kind: 'balance',
      line: scope.place.line,
      column: scope.place.column,
      locator,
      code: scope.get(BALANCE.code),
      amount: directed(amount, direction ?? 'CRDT'),
      hasIndicator: direction !== null,
      currency: scope.currency(BALANCE.amount),
      date: dateOf(scope.get(BALANCE.date) ?? scope.get(BALANCE.dateTime)),
    };
  }

  #addEntry(scope: StatementScope): void {
    const details = this.#details;
    if (details === null) return;
    this.#details = null;
    const locator = `Stmt[${this.#statements}]/Ntry[${scope.index}]`;
    const amount = this.#amount(scope, ENTRY.amount, locator);
    if (scope.get(ENTRY.indicator) === null && !isZero(amount)) {
      this.#refuse('expected a CdtDbtInd, got none', scope.place, locator);
    }
    this.#events.push(entryOf(scope, details, amount, locator));
  }

  #amount(scope: StatementScope, slot: number, locator: string): Decimal {
    const amount = scope.amount(slot);
    return amount ?? this.#refuse('expected an Amt, got none', scope.place, locator);
  }

  #refuseValue(error: unknown, place: Place, locator: string): never {
    if (error instanceof ValueError) this.#refuse(error.message, place, locator);
    throw error;
  }

  #refuse(reason: string, place: Place, locator = this.locator()): never {
    const { line, column } = place;
    throw new ParseError({ file: this.#file, line, column, locator }, reason);
  }
}

/** Banks on versions before 001.08, which brought UETR an element of its own, tell it as a proprietary reference. */
function keepUetr(scope: StatementScope): void {
  const reference = scope.get(REFERENCE.reference);
  if (reference === null || scope.get(REFERENCE.type)?.toUpperCase() !== 'UETR') return;
  scope.parent?.putIfAbsent(TRANSACTION.uetr, reference);
}
