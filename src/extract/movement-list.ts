import { PocketbookError } from '../domain/errors.ts';
import type { Bytes } from '../domain/reading.ts';
import type { ListingType } from '../domain/report.ts';
import type { Api, ApiCall } from './api.ts';
import type { LandedFile } from './landed-file.ts';
import type { Landing } from './landing.ts';
import { pageQuery, pagesOf, readPage } from './page.ts';
import type { WireApi } from './wire.ts';

/** A listing of what moved, and the ends of its window, both included, as the wire wants them: dates or instants. */
export interface MovementListAsk {
  readonly type: ListingType;
  readonly from: string;
  readonly to: string;
}

interface Tools {
  readonly api: Api;
  readonly wire: WireApi;
  readonly landing: Landing;
}

/**
 * Lands all trades or transactions of all pockets within a window as one file. Of a listing in pages it is a JSON array whose
 * elements are the pages, byte for byte as they came, `[page1,page2,...]`: what stands on two pages is counted once by whoever
 * reads the file. A CSV comes in one piece.
 */
export async function fetchMovementList(
  { api, wire, landing }: Tools,
  ask: MovementListAsk,
  signal?: AbortSignal,
): Promise<LandedFile> {
  const call = { ...callOf(wire, ask), signal };
  if (isCsv(ask.type)) return landing.landBytes(await csvBytes(api, call));
  // Each page was read as JSON before it is written, so the whole is well-formed and complete.
  return landing.land(joined(pageBytes(api, wire, call)), { lengthProven: true });
}

function isCsv(type: ListingType): boolean {
  return type === 'TRADE_LIST_CSV' || type === 'TRANSACTION_LIST_CSV';
}

type Call = Omit<ApiCall<unknown>, 'read'>;

function callOf(wire: WireApi, { type, from, to }: MovementListAsk): Call {
  const { paths, trade, transaction } = wire;
  const get = { method: 'GET', isRepeatable: true } as const;
  const trades = { ...get, kind: 'trades', group: 'trades' } as const;
  const transactions = { ...get, kind: 'transactions', group: 'transactions' } as const;
  const traded = { [trade.traded_from_parameter]: from, [trade.traded_to_parameter]: to };
  const settled = { [trade.settled_from_parameter]: from, [trade.settled_to_parameter]: to };
  const booked = {
    [transaction.booked_from_parameter]: from,
    [transaction.booked_to_parameter]: to,
  };
  switch (type) {
    case 'TRADE_LIST':
      return { ...trades, name: 'trades list', path: paths.trades, query: settled };
    case 'TRADE_LIST_CSV':
      return { ...trades, name: 'trades.csv', path: paths.trades_csv, query: traded };
    case 'TRANSACTION_LIST':
      return {
        ...transactions,
        name: 'transactions list',
        path: paths.transactions,
        query: booked,
      };
    case 'TRANSACTION_LIST_CSV':
      return {
        ...transactions,
        name: 'transactions.csv',
        path: paths.transactions_csv,
        query: booked,
      };
  }
}

async function csvBytes(api: Api, call: Call): Promise<Uint8Array> {
  const { bytes } = await api.call({ ...call, accept: 'text/csv', read: () => null });
  if (bytes.byteLength > 0) return bytes;
  throw new PocketbookError('ANSWER_INVALID', `${call.name}: expected CSV, got not a byte`, {
    retryable: false,
  });
}

async function* joined(pages: AsyncIterable<Uint8Array>): Bytes {
  let separator = '[';
  for await (const bytes of pages) {
    yield Buffer.from(separator);
    yield bytes;
    separator = ',';
  }
  yield Buffer.from(']');
}

async function* pageBytes(api: Api, wire: WireApi, call: Call): Bytes {
  const pages = pagesOf(call.name, async (cursor) => {
    const answer = await api.call({
      ...call,
      query: { ...call.query, ...pageQuery(wire.page, cursor) },
      read: (received) => readPage(received, wire.page, () => null),
    });
    return { bytes: answer.bytes, next: answer.value.next };
  });
  for await (const page of pages) yield page.bytes;
}
