import type { Decimal } from '../../domain/decimal.ts';
import type { StatementSummary } from '../../domain/ledger-row.ts';
import type { Problem } from '../../domain/reading.ts';
import { ExactSum } from '../exact-sum.ts';
import type { EntryTally } from './entry-tally.ts';

/** Do two figures of one file agree? `unknown` where the file gives only one. */
export type Check = 'ties' | 'off' | 'unknown';

/** closing - (opening + net); null where a balance is missing. */
export function balanceDifference(
  opening: Decimal | null,
  net: Decimal,
  closing: Decimal | null,
): Decimal | null {
  if (opening === null || closing === null) return null;
  const difference = new ExactSum();
  difference.add(closing);
  difference.subtract(opening);
  difference.subtract(net);
  return difference.toDecimal();
}

/**
 * Does what a statement says of its entries (ISO 20022, TxsSummry) agree with them? The standard leaves open whether
 * entries that are not booked count; a summary of either kind ties.
 */
export function checkSummary(
  summary: StatementSummary | null,
  booked: EntryTally,
  unbooked: EntryTally,
): Check {
  if (summary === null) return 'unknown';
  const ties = agrees(summary, booked) || agrees(summary, booked.with(unbooked));
  return ties ? 'ties' : 'off';
}

function agrees(summary: StatementSummary, tally: EntryTally): boolean {
  const { zeroEntries } = tally;
  return (
    isCount(summary.entries, tally.entries, 0) &&
    isCount(summary.creditEntries, tally.creditEntries, zeroEntries) &&
    isCount(summary.debitEntries, tally.debitEntries, zeroEntries) &&
    isAmount(summary.net, tally.net()) &&
    isAmount(summary.credits, tally.credits()) &&
    isAmount(summary.debits, tally.debits())
  );
}

function isCount(told: number | null, counted: number, uncertain: number): boolean {
  return told === null || (told >= counted && told <= counted + uncertain);
}

function isAmount(told: Decimal | null, counted: Decimal): boolean {
  return told === null || isSame(told, counted);
}

function isSame(left: Decimal, right: Decimal): boolean {
  const difference = new ExactSum();
  difference.add(left);
  difference.subtract(right);
  return difference.isZero();
}

export interface ChainLink {
  readonly locator: string;
  readonly id: string | null;
  readonly account: string | null;
  readonly currency: string | null;
  readonly opening: Decimal | null;
  readonly closing: Decimal | null;
  /** Of the closing balance; null where it has none. */
  readonly closingDate: string | null;
}

/**
 * Statements of one account and currency whose opening balance is not the closing balance of the one before: something
 * between them is missing. They follow each other by the dates of their closing balances, else as they stand in the file.
 */
export function chainProblems(statements: readonly ChainLink[]): Problem[] {
  const chains = new Map<string, ChainLink[]>();
  for (const statement of statements) {
    const key = JSON.stringify([statement.account, statement.currency]);
    const chain = chains.get(key);
    if (chain === undefined) chains.set(key, [statement]);
    else chain.push(statement);
  }
  return [...chains.values()].flatMap(problemsOfChain);
}

function problemsOfChain(chain: readonly ChainLink[]): Problem[] {
  const ordered = inOrder(chain);
  return ordered.flatMap((statement, index) => {
    const before = ordered[index - 1];
    if (before === undefined || isCopy(before, statement)) return [];
    const { opening } = statement;
    if (opening === null || before.closing === null || isSame(opening, before.closing)) return [];
    const message = `its opening balance is ${opening}, the closing balance of ${before.locator} before it is ${before.closing}`;
    return [{ locator: statement.locator, message }];
  });
}

function inOrder(chain: readonly ChainLink[]): readonly ChainLink[] {
  if (chain.some(({ closingDate }) => closingDate === null)) return chain;
  return [...chain].sort((left, right) =>
    (left.closingDate ?? '').localeCompare(right.closingDate ?? ''),
  );
}

/** A bank may send the same statement again (CpyDplctInd). */
function isCopy(left: ChainLink, right: ChainLink): boolean {
  const isSameId = left.id !== null && left.id === right.id;
  return isSameId && left.opening === right.opening && left.closing === right.closing;
}
