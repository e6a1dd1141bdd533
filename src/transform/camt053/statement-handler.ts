import type { Decimal } from '../../domain/decimal.ts';
import { ParseError, ValueError } from '../../domain/errors.ts';
import { MessageFinder } from './find-message.ts';
import type {
  StatementBalance,
  StatementEntry,
  StatementEvent,
  StatementHeader,
} from './statement-event.ts';
import { type Layout, STATEMENT_LAYOUT } from './statement-layout.ts';
import { StatementScope } from './statement-scope.ts';
import { type Place, TEXT_MAX, type XmlHandler } from './strict-xml.ts';
import { type Direction, parseDirection, parseXmlAmount } from './xml-amount.ts';

/** Whoever adds up a file keeps something of each statement and of each balance: more than any bank sends is refused. */
const STATEMENTS_MAX = 100_000;
const BALANCES_MAX = 10_000;

/** Turns elements into statement events. Holds one statement's head and one entry, never more. */
export class StatementHandler implements XmlHandler {
  readonly #file: string;
  readonly #finder = new MessageFinder();
  #events: StatementEvent[] = [];

  /** One place for each open element of the message; null for one we do not look into. */
  readonly #open: (Layout | 'message' | null)[] = [];
  #messages = 0;
  #statements = 0;
  #balances = 0;
  #entries = 0;
  #transactions = 0;
  #statement: StatementScope | null = null;
  #inner: StatementScope | null = null;
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

  open(
    name: string,
    attributes: Readonly<Record<string, string>>,
    prefix: string,
    place: Place,
  ): void {
    if (this.#open.length === 0) {
      this.#openOutside(name, attributes, prefix, place);
      return;
    }
    const parent = this.#open[this.#open.length - 1] ?? null;
    if (parent !== null && parent !== 'message') this.#refuseElementInText(parent, place);
    const layout = this.#layoutOf(parent, name);
    this.#open.push(layout);
    if (layout !== null) this.#enter(layout, attributes, place);
  }

  text(text: string): void {
    const layout = this.#open[this.#open.length - 1];
    if (layout == null || layout === 'message' || layout.field === null) return;
    this.#text += text;
    // The parser limits each piece; comments and CDATA cut a text into any number of them.
    if (this.#text.length > TEXT_MAX) {
      this.#refuse(`expected text of at most ${TEXT_MAX} characters`, this.#textPlace);
    }
  }

  close(): void {
    const layout = this.#open.pop();
    if (layout == null || layout === 'message') return;
    if (layout.field !== null) this.#keep(layout);
    if (layout.scope !== null) this.#leave(layout);
  }

  aside(what: string): void {
    const layout = this.#open[this.#open.length - 1];
    if (layout == null || layout === 'message') return;
    const { field, children } = layout;
    if (field !== null && !field.isFree && children.size === 0) {
      this.#refuse(`expected text only, got a ${what}`, this.#textPlace);
    }
  }

  locator(): string {
    if (this.#statement === null) return '';
    const deepest = this.#open.findLast((layout) => layout !== null);
    const path = deepest === undefined || deepest === 'message' ? '' : deepest.path;
    return this.#locatorOf(path);
  }

  #locatorOf(path: string): string {
    const statement = `Stmt[${this.#statements}]`;
    if (path === '') return statement;
    const [first, ...rest] = path.split('/');
    const index =
      first === 'Ntry' ? `[${this.#entries}]` : first === 'Bal' ? `[${this.#balances}]` : '';
    return [`${statement}/${first}${index}`, ...rest].join('/');
  }

