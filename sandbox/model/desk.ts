import type { Bill, Tenor } from './bills.ts';
import type { Lots } from './lots.ts';
import {
  type Cents,
  cashOf,
  least,
  PAR,
  type Price,
  type Units,
  unitsToRaise,
  unitsWithin,
} from './money.ts';
import type { Random } from './random.ts';
import type { Activity } from './records.ts';

export interface Fill {
  readonly activity: Activity;
  readonly bill: Bill;
  readonly quantity: Units;
  readonly price: Price;
  readonly cash: Cents;
}

/** The market as it stands on one day. */
export interface DayMarket {
  onTheRun(tenor: Tenor): Bill;
  /** The end-of-day price. */
  priceOf(bill: Bill): Price;
}

export interface Desk {
  readonly fills: readonly Fill[];
  cash(): Cents;
  /** Bills that mature on this day pay 100. */
  redeem(isDue: (bill: Bill) => boolean): void;
  receive(cash: Cents): void;
  /** Sells, the oldest purchase first, until the cash is there, and pays it out. */
  pay(cash: Cents): void;
  /** Turns all cash but the residue into the strategy's bill. */
  invest(): void;
}

const SPLIT_BUYS = 0.2;
const SPLIT_SALES = 0.15;
// Trades happen during the day, prices are struck at its end: up to 20 cents per $10,000 lie between.
const INTRADAY_MICROS = 2_000;

/** One pocket's trading on one day. `cash` and `lots` are what the evening before left. */
export function openDesk(options: {
  market: DayMarket;
  random: Random;
  strategy: Tenor;
  lots: Lots;
  cash: Cents;
}): Desk {
  const { market, random, lots } = options;
  const fills: Fill[] = [];
  let cash = options.cash;

  const tradePrice = (bill: Bill): Price => {
    const price = market.priceOf(bill) + random.amount(-INTRADAY_MICROS, INTRADAY_MICROS);
    return price < PAR ? price : PAR - 1n;
  };
  const fill = (activity: Activity, bill: Bill, quantity: Units, price: Price): void => {
    const amount = cashOf(quantity, price);
    fills.push({ activity, bill, quantity, price, cash: amount });
    cash += activity === 'BUY' ? -amount : amount;
    if (activity === 'BUY') lots.add(bill, quantity, price);
    else lots.remove(bill, quantity);
  };
  const sellSome = (target: Cents): void => {
    const held = lots.oldest();
    if (!held) throw new Error(`cannot raise ${target - cash} cents: nothing is left to sell`);
    const price = tradePrice(held.bill);
    const wanted = least(held.quantity, unitsToRaise(target - cash, price));
    fill('SELL', held.bill, random.chance(SPLIT_SALES) ? part(random, wanted) : wanted, price);
  };
  return {
    fills,
    cash: () => cash,
    redeem(isDue) {
      for (const { bill, quantity } of lots.holdings()) {
        if (isDue(bill)) fill('MATURITY', bill, quantity, PAR);
      }
    },
    receive(amount) {
      cash += amount;
    },
    pay(amount) {
      while (cash < amount) sellSome(amount);
      cash -= amount;
    },
    invest() {
      const bill = market.onTheRun(options.strategy);
      const price = tradePrice(bill);
      const units = unitsWithin(cash, price);
      const split = units >= 3n && random.chance(SPLIT_BUYS);
      if (split) fill('BUY', bill, part(random, units), price);
      // The second fill has a price of its own, and takes all that the first left.
      const last = split ? tradePrice(bill) : price;
      const rest = unitsWithin(cash, last);
      if (rest > 0n) fill('BUY', bill, rest, last);
    },
  };
}

/** Less than half, so that the two fills of an order differ; all of it where it cannot be divided so. */
function part(random: Random, units: Units): Units {
  if (units < 3n) return units;
  const some = (units * random.amount(15, 45)) / 100n;
  return some > 0n ? some : 1n;
}
