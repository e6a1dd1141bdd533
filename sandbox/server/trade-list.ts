import { type IsoDate, isIsoDate } from '../model/dates.ts';
import { formatPrice } from '../model/money.ts';
import type { Trade } from '../model/records.ts';
import type { Profile } from '../profile.ts';
import type { ListedTrade } from '../render/listing-views.ts';
import { unprocessable } from './problem.ts';
import { showAmount } from './show-pocket.ts';

/** The filters of `GET trades`, all of them inclusive. */
export function filterTrades(
  profile: Profile,
  query: URLSearchParams,
  trades: readonly ListedTrade[],
): ListedTrade[] {
  const accounts = query.getAll('account[]');
  const wire = profile.api.trade;
  const ranges = [
    range(query, 'book_date_from', 'book_date_to', (trade) => trade.bookDate),
    range(
      query,
      wire.settled_from_parameter,
      wire.settled_to_parameter,
      (trade) => trade.settlementDate,
    ),
    instantRange(query, wire.traded_from_parameter, wire.traded_to_parameter),
  ];
  return trades.filter(
    ({ trade }) =>
      (accounts.length === 0 || accounts.includes(trade.pocketId)) &&
      ranges.every((isInside) => isInside(trade)),
  );
}

export function showTrade(
  profile: Profile,
  { trade, cash }: ListedTrade,
  today: IsoDate,
): Record<string, unknown> {
  const { fields, activities } = profile.api.trade;
  return {
    [fields.id]: trade.id,
    [fields.pocket_id]: trade.pocketId,
    [fields.activity]: activities[trade.activity],
    [fields.cusip]: trade.bill.cusip,
    [fields.quantity]: Number(trade.quantity),
    [fields.price]: formatPrice(trade.price),
    [fields.notional]: showAmount(cash),
    [fields.trade_datetime]: trade.tradedAt,
    [fields.book_date]: trade.bookDate,
    [fields.settlement_date]: trade.settlementDate,
    status: trade.settlementDate <= today ? 'SETTLED' : 'BOOKED',
    [fields.maturity_date]: trade.bill.maturityDate,
    [fields.reference]: trade.reference,
    [profile.resources.ignored]: 'Trade',
  };
}

type TradeTest = (trade: Trade) => boolean;

function range(
  query: URLSearchParams,
  fromName: string,
  toName: string,
  dateOf: (trade: Trade) => IsoDate,
): TradeTest {
  const [from, to] = [parseDay(query, fromName), parseDay(query, toName)];
  return (trade) =>
    (from === null || from <= dateOf(trade)) && (to === null || dateOf(trade) <= to);
}

function parseDay(query: URLSearchParams, name: string): IsoDate | null {
  const text = query.get(name);
  if (text === null || isIsoDate(text)) return text;
  throw unprocessable(['query', name], 'Input should be a valid date', 'date_parsing');
}

function instantRange(query: URLSearchParams, fromName: string, toName: string): TradeTest {
  const from = parseInstant(query, fromName);
  const to = parseInstant(query, toName);
  // Reading the time of ten thousand trades for nothing would be most of the work.
  if (from === null && to === null) return () => true;
  return ({ tradedAt }) => {
    const at = Date.parse(tradedAt);
    return (from === null || from <= at) && (to === null || at <= to);
  };
}

function parseInstant(query: URLSearchParams, name: string): number | null {
  const text = query.get(name);
  if (text === null) return null;
  const instant = Date.parse(text);
  if (!Number.isNaN(instant)) return instant;
  throw unprocessable(['query', name], 'Input should be a valid datetime', 'datetime_parsing');
}
