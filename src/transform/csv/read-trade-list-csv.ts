import { ValueError } from '../../domain/errors.ts';
import type { TradeRow, TradeSide } from '../../domain/ledger-row.ts';
import type { Bytes } from '../../domain/reading.ts';
import type { FileReading } from '../file-reading.ts';
import { dayInZone, EXCHANGE_ZONE } from '../json/trade-date.ts';
import { ProblemList } from '../problem-list.ts';
import {
  type CsvProfile,
  type Profile,
  TRADE_LIST_COLUMNS,
  type TradeListColumn,
} from '../profile.ts';
import { cashReader, currencyOf } from './cash-cells.ts';
import type { LaidOut } from './choose-layout.ts';
import { dateParser, pocketIdParser } from './parse-csv-value.ts';
import { type Cells, readCsvRows } from './read-csv-rows.ts';
import { toldCusipParser } from './told-cusip.ts';

const PRICE_SCALE = 6;

type TradeListLayout = CsvProfile['TRADE_LIST']['layouts'][number];
type TradeListCells = Cells<TradeListColumn>;

/**
 * The trades of `trades.csv`, which mean what those of the JSON listing mean: maturities are among them, `amount` is cash,
 * `quantity` counts units of 100 of face, the trade date is the day of the instant in `timeZone`, and a trade of an
 * activity that the profile does not know is ignored and named as a problem. Throws `ParseError` for all that cannot be
 * read exactly.
 */
export function readTradeListCsv(
  bytes: Bytes,
  fileName: string,
  profile: Profile,
  timeZone = EXCHANGE_ZONE,
): FileReading<TradeRow> {
  const { layouts } = profile.csv.TRADE_LIST;
  const problems = new ProblemList();
  const file = { name: fileName, layouts, columns: TRADE_LIST_COLUMNS, problems };
  let ignored = 0;
  const mapper = (laidOut: LaidOut<TradeListColumn, TradeListLayout>) => {
    const sideOf = activityParser(profile);
    const map = tradeMapper(fileName, laidOut, problems, timeZone);
    return (cells: TradeListCells): TradeRow | null => {
      const side = sideOf.get(cells.required('activity'));
      if (side !== undefined) return map(cells, side);
      const activity = cells.required('activity');
      problems.add(cells.locator(), `a trade with the unknown activity ${activity} was ignored`);
      ignored++;
      return null;
    };
  };
  return {
    rows: readCsvRows(bytes, file, mapper),
    problems: problems.problems,
    ignored: () => ignored,
  };
}

function activityParser({ api }: Profile): ReadonlyMap<string, TradeSide> {
  const sides = new Map<string, TradeSide>();
  for (const side of ['BUY', 'SELL', 'MATURITY'] as const) {
    for (const word of api.trade.activities[side]) sides.set(word, side);
  }
  return sides;
}

function tradeMapper(
  file: string,
  laidOut: LaidOut<TradeListColumn, TradeListLayout>,
  problems: ProblemList,
  timeZone: string,
) {
  const date = dateParser(laidOut.layout.date_format);
  const pocketId = pocketIdParser();
  const cusip = toldCusipParser(problems);
  const tradeDate = dayInZone(timeZone);
  const cash = cashReader(file, laidOut);
  return (cells: TradeListCells, side: TradeSide): TradeRow => {
    const locator = cells.locator();
    return {
      locator,
      pocketId: pocketId(cells.required('pocket_id')),
      tradeId: cells.required('id'),
      reference: cells.text('reference'),
      side,
      cusip: cusip(cells.raw('cusip'), locator),
      issuer: null,
      issueDate: null,
      maturityDate: cells.optional('maturity_date', date),
      transactionCode: null,
      custodian: null,
      custodianAccount: null,
      tradeDate: tradeDate(cells.required('trade_datetime')),
      settlementDate: cells.optional('settlement_date', date),
      bookDate: cells.optional('book_date', date),
      price: cells.positive('price', PRICE_SCALE),
      amount: refuseNegative(inDollars(cells, cash)),
      quantity: positiveUnits(cells.wholeNumber('quantity')),
      extra: cells.extra(),
    };
  };
}

function inDollars(
  cells: TradeListCells,
  cash: ReturnType<typeof cashReader>,
): ReturnType<typeof cash> {
  const currency = currencyOf(cells);
  if (currency !== 'USD') throw new ValueError('an amount in USD', currency);
  return cash(cells);
}

function refuseNegative<Amount extends string>(amount: Amount): Amount {
  if (amount.startsWith('-')) throw new ValueError('no negative amount', amount);
  return amount;
}

function positiveUnits(units: bigint): bigint {
  if (units <= 0n) throw new ValueError('a positive quantity', String(units));
  return units;
}
