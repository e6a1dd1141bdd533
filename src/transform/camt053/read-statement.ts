import { type BusinessDate, parseBusinessDate } from '../../domain/business-date.ts';
import { type Decimal, parseDecimal } from '../../domain/decimal.ts';
import { ParseError, ValueError } from '../../domain/errors.ts';
import type {
  CashCategory,
  CashEntryRow,
  StatementRow,
  StatementSummary,
  UnbookedEntryRow,
} from '../../domain/ledger-row.ts';
import type { Bytes } from '../../domain/reading.ts';
import type { Account } from '../../domain/report.ts';
import type { FileReading } from '../file-reading.ts';
import { ProblemList } from '../problem-list.ts';
import type { Profile } from '../profile.ts';
import { remembering } from '../remembering.ts';
import { pocketOfAccount } from './account-pattern.ts';
import { categoriser } from './categorise-entry.ts';
import { readCamt053 } from './read-camt053.ts';
import type {
  StatementBalance,
  StatementEntry,
  StatementEvent,
  StatementHeader,
} from './statement-event.ts';
import { isZero } from './xml-amount.ts';
import { countOf } from './xml-text.ts';

/** A statement's own row follows its entries. */
export type CashRow = StatementRow | CashEntryRow | UnbookedEntryRow;

export function isStatementRow(row: CashRow): row is StatementRow {
  return row.kind === 'statement';
}

export interface StatementOptions {
  readonly profile: Profile;
  /** The side of a pocket that the statement was asked for; a statement of the other side is refused. */
  readonly account: Account;
}

/** US dollars have cents; other currencies may have as many decimals as the schema allows. */
const SCALE_OF_USD = 2;
const SCALE_MAX = 5;

/**
 * The rows of Jiko statements; each of several in one file is a unit of its own. Throws `ParseError` where `readCamt053`
 * does, and for a file without a statement, an account that is no pocket of the asked side, an amount in another currency
 * than the statement, finer than a cent, a statement whose pages are not all here, or one that does not tell its business
 * date before its first entry. The business date is the day of the closing balance, else the last day of `FrToDt`, else,
 * on a page, the day of its interim balance. Entries not booked are rows of their own.
 */
export function readStatement(
  bytes: Bytes,
  fileName: string,
  options: StatementOptions,
): FileReading<CashRow> {
  const reader = new StatementReader(fileName, options);
  return {
    rows: reader.rows(readCamt053(bytes, fileName)),
    problems: reader.problems.problems,
    ignored: () => 0,
  };
}

/** A statement whose entries are being read, with all of its pages. */
interface Started {
  /** Of its first page. */
  readonly header: StatementHeader;
  /** How many of its pages have begun. */
  pages: number;
  /** Balance codes of the current page. */
  readonly seen: Set<string>;
  readonly summaries: StatementSummary[];
  readonly pocketId: string;
  readonly currency: string;
  readonly balances: Map<string, StatementBalance>;
  businessDate: BusinessDate | null;
  entries: number;
}

class StatementReader {
  readonly problems = new ProblemList();
  readonly #file: string;
  readonly #account: Account;
  readonly #profile: Profile;
  readonly #categorise: (entry: StatementEntry) => CashCategory;
  readonly #date = remembering(parseBusinessDate);
  #statement: Started | null = null;
  #statements = 0;

  constructor(file: string, { profile, account }: StatementOptions) {
    this.#file = file;
    this.#account = account;
    this.#profile = profile;
    this.#categorise = categoriser(profile, account);
  }

