import type { Decimal } from '../../domain/decimal.ts';
import type { Bytes } from '../../domain/reading.ts';
import { ExactSum, isNegative, negated } from '../exact-sum.ts';
import { readCamt053 } from './read-camt053.ts';
import type { StatementEntry, StatementEvent, StatementHeader } from './statement-event.ts';

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
  readonly balance_check: 'ties' | 'off' | 'unknown';
  /** closing - (opening + net); null where a balance is missing. */
  readonly difference: Decimal | null;
}

export interface Camt053Figures {
  version: string | null;
  readonly statements: StatementFigures[];
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
  const figures: Camt053Figures = { version: null, statements: [] };
  let tally = new StatementTally();
  for await (const events of readCamt053(bytes, fileName)) {
    for (const event of events) {
      if (event.kind === 'document') {
        figures.version = event.version;
        onRecognised(event.version);
      } else if (event.kind === 'end') {
        figures.statements.push(tally.figures(event.header));
        tally = new StatementTally();
      } else {
        tally.add(event);
      }
    }
  }
  return figures;
}

class StatementTally {
  readonly #balances = new Map<string, Decimal>();
  readonly #credits = new ExactSum();
  readonly #debits = new ExactSum();
  #currency: string | null = null;
  #entries = 0;
  #pending = 0;

  add(event: StatementEvent): void {
    if (event.kind === 'entry') this.#addEntry(event);
    if (event.kind !== 'balance' || event.code === null) return;
    // The first of a code: later ones are of later days or pages.
    if (!this.#balances.has(event.code)) this.#balances.set(event.code, event.amount);
    this.#currency ??= event.currency;
  }

  figures(header: StatementHeader): StatementFigures {
    const opening = this.#balance(OPENING);
    const closing = this.#balance(CLOSING);
    const net = new ExactSum();
    net.add(this.#credits.toDecimal());
    net.add(this.#debits.toDecimal());
    return {
      id: header.id,
      account: header.account?.id ?? null,
      currency: header.currency ?? this.#currency,
      opening,
      closing,
      entries: this.#entries,
      credits: this.#credits.toDecimal(),
      debits: negated(this.#debits.toDecimal()),
      net: net.toDecimal(),
      pending: this.#pending,
      ...check(opening, net.toDecimal(), closing),
    };
  }

  #addEntry(entry: StatementEntry): void {
    this.#currency ??= entry.currency;
    if (isPending(entry)) this.#pending++;
    if (entry.status !== 'BOOK') return;
    this.#entries++;
    (isNegative(entry.amount) ? this.#debits : this.#credits).add(entry.amount);
  }

  #balance(codes: readonly string[]): Decimal | null {
    const code = codes.find((candidate) => this.#balances.has(candidate));
    return code === undefined ? null : (this.#balances.get(code) ?? null);
  }
}

function isPending(entry: StatementEntry): boolean {
  return entry.status === 'PDNG' || entry.status === 'FUTR';
}

function check(
  opening: Decimal | null,
  net: Decimal,
  closing: Decimal | null,
): Pick<StatementFigures, 'balance_check' | 'difference'> {
  if (opening === null || closing === null) return { balance_check: 'unknown', difference: null };
  const difference = new ExactSum();
  difference.add(closing);
  difference.subtract(opening);
  difference.subtract(net);
  return {
    balance_check: difference.isZero() ? 'ties' : 'off',
    difference: difference.toDecimal(),
  };
}
