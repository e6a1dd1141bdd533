import type { ListingSource } from '../listing-source.ts';
import type { World } from '../model/world.ts';
import type { Profile } from '../profile.ts';
import type { ListedTransaction, Telling } from '../render/listing-views.ts';
import { writeTradesCsv, writeTransactionsCsv } from '../render/listings-csv.ts';
import type { ApiContext, Guard, Routing } from './app.ts';
import type { Ledger } from './ledger.ts';
import { pageOf } from './paging.ts';
import { filterTrades, showTrade } from './trade-list.ts';
import { filterTransactions, showTransaction } from './transaction-list.ts';

// Which scope the listings need is not documented; either of the two that could be meant will do.
const EITHER = ['transfers.read', 'pockets.read'] as const;
const TRADES: Guard = { group: 'trades', anyOf: EITHER };
const TRANSACTIONS: Guard = { group: 'transactions', anyOf: EITHER };

interface Listings {
  readonly profile: Profile;
  readonly world: World;
  readonly ledger: Ledger;
  readonly source: ListingSource;
}

/** Trades and transactions, each as pages of JSON and as one CSV. */
export function addListingRoutes(routing: Routing, listings: Listings): void {
  addTradeRoutes(routing, listings);
  addTransactionRoutes(routing, listings);
}

function addTradeRoutes({ app, guarded }: Routing, listings: Listings): void {
  const { profile, world, source } = listings;
  const { paths } = profile.api;
  const today = world.timeline.dateOf(world.timeline.last);
  app.get(
    paths.trades,
    guarded('trades', TRADES, (context) => {
      const query = queryOf(context);
      const found = filterTrades(profile, query, source.trades(telling(listings, false)));
      const position = (row: (typeof found)[number]): number => row.position;
      return context.json(
        pageOf(profile, query, found, position, (row) => showTrade(profile, row, today)),
      );
    }),
  );
  app.get(
    paths.trades_csv,
    guarded('trades_csv', TRADES, async (context) => {
      const rows = filterTrades(profile, queryOf(context), source.trades(telling(listings, true)));
      return csv(await writeTradesCsv(profile, rows));
    }),
  );
}

function addTransactionRoutes({ app, guarded }: Routing, listings: Listings): void {
  const { profile, source } = listings;
  const { paths, page } = profile.api;
  app.get(
    paths.transactions,
    guarded('transactions', TRANSACTIONS, (context) => {
      const query = queryOf(context);
      if (!query.get(page.cursor_parameter)) countDeliveries(listings, query);
      const rows = source.transactions(telling(listings, false));
      const found = filterTransactions(profile, query, rows);
      const isAscending = query.get(profile.api.transaction.filters.order) === 'asc';
      // A page shows what comes last first.
      const ordered = isAscending ? found.toReversed() : found;
      const position = (row: ListedTransaction): number =>
        isAscending ? rows.length - row.position : row.position;
      return context.json(
        pageOf(profile, query, ordered, position, (row) => showTransaction(profile, row)),
      );
    }),
  );
  app.get(
    paths.transactions_csv,
    guarded('transactions_csv', TRANSACTIONS, async (context) => {
      const rows = source.transactions(telling(listings, true));
      const found = filterTransactions(profile, queryOf(context), rows);
      return csv(await writeTransactionsCsv(profile, found));
    }),
  );
}

/** A row that comes late is there when its window is asked for again. */
function countDeliveries({ profile, ledger, source }: Listings, query: URLSearchParams): void {
  const { booked_from_parameter, booked_to_parameter } = profile.api.transaction;
  const from = Date.parse(query.get(booked_from_parameter) ?? '0000-01-01T00:00:00Z');
  const to = Date.parse(query.get(booked_to_parameter) ?? '9999-12-31T00:00:00Z');
  for (const [reference, bookedAt] of source.unsteady) {
    const at = Date.parse(bookedAt);
    if (from <= at && at <= to) ledger.countDelivery(keyOf(reference));
  }
}

function telling({ ledger }: Listings, isCsv: boolean): Telling {
  return { isCsv, delivery: (reference) => ledger.deliveriesOf(keyOf(reference)) };
}

function keyOf(reference: string): string {
  return `transaction ${reference}`;
}

function queryOf(context: ApiContext): URLSearchParams {
  return new URL(context.req.url).searchParams;
}

function csv(text: string): Response {
  return new Response(text, { headers: { 'Content-Type': 'text/csv; charset=utf-8' } });
}