  async *rows(batches: AsyncIterable<readonly StatementEvent[]>): AsyncGenerator<CashRow[]> {
    for await (const events of batches) {
      const rows: CashRow[] = [];
      for (const event of events) {
        const row = this.#rowOf(event);
        if (row !== null) rows.push(row);
      }
      if (rows.length > 0) yield rows;
    }
    this.problems.finish();
    if (this.#statement !== null) this.#refuseOpen(this.#statement);
    if (this.#statements === 0) {
      const place = { file: this.#file, line: 1, column: 1, locator: '' };
      throw new ParseError(place, 'expected a statement (Stmt), got none');
    }
  }

  #rowOf(event: StatementEvent): CashRow | null {
    if (event.kind === 'document') return null;
    if (event.kind === 'remark') {
      this.problems.add(event.locator, event.message);
      return null;
    }
    if (event.kind === 'start') {
      this.#statement = this.#begin(event.header);
      this.#statements++;
      return null;
    }
    const statement = this.#statement;
    if (statement === null) return null;
    switch (event.kind) {
      case 'balance':
        this.#addBalance(statement, event);
        return null;
      case 'entry':
        return this.#entryRow(statement, event);
      case 'end':
        return this.#end(statement, event.header);
    }
  }

  #begin(header: StatementHeader): Started {
    return this.#at(header, () => {
      const open = this.#statement;
      refuseOtherPage(open, header);
      if (open === null) return this.#start(header);
      open.pages++;
      open.seen.clear();
      return open;
    });
  }

  #start(header: StatementHeader): Started {
    if (header.account === null) throw new ValueError('an account id (Acct/Id)', '');
    if (header.currency === null) throw new ValueError('a currency (Acct/Ccy)', '');
    const pattern = this.#profile.camt053.account_id[this.#account];
    return {
      header,
      pages: 1,
      seen: new Set(),
      summaries: [],
      pocketId: pocketOfAccount(header.account.id, pattern),
      currency: header.currency,
      balances: new Map(),
      businessDate: null,
      entries: 0,
    };
  }

  #addBalance(statement: Started, balance: StatementBalance): void {
    if (balance.code === null) return;
    const { code } = balance;
    this.#at(balance, () => {
      if (this.#isDecisive(code) && statement.seen.has(code)) {
        throw new ValueError('one balance of each code', code);
      }
      this.#amountOf(balance, statement);
      if (!balance.hasIndicator && !isZero(balance.amount)) {
        throw new ValueError('a CdtDbtInd beside an amount', balance.amount);
      }
      statement.seen.add(code);
      // Of pages, the opening of the first counts, and of all else the last.
      const isKept = this.#profile.camt053.opening.includes(code) && statement.balances.has(code);
      if (!isKept) statement.balances.set(code, balance);
    });
  }

  #entryRow(statement: Started, entry: StatementEntry): CashRow {
    return this.#at(entry, () => {
      const row = this.#bookedRow(statement, entry);
      if (entry.status !== 'BOOK') return unbooked(row, entry.status);
      statement.entries++;
      this.#tellUnclassified(entry, row.category);
      return row;
    });
  }

  #bookedRow(statement: Started, entry: StatementEntry): CashEntryRow {
    const [first] = entry.details;
    return {
      kind: 'entry',
      locator: entry.locator,
      account: this.#account,
      pocketId: statement.pocketId,
      businessDate: this.#businessDate(statement),
      bookedOn: this.#dateOrNull(entry.bookedOn),
      valueOn: this.#dateOrNull(entry.valueOn),
      amount: this.#amountOf(entry, statement),
      currency: statement.currency,
      category: this.#categorise(entry),
      description: entry.additionalInformation ?? first?.remittance ?? null,
      reference: entry.servicerReference ?? entry.entryReference,
      endToEndId: first?.endToEndId ?? null,
      bankCode: bankCodeOf(entry),
      isReversal: entry.isReversal,
      batchTransactions: entry.batchTransactions,
      charges: entry.charges,
      detailAmount: entry.detailAmount,
      residual: entry.residual,
      details: entry.details,
    };
  }

  #tellUnclassified(entry: StatementEntry, category: CashCategory): void {
    if (category !== 'unclassified') return;
    const code = bankCodeOf(entry);
    const told = code === null ? '(no code)' : `(code ${code})`;
    const message = `no code and no keyword of the profile says what this entry is ${told}`;
    this.problems.add(entry.locator, message);
  }

  /** No row before the last page. */
  #end(statement: Started, end: StatementHeader): StatementRow | null {
    return this.#at(end, () => {
      if (end.account?.id !== statement.header.account?.id) {
        throw new ValueError('the account (Acct) before the entries', 'it after them');
      }
      if (end.summary !== null) statement.summaries.push(end.summary);
      if (end.page !== null && end.page.isLast !== true) return null;
      this.#statement = null;
      return this.#statementRow(statement, end);
    });
  }

  #statementRow(statement: Started, end: StatementHeader): StatementRow {
    const { opening, closing } = this.#profile.camt053;
    const closingBalance = firstOf(statement, closing);
    const businessDate = this.#businessDate(statement);
    if (closingBalance !== null && (closingBalance.date ?? businessDate) !== businessDate) {
      throw new ValueError('the closing balance before the entries', 'it after them');
    }
    if (end.id === null) throw new ValueError('a statement id (Id)', '');
    return {
      kind: 'statement',
      locator: statement.header.locator,
      account: this.#account,
      pocketId: statement.pocketId,
      businessDate,
      statementId: statement.header.id ?? end.id,
      sequenceNumber: end.sequenceNumber,
      openingBalance: firstOf(statement, opening)?.amount ?? null,
      closingBalance: closingBalance?.amount ?? null,
      currency: statement.currency,
      entries: statement.entries,
      summary: summaryOf(statement.summaries),
    };
  }

  #refuseOpen({ header, pages }: Started): never {
    const { line, column, locator } = header;
    throw new ParseError(
      { file: this.#file, line, column, locator },
      `expected all pages, got page ${pages} which is not the last`,
    );
  }

  #isDecisive(code: string): boolean {
    const { opening, closing } = this.#profile.camt053;
    return opening.includes(code) || closing.includes(code);
  }

  /** Once an entry has used it, it is settled: balances that follow cannot move it. */
  #businessDate(statement: Started): BusinessDate {
    if (statement.businessDate !== null) return statement.businessDate;
    const closing = firstOf(statement, this.#profile.camt053.closing);
    const text = closing?.date ?? statement.header.toDate ?? interimDateOf(statement);
    if (text === null) {
      throw new ValueError('a closing balance with a date, or FrToDt, before the entries', '');
    }
    statement.businessDate = this.#date(text);
    return statement.businessDate;
  }

  #dateOrNull(text: string | null): BusinessDate | null {
    return text === null ? null : this.#date(text);
  }

  #amountOf(given: StatementBalance | StatementEntry, { currency }: Started): Decimal {
    if (given.currency !== currency) {
      throw new ValueError(
        `an amount in ${currency}, the currency of the account`,
        given.currency ?? '',
      );
    }
    return parseDecimal(given.amount, currency === 'USD' ? SCALE_OF_USD : SCALE_MAX);
  }

  #at<T>(place: { line: number; column: number; locator: string }, parse: () => T): T {
    try {
      return parse();
    } catch (error) {
      if (!(error instanceof ValueError)) throw error;
      const { line, column, locator } = place;
      throw new ParseError({ file: this.#file, line, column, locator }, error.message, error);
    }
  }
}

