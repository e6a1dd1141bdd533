import { parseBusinessDate } from '../../domain/business-date.ts';
import { type Decimal, fromScaled, parseDecimal } from '../../domain/decimal.ts';
import { ParseError, ValueError } from '../../domain/errors.ts';
import type { TradeRow, TradeSide } from '../../domain/ledger-row.ts';
import type { Bytes } from '../../domain/reading.ts';
import { pocketIdParser } from '../csv/parse-csv-value.ts';
import { toldCusipParser } from '../csv/told-cusip.ts';
import type { FileReading } from '../file-reading.ts';
import { ProblemList } from '../problem-list.ts';
import type { Profile } from '../profile.ts';
import { collectJson } from './collect-json.ts';
import { JsonFields } from './json-fields.ts';
import { dayInZone, EXCHANGE_ZONE } from './trade-date.ts';

const PRICE_SCALE = 6;
const CENTS_SCALE = 2;
const BATCH_ROWS = 1_000;

/**
 * The trades of a landed trade listing: a JSON array of the pages as they came. `amount` is cash, `quantity` counts units
 * of 100 of face. A trade of an activity that the profile does not know is ignored, and named as a problem. Throws
 * `ParseError` for anything else that cannot be read exactly, with the place as `page[1].items[3]`, counted from 1.
 */
export function readTradeList(
  bytes: Bytes,
  fileName: string,
  profile: Profile,
  timeZone = EXCHANGE_ZONE,
): FileReading<TradeRow> {
  const reader = new TradeListReader(fileName, profile, timeZone);
  return {
    rows: reader.rows(bytes),
    problems: reader.problems.problems,
    ignored: () => reader.ignored,
  };
}

class TradeListReader {
  readonly problems = new ProblemList();
  ignored = 0;
  readonly #file: string;
  readonly #api: Profile['api'];
  readonly #sides = new Map<string, TradeSide>();
  readonly #cusip = toldCusipParser(this.problems);
  readonly #pocketId = pocketIdParser();
  readonly #tradeDate: ReturnType<typeof dayInZone>;

  constructor(file: string, profile: Profile, timeZone: string) {
    this.#file = file;
    this.#api = profile.api;
    this.#tradeDate = dayInZone(timeZone);
    for (const side of ['BUY', 'SELL', 'MATURITY'] as const) {
      for (const word of profile.api.trade.activities[side]) this.#sides.set(word, side);
    }
  }

  async *rows(bytes: Bytes): AsyncGenerator<readonly TradeRow[]> {
    const pages = await collectJson(bytes, this.#file);
    let batch: TradeRow[] = [];
    for (const { item, locator } of this.#items(pages)) {
      const row = this.#at(locator, () => this.#row(new JsonFields(item), locator));
      if (row === null) this.ignored++;
      else batch.push(row);
      if (batch.length < BATCH_ROWS) continue;
      yield batch;
      batch = [];
    }
    this.problems.finish();
    yield batch;
  }

  *#items(pages: unknown): Generator<{ item: unknown; locator: string }> {
    if (!Array.isArray(pages) || pages.length === 0) {
      this.#at('', () => {
        throw new ValueError(
          'a list of pages',
          Array.isArray(pages) ? 'an empty one' : typeof pages,
        );
      });
      return;
    }
    for (const [pageIndex, page] of pages.entries()) {
      const place = `page[${pageIndex + 1}]`;
      const items = this.#at(place, () => listOf(page, this.#api.page.items));
      for (const [index, item] of items.entries()) {
        yield { item, locator: `${place}.items[${index + 1}]` };
      }
    }
  }

  /** Null for an activity that is no trade of a ledger. */
  #row(fields: JsonFields, locator: string): TradeRow | null {
    const names = this.#api.trade.fields;
    const activity = fields.requiredText(names.activity);
    const side = this.#sides.get(activity);
    if (side === undefined) {
      this.problems.add(locator, `a trade with the unknown activity ${activity} was ignored`);
      return null;
    }
    const date = (name: readonly string[]) => optionalDate(fields.text(name));
    return {
      locator,
      pocketId: this.#pocketId(fields.requiredText(names.pocket_id)),
      tradeId: fields.requiredText(names.id),
      reference: fields.text(names.reference),
      side,
      cusip: this.#cusip(fields.requiredText(names.cusip), locator),
      issuer: null,
      issueDate: null,
      maturityDate: date(names.maturity_date),
      transactionCode: null,
      custodian: null,
      custodianAccount: null,
      tradeDate: this.#tradeDate(fields.requiredText(names.trade_datetime)),
      settlementDate: date(names.settlement_date),
      bookDate: date(names.book_date),
      price: positivePrice(fields.requiredText(names.price)),
      amount: cashOf(fields.find(names.notional)),
      quantity: positiveUnits(fields.integer(names.quantity)),
      extra: null,
    };
  }

  #at<T>(locator: string, parse: () => T): T {
    try {
      return parse();
    } catch (error) {
      if (!(error instanceof ValueError)) throw error;
      const place = { file: this.#file, line: 1, column: 1, locator };
      throw new ParseError(place, error.message, error);
    }
  }
}

function listOf(page: unknown, names: readonly string[]): readonly unknown[] {
  const items = new JsonFields(page).find(names);
  if (!Array.isArray(items)) throw new ValueError(`a list called ${names[0]}`, typeof items);
  return items;
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

/** Jiko's `Amount` counts cents; its `formatted` is for people and is never read. */
function cashOf(notional: unknown): Decimal {
  const amount = new JsonFields(notional);
  const currency = amount.text(['currency']) ?? 'USD';
  if (currency !== 'USD') throw new ValueError('an amount in USD', currency);
  const cents = amount.integer(['value']);
  if (cents < 0n) throw new ValueError('no negative amount', String(cents));
  return fromScaled(cents, CENTS_SCALE);
}
