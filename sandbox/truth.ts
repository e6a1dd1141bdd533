import { formatCents, formatPrice } from './model/money.ts';
import type { PocketDay, Position, Statement, Trade } from './model/records.ts';
import type { PocketHistory } from './model/simulate-pocket.ts';
import { type Transaction, transactionsSoFar } from './model/transactions.ts';
import { tradesSoFar, type World } from './model/world.ts';
import { truthOfResources } from './resources/kinds.ts';

export interface TruthEntry {
  readonly category: string;
  readonly amount: string;
  readonly reference: string;
  readonly end_to_end_id: string;
  readonly text: string;
}

export interface TruthStatement {
  readonly pocket_id: string;
  readonly account: 'BANK' | 'BROKERAGE';
  readonly business_date: string;
  readonly opening: string;
  readonly closing: string;
  readonly entries: readonly TruthEntry[];
}

export interface TruthTrade {
  readonly id: string;
  readonly pocket_id: string;
  readonly reference: string;
  readonly activity: 'BUY' | 'SELL' | 'MATURITY';
  readonly cusip: string;
  readonly quantity: string;
  readonly price: string;
  readonly cash: string;
  readonly effective_date: string;
  readonly trade_date: string;
  readonly settlement_date: string;
  readonly book_date: string;
}

export interface TruthPosition {
  readonly pocket_id: string;
  readonly business_date: string;
  readonly cusip: string;
  readonly quantity: string;
  readonly market_price: string;
  readonly market_value: string;
  readonly cost_value: string;
}

export interface TruthTransaction {
  readonly id: string;
  readonly transaction_id: string;
  readonly pocket_id: string;
  /** The business day that it counts to. */
  readonly business_date: string;
  readonly type: string;
  /** Signed: what increases the account is positive. */
  readonly amount: string;
  readonly time_booked: string;
  readonly description: string;
}

/** The clean books of the range, before any fault; figures are decimal text. */
export interface Truth {
  readonly seed: number;
  readonly from: string;
  readonly to: string;
  readonly business_dates: readonly string[];
  readonly pockets: readonly {
    readonly id: string;
    readonly name: string;
    readonly strategy_weeks: number;
    readonly opened_on: string;
  }[];
  readonly securities: readonly {
    readonly cusip: string;
    readonly issue_date: string;
    readonly maturity_date: string;
  }[];
  readonly statements: readonly TruthStatement[];
  readonly trades: readonly TruthTrade[];
  readonly transactions: readonly TruthTransaction[];
  readonly positions: readonly TruthPosition[];
  readonly cash: readonly {
    readonly pocket_id: string;
    readonly business_date: string;
    readonly amount: string;
  }[];
  readonly prices: readonly {
    readonly cusip: string;
    readonly business_date: string;
    readonly price: string;
  }[];
  /** By resource, by our names. */
  readonly resources: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
}

export function truthOf(world: World): Truth {
  const { timeline, pockets } = world;
  const dates = timeline.days.slice(timeline.first, timeline.last + 1);
  const isInside = (trade: Trade): boolean =>
    [trade.effectiveDate, trade.tradeDate, trade.settlementDate].some(
      (date) => date >= world.options.from,
    );
  return {
    seed: world.options.seed,
    from: world.options.from,
    to: world.options.to,
    business_dates: dates,
    pockets: pockets.map(({ plan, opens }) => ({
      id: plan.id,
      name: plan.name,
      strategy_weeks: plan.strategy,
      opened_on: timeline.dateOf(opens),
    })),
    securities: timeline.bills.map((bill) => ({
      cusip: bill.cusip,
      issue_date: bill.issueDate,
      maturity_date: bill.maturityDate,
    })),
    statements: overDays(world, (pocket, day) => [
      statement(pocket, day, day.bank),
      statement(pocket, day, day.brokerage),
    ]),
    trades: pockets.flatMap((pocket) => tradesSoFar(world, pocket).filter(isInside).map(trade)),
    transactions: pockets.flatMap((pocket) =>
      transactionsSoFar(world, pocket)
        .filter(({ date }) => date >= world.options.from)
        .map(transaction),
    ),
    positions: overDays(world, (pocket, day) =>
      day.positions.map((held) => position(pocket, day, held)),
    ),
    cash: overDays(world, (pocket, day, index) =>
      index < pocket.opens
        ? []
        : [{ pocket_id: pocket.plan.id, business_date: day.date, amount: formatCents(day.cash) }],
    ),
    prices: pricesOf(world),
    resources: truthOfResources(world),
  };
}

function overDays<T>(
  world: World,
  rows: (pocket: PocketHistory, day: PocketDay, index: number) => readonly T[],
): T[] {
  const { first, last } = world.timeline;
  return world.pockets.flatMap((pocket) =>
    pocket.days.slice(first, last + 1).flatMap((day, index) => rows(pocket, day, first + index)),
  );
}

function statement(pocket: PocketHistory, day: PocketDay, written: Statement): TruthStatement {
  return {
    pocket_id: pocket.plan.id,
    account: written.account,
    business_date: day.date,
    opening: formatCents(written.opening),
    closing: formatCents(written.closing),
    entries: written.entries.map((entry) => ({
      category: entry.category,
      amount: formatCents(entry.amount),
      reference: entry.reference,
      end_to_end_id: entry.endToEndId,
      text: entry.text,
    })),
  };
}

function trade(dealt: Trade): TruthTrade {
  return {
    id: dealt.id,
    pocket_id: dealt.pocketId,
    reference: dealt.reference,
    activity: dealt.activity,
    cusip: dealt.bill.cusip,
    quantity: dealt.quantity.toString(),
    price: formatPrice(dealt.price),
    cash: formatCents(dealt.cash),
    effective_date: dealt.effectiveDate,
    trade_date: dealt.tradeDate,
    settlement_date: dealt.settlementDate,
    book_date: dealt.bookDate,
  };
}

function transaction(booked: Transaction): TruthTransaction {
  return {
    id: booked.id,
    transaction_id: booked.transactionId,
    pocket_id: booked.pocketId,
    business_date: booked.date,
    type: booked.type,
    amount: formatCents(booked.direction === 'DEBIT' ? -booked.amount : booked.amount),
    time_booked: booked.bookedAt,
    description: booked.text,
  };
}

function position(pocket: PocketHistory, day: PocketDay, held: Position): TruthPosition {
  return {
    pocket_id: pocket.plan.id,
    business_date: day.date,
    cusip: held.bill.cusip,
    quantity: held.quantity.toString(),
    market_price: formatPrice(held.price),
    market_value: formatCents(held.value),
    cost_value: formatCents(held.cost),
  };
}

function pricesOf({ timeline }: World): Truth['prices'] {
  const prices = [];
  for (let day = timeline.first; day <= timeline.last; day++) {
    for (const bill of timeline.bills) {
      if (!timeline.hasPrice(bill, day)) continue;
      const price = formatPrice(timeline.priceOf(bill, day));
      prices.push({ cusip: bill.cusip, business_date: timeline.dateOf(day), price });
    }
  }
  return prices;
}
