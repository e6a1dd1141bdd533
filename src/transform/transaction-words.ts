import type { Decimal } from '../domain/decimal.ts';
import { ValueError } from '../domain/errors.ts';
import type { TransactionRow } from '../domain/ledger-row.ts';
import { isNegative, negated } from './exact-sum.ts';
import type { ProblemList } from './problem-list.ts';
import type { Profile } from './profile.ts';

type Direction = TransactionRow['direction'];

/** Which way a word points, without regard to case. The parser throws `ValueError` for a word that the profile does not know. */
export function directionParser(
  words: Profile['api']['transaction']['directions'],
): (word: string) => Direction {
  const known = new Map<string, Direction>();
  for (const direction of ['DEBIT', 'CREDIT'] as const) {
    for (const word of words[direction]) known.set(word.toUpperCase(), direction);
  }
  return (word) => {
    const direction = known.get(word.toUpperCase());
    if (direction !== undefined) return direction;
    throw new ValueError(`one of ${[...known.keys()].join(', ')}`, word);
  };
}

/** Our name for Jiko's word of a type. One that the profile does not know is kept as it came, and named once as a problem. */
export function typeParser(
  { api }: Profile,
  problems: ProblemList,
): (word: string, locator: string) => string {
  const known = new Map<string, string>();
  for (const [type, words] of Object.entries(api.transaction.types)) {
    for (const word of words) known.set(word, type);
  }
  return (word, locator) => {
    const type = known.get(word);
    if (type !== undefined) return type;
    problems.add(locator, `a transaction of the unknown type ${word} was kept as it is`);
    known.set(word, word);
    return word;
  };
}

/** Told without a sign or with that of its direction; what takes from the account is negative. Throws `ValueError`. */
export function signed(amount: Decimal, direction: Direction): Decimal {
  if (direction === 'CREDIT') {
    if (isNegative(amount)) throw new ValueError('no negative amount of a credit', amount);
    return amount;
  }
  return isNegative(amount) ? amount : negated(amount);
}

/** Names the transactions that are not booked yet, all of them as one problem. */
export class UnbookedTally {
  #count = 0;
  readonly #problems: ProblemList;

  constructor(problems: ProblemList) {
    this.#problems = problems;
  }

  add(locator: string): void {
    if (this.#count++ > 0) return;
    this.#problems.add(locator, 'not booked yet: this and others like it were ignored');
  }
}
