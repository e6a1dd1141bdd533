import type { Edit } from './faults/fault.ts';
import { transactionsSoFar } from './model/transactions.ts';
import { tradesSoFar, type World } from './model/world.ts';
import type { ListedTrade, ListedTransaction, Telling } from './render/listing-views.ts';

/** What the listings are written from: the world, seen through the planted faults. */
export interface ListingSource {
  /** All trades of all pockets, maturities included, in the order they happened. */
  trades(telling: Telling): ListedTrade[];
  /** All transactions of all pockets, in the order in which they were booked. */
  transactions(telling: Telling): ListedTransaction[];
  /** When the transactions were booked that are not told alike each time, by reference. */
  readonly unsteady: ReadonlyMap<string, string>;
}

export function createListingSource(
  world: World,
  edits: ReadonlyMap<string, readonly Edit[]>,
): ListingSource {
  const all = [...edits.values()].flat();
  const trades = world.pockets
    .flatMap((pocket) => tradesSoFar(world, pocket))
    .sort((a, b) => compare(a.tradedAt, b.tradedAt) || compare(a.reference, b.reference))
    .map((trade, position) => ({ trade, cash: trade.cash, position }));
  const transactions = world.pockets
    .flatMap((pocket) => transactionsSoFar(world, pocket))
    .sort((a, b) => compare(a.bookedAt, b.bookedAt) || compare(a.reference, b.reference))
    .map((transaction, position) => ({ transaction, amount: transaction.amount, position }));
  const editOfTrade = new Map(
    all.flatMap((edit) => (edit.on === 'listed_trade' ? [[edit.reference, edit] as const] : [])),
  );
  const editOfTransaction = new Map(
    all.flatMap((edit) => (edit.on === 'transaction' ? [[edit.reference, edit] as const] : [])),
  );
  return {
    trades: (telling) =>
      trades.flatMap((row) => editOfTrade.get(row.trade.reference)?.apply(row, telling) ?? [row]),
    transactions: (telling) =>
      transactions.flatMap(
        (row) => editOfTransaction.get(row.transaction.reference)?.apply(row, telling) ?? [row],
      ),
    unsteady: new Map(
      transactions
        .filter(({ transaction }) => editOfTransaction.has(transaction.reference))
        .map(({ transaction }) => [transaction.reference, transaction.bookedAt]),
    ),
  };
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
