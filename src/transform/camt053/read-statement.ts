import { type BusinessDate, parseBusinessDate } from '../../domain/business-date.ts';
import { type Decimal, parseDecimal } from '../../domain/decimal.ts';
import { ParseError, ValueError } from '../../domain/errors.ts';
import type {
  CashCategory,
  CashEntryRow,
  StatementRow,
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

/** ISO 20022's placeholder where there is no end-to-end id: not an id. */
const NOT_PROVIDED = 'NOTPROVIDED';
/** US dollars have cents; other currencies may have as many decimals as the schema allows. */
const SCALE_OF_USD = 2;
const SCALE_MAX = 5;

/**
 * The rows of a Jiko statement. Throws `ParseError` where `readCamt053` does, and for a file without a statement, an
 * account that is no pocket of the asked side, an amount in another currency than the statement, finer than a cent, or
 * a statement that does not tell its business date before its first entry. The business date is the day of the closing
 * balance, else the last day of `FrToDt`. Entries not booked are ignored, and named as problems.
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
    ignored: () => reader.ignored(),
  };
}

interface Started {
  readonly header: StatementHeader;
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
  #ignored = 0;

  constructor(file: string, { profile, account }: StatementOptions) {
    this.#file = file;
    this.#account = account;
    this.#profile = profile;
    this.#categorise = categoriser(profile, account);
  }

  ignored(): number {
    return this.#ignored;
  }

  async *rows(batches: AsyncIterable<readonly StatementEvent[]>): AsyncGenerator<CashRow[]> {
    for await (const events of batches) {
      const rows = events.flatMap((event) => this.#rowsOf(event));
      if (rows.length > 0) yield rows;
    }
    this.problems.finish();
    if (this.#statements === 0) {
      const place = { file: this.#file, line: 1, column: 1, locator: '' };
      throw new ParseError(place, 'expected a statement (Stmt), got none');
    }
  }

  #rowsOf(event: StatementEvent): CashRow[] {
    if (event.kind === 'document') return [];
    if (event.kind === 'start') {
      this.#statement = this.#start(event.header);
      this.#statements++;
      return [];
    }
    const statement = this.#statement;
    if (statement === null) return [];
    switch (event.kind) {
      case 'balance':
        this.#addBalance(statement, event);
        return [];
      case 'entry':
        return this.#entryRows(statement, event);
      case 'end':
        return [this.#statementRow(statement, event.header)];
    }
  }

  #start(header: StatementHeader): Started {
    return this.#at(header, () => {
      if (header.account === null) throw new ValueError('an account id (Acct/Id)', '');
      if (header.currency === null) throw new ValueError('a currency (Acct/Ccy)', '');
      const pattern = this.#profile.camt053.account_id[this.#account];
      return {
        header,
        pocketId: pocketOfAccount(header.account.id, pattern),
        currency: header.currency,
        balances: new Map(),
        businessDate: null,
        entries: 0,
      };
    });
  }

  #addBalance(statement: Started, balance: StatementBalance): void {
    if (balance.code === null) return;
    const { code } = balance;
    this.#at(balance, () => {
      if (this.#isDecisive(code) && statement.balances.has(code)) {
        throw new ValueError('one balance of each code', code);
      }
      this.#amountOf(balance, statement);
      if (!balance.hasIndicator && !/^[0.]*$/.test(balance.amount)) {
        throw new ValueError('a CdtDbtInd beside an amount', balance.amount);
      }
      statement.balances.set(code, balance);
    });
  }

  #entryRows(statement: Started, entry: StatementEntry): CashRow[] {
    if (entry.status !== 'BOOK') {
      this.#ignored++;
      this.#tell(entry, `an entry with the status ${entry.status} is not booked and was ignored`);
      return [];
    }
    statement.entries++;
    return [this.#at(entry, () => this.#entryRow(statement, entry))];
  }

  #entryRow(statement: Started, entry: StatementEntry): CashEntryRow {
    const category = this.#categorise(entry);
    if (category === 'unclassified') {
      this.#tell(
        entry,
        `no code and no keyword of the profile says what this entry is ${codeOf(entry)}`,
      );
    }
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
      category,
      description: entry.additionalInformation ?? joinedOrNull(entry.remittance),
      reference: entry.servicerReference ?? entry.entryReference,
      endToEndId: entry.endToEndId === NOT_PROVIDED ? null : entry.endToEndId,
      bankCode: entry.proprietaryCode,
      isReversal: entry.isReversal,
      batchTransactions: null,
      charges: null,
      detailAmount: null,
      residual: null,
      details: [],
    };
  }

  #statementRow(statement: Started, end: StatementHeader): StatementRow {
    this.#statement = null;
    return this.#at(end, () => {
      const { opening, closing } = this.#profile.camt053;
      const closingBalance = firstOf(statement, closing);
      const businessDate = this.#businessDate(statement);
      if (end.account?.id !== statement.header.account?.id) {
        throw new ValueError('the account (Acct) before the entries', 'it after them');
      }
      if (closingBalance !== null && (closingBalance.date ?? businessDate) !== businessDate) {
        throw new ValueError('the closing balance before the entries', 'it after them');
      }
      if (end.id === null) throw new ValueError('a statement id (Id)', '');
      return {
        kind: 'statement',
        locator: end.locator,
        account: this.#account,
        pocketId: statement.pocketId,
        businessDate,
        statementId: end.id,
        sequenceNumber: null,
        openingBalance: firstOf(statement, opening)?.amount ?? null,
        closingBalance: closingBalance?.amount ?? null,
        currency: statement.currency,
        entries: statement.entries,
        summary: null,
      };
    });
  }

  #isDecisive(code: string): boolean {
    const { opening, closing } = this.#profile.camt053;
    return opening.includes(code) || closing.includes(code);
  }

  /** Once an entry has used it, it is settled: balances that follow cannot move it. */
  #businessDate(statement: Started): BusinessDate {
    if (statement.businessDate !== null) return statement.businessDate;
    const closing = firstOf(statement, this.#profile.camt053.closing);
    const text = closing?.date ?? statement.header.toDate;
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

  #tell(entry: StatementEntry, message: string): void {
    this.problems.add(entry.locator, message);
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

function codeOf(entry: StatementEntry): string {
  return entry.proprietaryCode === null ? '(no code)' : `(code ${entry.proprietaryCode})`;
}

function joinedOrNull(texts: readonly string[]): string | null {
  return texts.length === 0 ? null : texts.join(' ');
}
