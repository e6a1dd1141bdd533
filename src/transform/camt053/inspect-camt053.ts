import type { Decimal } from '../../domain/decimal.ts';
import type { Bytes, Problem } from '../../domain/reading.ts';
import { ProblemList } from '../problem-list.ts';
import { EntryTally } from './entry-tally.ts';
import { readCamt053 } from './read-camt053.ts';
import {
  balanceDifference,
  type ChainLink,
  type Check,
  chainProblems,
  checkSummary,
} from './statement-checks.ts';
import type {
  StatementBalance,
  StatementEntry,
  StatementEvent,
  StatementHeader,
} from './statement-event.ts';
import { isZero } from './xml-amount.ts';

/** What one statement holds. Amounts are exact decimal text, debits and debit balances negative except in `debits`. */
export interface StatementFigures {
  readonly id: string | null;
  readonly account: string | null;
  readonly currency: string | null;
  /** The opening booked balance, else the previously closed booked one. */
  readonly opening: Decimal | null;
  readonly closing: Decimal | null;
  /** Booked entries; the sums are theirs alone. */
  readonly entries: number;
  readonly credits: Decimal;
  /** As a positive amount. */
  readonly debits: Decimal;
  readonly net: Decimal;
  /** Entries not booked yet (PDNG, FUTR). */
  readonly pending: number;
  readonly balance_check: Check;
  /** closing - (opening + net); null where a balance is missing. */
  readonly difference: Decimal | null;
  /** What the statement says of its entries (TxsSummry) against them. */
  readonly summary_check: Check;
  /** Booked entries against their details: off where neither details nor charges explain one. */
  readonly details_check: Check;
  /** How many booked entries are off. */
  readonly details_off: number;
}

export interface Camt053Figures {
  version: string | null;
  readonly statements: StatementFigures[];
  /** Statements of one account that do not follow each other. */
  problems: readonly Problem[];
}

/** Balance codes, the best first. An interim statement (ITBD) has neither: it cannot be checked. */
const OPENING = ['OPBD', 'PRCD'];
const CLOSING = ['CLBD'];

/**
 * Reads the whole file and adds up each statement. `onRecognised` is called as soon as the file is known to be a
 * camt.053. Throws `ParseError` as `readCamt053` does.
 */
export async function inspectCamt053(
  bytes: Bytes,
  fileName: string,
  onRecognised: (version: string | null) => void = () => {},
): Promise<Camt053Figures> {
  const figures: Camt053Figures = { version: null, statements: [], problems: [] };
  const chain: ChainLink[] = [];
  const remarks = new ProblemList();
  let tally = new StatementTally();
  for await (const events of readCamt053(bytes, fileName)) {
    for (const event of events) {
      if (event.kind === 'document') {
        figures.version = event.version;
        onRecognised(event.version);
      } else if (event.kind === 'remark') {
        remarks.add(event.locator, event.message);
      } else if (event.kind === 'end') {
        const found = tally.figures(event.header);
        figures.statements.push(found);
        chain.push({
          ...found,
          locator: event.header.locator,
          closingDate: tally.closingDate(),
        });
        tally = new StatementTally();
      } else {
        tally.add(event);
      }
    }
  }
  remarks.finish();
  figures.problems = [...remarks.problems, ...chainProblems(chain)];
  return figures;
}

class StatementTally {
  readonly #balances = new Map<string, StatementBalance>();
  readonly #booked = new EntryTally();
  readonly #unbooked = new EntryTally();
  #currency: string | null = null;
  #pending = 0;
  #explained = 0;
  #unexplained = 0;

  add(event: StatementEvent): void {
    if (event.kind === 'entry') this.#addEntry(event);
    if (event.kind !== 'balance' || event.code === null) return;
    // The first of a code: later ones are of later days or pages.
    if (!this.#balances.has(event.code)) this.#balances.set(event.code, event);
    this.#currency ??= event.currency;
  }

  closingDate(): string | null {
    return this.#balance(CLOSING)?.date ?? null;
  }

  figures(header: StatementHeader): StatementFigures {
    const opening = this.#balance(OPENING)?.amount ?? null;
    const closing = this.#balance(CLOSING)?.amount ?? null;
    const net = this.#booked.net();
    const difference = balanceDifference(opening, net, closing);
    return {
      id: header.id,
      account: header.account?.id ?? null,
      currency: header.currency ?? this.#currency,
      opening,
      closing,
      entries: this.#booked.entries,
      credits: this.#booked.credits(),
      debits: this.#booked.debits(),
      net,
      pending: this.#pending,
      balance_check: difference === null ? 'unknown' : tiesIf(isZero(difference)),
      difference,
      summary_check: checkSummary(header.summary, this.#booked, this.#unbooked),
      details_check: this.#detailsCheck(),
      details_off: this.#unexplained,
    };
  }

  #detailsCheck(): Check {
    if (this.#explained + this.#unexplained === 0) return 'unknown';
    return tiesIf(this.#unexplained === 0);
  }

  #addEntry(entry: StatementEntry): void {
    this.#currency ??= entry.currency;
    if (isPending(entry)) this.#pending++;
    if (entry.status !== 'BOOK') {
      this.#unbooked.add(entry.amount);
      return;
    }
    this.#booked.add(entry.amount);
    if (entry.residual === null) return;
    if (isZero(entry.residual)) this.#explained++;
    else this.#unexplained++;
  }

  #balance(codes: readonly string[]): StatementBalance | null {
    const code = codes.find((candidate) => this.#balances.has(candidate));
    return code === undefined ? null : (this.#balances.get(code) ?? null);
  }
}

function isPending(entry: StatementEntry): boolean {
  return entry.status === 'PDNG' || entry.status === 'FUTR';
}

function tiesIf(isSame: boolean): Check {
  return isSame ? 'ties' : 'off';
}