  #openOutside(
    name: string,
    attributes: Readonly<Record<string, string>>,
    prefix: string,
    place: Place,
  ): void {
    const isMessage = this.#placed(place, () => this.#finder.open(name, attributes, prefix));
    if (!isMessage) return;
    this.#open.push('message');
    this.#messages++;
    if (this.#messages === 1) {
      this.#events.push({ kind: 'document', version: this.#finder.version() });
    }
  }

  #layoutOf(parent: Layout | 'message' | null, name: string): Layout | null {
    if (parent === 'message') return name === 'Stmt' ? STATEMENT_LAYOUT : null;
    return parent?.children.get(name) ?? null;
  }

  #refuseElementInText(parent: Layout, place: Place): void {
    if (parent.field !== null && parent.children.size === 0) {
      this.#refuse('expected text only, got an element', place);
    }
  }

  #enter(layout: Layout, attributes: Readonly<Record<string, string>>, place: Place): void {
    if (layout.scope !== null) this.#begin(layout, place);
    if (layout.field === null) return;
    this.#text = '';
    this.#textPlace = place;
    const { Ccy } = attributes;
    if (layout.field.name === 'amount' && Ccy !== undefined) {
      this.#inner?.put({ name: 'currency', again: 'pass', isFree: false }, trimXml(Ccy), place);
    }
  }

  #begin(layout: Layout, place: Place): void {
    switch (layout.scope) {
      case 'statement':
        this.#statements++;
        this.#limit(this.#statements, STATEMENTS_MAX, 'statements in a file', place);
        this.#balances = 0;
        this.#entries = 0;
        this.#isStarted = false;
        this.#statement = new StatementScope(place, this.#statements);
        break;
      case 'balance':
        this.#start();
        this.#balances++;
        this.#limit(this.#balances, BALANCES_MAX, 'balances in a statement', place);
        this.#inner = new StatementScope(place, this.#balances);
        break;
      case 'entry':
        this.#start();
        this.#entries++;
        this.#transactions = 0;
        this.#inner = new StatementScope(place, this.#entries);
        break;
      case 'transaction':
        this.#transactions++;
        break;
    }
  }

  #limit(count: number, max: number, what: string, place: Place): void {
    if (count > max) this.#refuse(`expected at most ${max} ${what}`, place);
  }

  #leave(layout: Layout): void {
    switch (layout.scope) {
      case 'statement':
        this.#end();
        break;
      case 'balance':
        this.#emit((scope) => this.#balance(scope));
        break;
      case 'entry':
        this.#emit((scope) => this.#entry(scope));
        break;
    }
  }

  #emit(create: (scope: StatementScope) => StatementEvent): void {
    if (this.#inner !== null) this.#events.push(create(this.#inner));
    this.#inner = null;
  }

  #start(): void {
    if (this.#isStarted || this.#statement === null) return;
    this.#isStarted = true;
    this.#events.push({ kind: 'start', header: this.#header(this.#statement) });
  }

  #end(): void {
    this.#start();
    if (this.#statement === null) return;
    this.#events.push({ kind: 'end', header: this.#header(this.#statement) });
    this.#statement = null;
  }

  /** Transactions after the first are passed over: an entry is one booking, however many payments it gathers. */
  #keep(layout: Layout): void {
    const { field, path } = layout;
    if (field === null) return;
    if (this.#transactions > 1 && path.includes('/TxDtls/')) return;
    const scope = this.#inner ?? this.#statement;
    const text = trimXml(this.#text);
    this.#text = '';
    const place = this.#textPlace;
    if (scope === null) return;
    try {
      scope.put(field, text, place);
    } catch (error) {
      this.#refuseValue(error, place, this.#locatorOf(path));
    }
  }

  #header(scope: StatementScope): StatementHeader {
    const iban = scope.get('iban');
    const other = scope.get('accountId');
    return {
      ...scope.place,
      locator: `Stmt[${scope.index}]`,
      id: scope.get('id'),
      account: iban !== null ? { kind: 'IBAN', id: iban } : otherAccount(other),
      currency: scope.get('currency'),
      fromDate: dateOf(scope.get('from')),
      toDate: dateOf(scope.get('to')),
    };
  }

  #balance(scope: StatementScope): StatementBalance {
    const locator = `Stmt[${this.#statements}]/Bal[${scope.index}]`;
    const hasIndicator = scope.get('indicator') !== null;
    const direction = hasIndicator ? this.#direction(scope, locator) : 'CRDT';
    return {
      kind: 'balance',
      ...scope.place,
      locator,
      code: scope.get('code'),
      amount: this.#amount(scope, direction, locator),
      hasIndicator,
      currency: scope.get('currency'),
      date: dateOf(scope.get('date') ?? scope.get('dateTime')),
    };
  }

  #entry(scope: StatementScope): StatementEntry {
    const locator = `Stmt[${this.#statements}]/Ntry[${scope.index}]`;
    const additional = scope.list('additionalInformation');
    return {
      kind: 'entry',
      ...scope.place,
      locator,
      amount: this.#amount(scope, this.#direction(scope, locator), locator),
      currency: scope.get('currency'),
      status: scope.get('status') ?? scope.get('statusWord') ?? 'BOOK',
      isReversal: scope.get('reversal') === 'true' || scope.get('reversal') === '1',
      bookedOn: dateOf(scope.get('bookedOn') ?? scope.get('bookedAt')),
      valueOn: dateOf(scope.get('valueOn') ?? scope.get('valueAt')),
      entryReference: scope.get('entryReference'),
      servicerReference: scope.get('servicerReference'),
      proprietaryCode: scope.get('proprietaryCode'),
      domainCode: scope.get('domainCode'),
      familyCode: scope.get('familyCode'),
      subFamilyCode: scope.get('subFamilyCode'),
      endToEndId: scope.get('endToEndId'),
      additionalInformation: additional.length === 0 ? null : additional.join(' '),
      remittance: scope.list('remittance'),
    };
  }

  #direction(scope: StatementScope, locator: string): Direction {
    const text = scope.raw('indicator');
    if (text === null) this.#refuse('expected a CdtDbtInd, got none', scope.place, locator);
    return this.#placed(
      scope.placeOf('indicator'),
      () => parseDirection(text),
      `${locator}/CdtDbtInd`,
    );
  }

  #amount(scope: StatementScope, direction: Direction, locator: string): Decimal {
    const text = scope.raw('amount');
    if (text === null) this.#refuse('expected an Amt, got none', scope.place, locator);
    const parse = () => parseXmlAmount(text, direction);
    return this.#placed(scope.placeOf('amount'), parse, `${locator}/Amt`);
  }

  #placed<T>(place: Place, parse: () => T, locator = this.locator()): T {
    try {
      return parse();
    } catch (error) {
      return this.#refuseValue(error, place, locator);
    }
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

function otherAccount(id: string | null): StatementHeader['account'] {
  return id === null ? null : { kind: 'OTHER', id };
}

/** XML's own white space; `trim` would also drop a no-break space, which no amount may hold. */
function trimXml(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isXmlSpace(text.charCodeAt(start))) start++;
  while (end > start && isXmlSpace(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

function isXmlSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

/** The calendar day as the bank wrote it: `2026-10-01T23:30:00+02:00` is the 1st, whatever the reader's zone. */
function dateOf(text: string | null): string | null {
  return text === null ? null : text.slice(0, 10);
}