function firstOf(statement: Started, codes: readonly string[]): StatementBalance | null {
  const code = codes.find((candidate) => statement.balances.has(candidate));
  return code === undefined ? null : (statement.balances.get(code) ?? null);
}

/** The page that follows the ones before it, or the first of a new statement. Throws `ValueError` for any other. */
function refuseOtherPage(open: Started | null, header: StatementHeader): void {
  const { page } = header;
  const expected = (open?.pages ?? 0) + 1;
  if (open !== null && (page === null || !isSameStatement(open.header, header))) {
    throw new ValueError(`page ${expected} of statement ${open.header.id}`, header.id ?? '');
  }
  if (page === null) return;
  if (page.isLast === null) throw new ValueError('a page that says whether it is the last', '');
  if (countOf(page.number) !== expected) {
    throw new ValueError(`all pages in their order, so page ${expected}`, page.number ?? '');
  }
}

/** Banks that give each page an id of its own number the statement instead. */
function isSameStatement(first: StatementHeader, next: StatementHeader): boolean {
  if (first.account?.id !== next.account?.id || first.currency !== next.currency) return false;
  if (first.id !== null && first.id === next.id) return true;
  return first.sequenceNumber !== null && first.sequenceNumber === next.sequenceNumber;
}

/** Only the last page has a closing balance; those before it end with an interim one of the same day. */
function interimDateOf({ header, balances }: Started): string | null {
  return header.page === null ? null : (balances.get('ITBD')?.date ?? null);
}

/** Where pages tell different ones, nobody knows what each is a summary of. */
function summaryOf([first, ...others]: readonly StatementSummary[]): StatementSummary | null {
  if (first === undefined) return null;
  const text = JSON.stringify(first);
  return others.every((other) => JSON.stringify(other) === text) ? first : null;
}

/** What is not booked has nothing to be split. */
function unbooked(row: CashEntryRow, status: string): UnbookedEntryRow {
  const { kind, batchTransactions, charges, detailAmount, residual, details, ...common } = row;
  return { ...common, kind: 'unbooked', status };
}

function bankCodeOf(entry: StatementEntry): string | null {
  const { proprietaryCode, domainCode, familyCode, subFamilyCode } = entry;
  if (proprietaryCode !== null) return proprietaryCode;
  const parts = [domainCode, familyCode, subFamilyCode].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join('/');
}
