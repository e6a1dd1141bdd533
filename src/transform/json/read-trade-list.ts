import { parseBusinessDate } from '../../domain/business-date.ts';
import { type Decimal, parseDecimal } from '../../domain/decimal.ts';
import { ValueError } from '../../domain/errors.ts';
import type { TradeRow, TradeSide } from '../../domain/ledger-row.ts';
import type { Bytes } from '../../domain/reading.ts';
import { pocketIdParser } from '../csv/parse-csv-value.ts';
import { toldCusipParser } from '../csv/told-cusip.ts';
import type { FileReading } from '../file-reading.ts';
import { ProblemList } from '../problem-list.ts';
import type { Profile } from '../profile.ts';
import { cashOf } from './cash-of.ts';
import type { Json } from './exact-json.ts';
import type { JsonFields } from './json-fields.ts';
import { readListing } from './read-listing.ts';
import { dayInZone, EXCHANGE_ZONE } from './trade-date.ts';

const PRICE_SCALE = 6;

/**
 * The trades of a landed trade listing. `amount` is cash, `quantity` counts units of 100 of face. A trade of an activity that
 * the profile does not know is ignored, and named as a problem. Throws `ParseError` for anything else that cannot be read
 * exactly.
 */
export function readTradeList(
  bytes: Bytes,
  fileName: string,
  profile: Profile,
  timeZone = EXCHANGE_ZONE,
): FileReading<TradeRow> {
  const problems = new ProblemList();
  const { page, trade } = profile.api;
  const sides = sidesByWord(profile);
  const rowOf = tradeMapper(profile, problems, timeZone);
  return readListing(bytes, fileName, {
    listNames: page.items,
    idNames: trade.fields.id,
    problems,
    rowOf(fields, locator) {
      const activity = fields.requiredText(trade.fields.activity);
      const side = sides.get(activity);
      if (side !== undefined) return rowOf(fields, locator, side);
      problems.add(locator, `a trade with the unknown activity ${activity} was ignored`);
      return null;
    },
  });
}

function sidesByWord({ api }: Profile): ReadonlyMap<string, TradeSide> {
  const sides = new Map<string, TradeSide>();
  for (const side of ['BUY', 'SELL', 'MATURITY'] as const) {
    for (const word of api.trade.activities[side]) sides.set(word, side);
  }
  return sides;
}

function tradeMapper({ api }: Profile, problems: ProblemList, timeZone: string) {
  const names = api.trade.fields;
  const cusip = toldCusipParser(problems);
  const pocketId = pocketIdParser();
  const tradeDate = dayInZone(timeZone);
  return (fields: JsonFields, locator: string, side: TradeSide): TradeRow => {
    const date = (name: readonly string[]) => optionalDate(fields.text(name));
    return {
      locator,
      pocketId: pocketId(fields.requiredText(names.pocket_id)),
      tradeId: fields.requiredText(names.id),
      reference: fields.text(names.reference),
      side,
      cusip: cusip(fields.requiredText(names.cusip), locator),
      issuer: null,
      issueDate: null,
      maturityDate: date(names.maturity_date),
      transactionCode: null,
      custodian: null,
      custodianAccount: null,
      tradeDate: tradeDate(fields.requiredText(names.trade_datetime)),
      settlementDate: date(names.settlement_date),
      bookDate: date(names.book_date),
      price: positivePrice(fields.requiredText(names.price)),
      amount: notionalOf(fields.find(names.notional)),
      quantity: positiveUnits(fields.integer(names.quantity)),
      extra: null,
    };
  };
}

function optionalDate(text: string | null) {
  return text === null ? null : parseBusinessDate(text);
}

function positivePrice(text: string): Decimal {
  const price = parseDecimal(text, PRICE_SCALE);
  if (price.startsWith('-') || /^[0.]*$/.test(price))
    throw new ValueError('a positive price', text);
  return price;
}

function positiveUnits(units: bigint): bigint {
  if (units <= 0n) throw new ValueError('a positive quantity', String(units));
  return units;
}

function notionalOf(notional: Json): Decimal {
  const { currency, cents, amount } = cashOf(notional);
  if (currency !== 'USD') throw new ValueError('an amount in USD', currency);
  if (cents < 0n) throw new ValueError('no negative amount', String(cents));
  return amount;
}
