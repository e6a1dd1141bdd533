import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Bill } from '../../sandbox/model/bills.ts';
import { addDays } from '../../sandbox/model/dates.ts';
import type { PocketDay, Trade } from '../../sandbox/model/records.ts';
import type { PocketHistory } from '../../sandbox/model/simulate-pocket.ts';
import { createWorld, type World, type WorldOptions } from '../../sandbox/model/world.ts';
import { truthOf } from '../../sandbox/truth.ts';
import { calendar } from './calendar.ts';

const PAR = 100_000_000n;

const worlds = fc
  .record({
    seed: fc.nat(),
    offset: fc.nat(3_000),
    span: fc.integer({ min: 5, max: 86 }),
    pockets: fc.integer({ min: 1, max: 4 }),
    basis: fc.constantFrom('trade_date' as const, 'settlement_date' as const),
    includesResidualCash: fc.boolean(),
  })
  .map(({ offset, span, ...rest }) => {
    const from = addDays('2019-01-02', offset);
    return { ...rest, from, to: addDays(from, span) };
  });

function small(options: Partial<WorldOptions> = {}): World {
  return createWorld({
    seed: 7,
    from: '2026-09-01',
    to: '2026-10-30',
    pockets: 3,
    basis: 'trade_date',
    includesResidualCash: true,
    calendar,
    ...options,
  });
}

test('every figure of every world ties to the cent', () => {
  fc.assert(
    fc.property(worlds, (options) => {
      const world = createWorld({ ...options, calendar });
      for (const pocket of world.pockets) checkPocket(world, pocket);
      checkReferences(world);
    }),
    { numRuns: 100 },
  );
}, 30_000);

function checkPocket(world: World, pocket: PocketHistory): void {
  const lots = new Map<Bill, { quantity: bigint; price: bigint }[]>();
  const trades = groupBy(pocket.trades, (trade) => trade.effectiveDate);
  let before: PocketDay | undefined;
  for (const [index, day] of pocket.days.entries()) {
    const today = trades.get(day.date) ?? [];
    for (const trade of today) checkTrade(world, trade);
    applyToLots(lots, today);
    checkPositions(world, index, day, lots);
    checkCash(day, before, today);
    checkBank(day);
    checkBrokerage(world, day, before);
    checkSweeps(day);
    before = day;
  }
}

function checkTrade(world: World, trade: Trade): void {
  must(trade.cash, halfUp(trade.quantity * trade.price), trade);
  must(trade.quantity > 0n, true, trade);
  must(trade.bookDate, trade.effectiveDate, trade);
  if (trade.activity === 'MATURITY') {
    must(trade.price, PAR, trade);
    must(trade.effectiveDate, trade.bill.maturityDate, trade);
    must(trade.tradeDate, trade.bookDate, trade);
    must(trade.settlementDate, trade.bookDate, trade);
    return;
  }
  must(trade.price < PAR, true, trade);
  must(trade.settlementDate, calendar.next(trade.tradeDate), trade);
  const moves = world.options.basis === 'trade_date' ? trade.tradeDate : trade.settlementDate;
  must(trade.effectiveDate, moves, trade);
}

/** First in, first out, on our own account: a second implementation to compare the first one with. */
function applyToLots(
  lots: Map<Bill, { quantity: bigint; price: bigint }[]>,
  trades: readonly Trade[],
): void {
  for (const { activity, bill, quantity, price } of trades) {
    const queue = lots.get(bill) ?? [];
    lots.set(bill, queue);
    if (activity === 'BUY') {
      queue.push({ quantity, price });
      continue;
    }
    for (let left = quantity; left > 0n; ) {
      const lot = queue[0];
      if (!lot) throw new Error(`${bill.cusip}: sold ${left} units that were never bought`);
      if (lot.quantity > left) {
        lot.quantity -= left;
        break;
      }
      left -= lot.quantity;
      queue.shift();
    }
  }
}

function checkPositions(
  world: World,
  index: number,
  day: PocketDay,
  lots: ReadonlyMap<Bill, readonly { quantity: bigint; price: bigint }[]>,
): void {
  const held = [...lots].filter(([, queue]) => queue.length > 0);
  must(day.positions.length, held.length, day);
  for (const [bill, queue] of held) {
    const position = day.positions.find((candidate) => candidate.bill === bill);
    must(position?.quantity, sum(queue.map((lot) => lot.quantity)), day);
    must(position?.cost, sum(queue.map((lot) => halfUp(lot.quantity * lot.price))), day);
  }
  for (const { bill, quantity, price, value } of day.positions) {
    must(world.timeline.hasPrice(bill, index), true, bill);
    must(price, world.timeline.priceOf(bill, index), bill);
    must(value, halfUp(quantity * price), day);
  }
}

function checkCash(day: PocketDay, before: PocketDay | undefined, trades: readonly Trade[]): void {
  const swept = sumOf(day, 'addition') + sumOf(day, 'subtraction') + sumOf(day, 'fee');
  const traded = sum(trades.map(({ activity, cash }) => (activity === 'BUY' ? -cash : cash)));
  must(day.cash, (before?.cash ?? 0n) + swept + traded, day);
  must(0n <= day.cash && day.cash < 10_000n, true, day);
}

function checkBank({ bank }: PocketDay): void {
  must(bank.opening, 0n, bank);
  must(bank.closing, 0n, bank);
  must(sum(bank.entries.map((entry) => entry.amount)), 0n, bank);
}

function checkBrokerage(world: World, day: PocketDay, before: PocketDay | undefined): void {
  const { opening, closing, entries } = day.brokerage;
  const value = sum(day.positions.map((position) => position.value));
  must(opening + sum(entries.map((entry) => entry.amount)), closing, day);
  must(opening, before?.brokerage.closing ?? 0n, day);
  must(closing, world.options.includesResidualCash ? value + day.cash : value, day);
  for (const entry of entries) {
    const isDebit = ['subtraction', 'loss', 'fee'].includes(entry.category);
    must(entry.amount < 0n, isDebit, entry);
  }
}

function checkSweeps(day: PocketDay): void {
  const bank = day.bank.entries.filter(({ category }) => category.startsWith('sweep'));
  const brokerage = day.brokerage.entries.filter(({ category }) =>
    ['addition', 'subtraction'].includes(category),
  );
  const legs = (entries: typeof bank, sign: bigint): string =>
    entries
      .map(({ endToEndId, amount }) => `${endToEndId} ${amount * sign}`)
      .sort()
      .join();
  must(legs(bank, -1n), legs(brokerage, 1n), day);
}

function checkReferences(world: World): void {
  const references = world.pockets.flatMap((pocket) => [
    ...pocket.trades.map((trade) => trade.reference),
    ...pocket.days.flatMap(({ bank, brokerage }) =>
      [...bank.entries, ...brokerage.entries].map((entry) => entry.reference),
    ),
  ]);
  must(new Set(references).size, references.length, world.options);
}

describe('a world', () => {
  test('is the same for the same seed, and another for another', () => {
    const [one, two, three] = [small(), small(), small({ seed: 8 })].map((world) =>
      JSON.stringify(truthOf(world)),
    );
    expect(two).toBe(one);
    expect(three).not.toBe(one);
  });

  test('has bills with right check digits that mature on business days', () => {
    const { bills } = small().timeline;
    for (const bill of bills) {
      expect(bill.cusip).toMatch(/^91279[6-9][0-9A-HJ-NP-Z]{2}\d$/);
      expect(luhn(bill.cusip)).toBe(true);
      expect(calendar.isBusinessDay(bill.maturityDate)).toBe(true);
      expect(calendar.isBusinessDay(bill.issueDate)).toBe(true);
    }
    expect(new Set(bills.map((bill) => bill.cusip)).size).toBe(bills.length);
  });

  test('moves maturities off holidays', () => {
    // Thanksgiving: bills that would mature on Thursday 2026-11-26 pay on Friday.
    const { bills } = small({ to: '2026-11-30' }).timeline;
    expect(bills.some((bill) => bill.maturityDate === '2026-11-27')).toBe(true);
    expect(bills.some((bill) => bill.maturityDate === '2026-11-26')).toBe(false);
  });

  test('opens one pocket inside the range where there are three', () => {
    const world = small();
    const [old, , young] = world.pockets;
    expect(old?.opens).toBeLessThan(world.timeline.first);
    expect(young?.opens).toBeGreaterThan(world.timeline.first);
    expect(young?.days[world.timeline.first]).toMatchObject({
      bank: { opening: 0n, closing: 0n, entries: [] },
      brokerage: { opening: 0n, closing: 0n, entries: [] },
      positions: [],
    });
  });

  test('keeps its past when the range is made longer', () => {
    const [short, long] = [small(), small({ to: '2026-12-31' })].map(truthOf);
    for (const kind of ['statements', 'positions', 'trades', 'prices'] as const) {
      const later = new Set(long?.[kind].map((row) => JSON.stringify(row)));
      for (const row of short?.[kind] ?? []) expect(later.has(JSON.stringify(row))).toBe(true);
    }
  });

  test('shows what a year of a treasury shows', () => {
    const world = small({ from: '2025-10-01', to: '2026-09-30', pockets: 8 });
    const trades = world.pockets.flatMap((pocket) => pocket.trades);
    const entries = world.pockets.flatMap((pocket) =>
      pocket.days.flatMap(({ bank, brokerage }) => [...bank.entries, ...brokerage.entries]),
    );
    expect(new Set(trades.map((trade) => trade.activity))).toEqual(
      new Set(['BUY', 'SELL', 'MATURITY']),
    );
    expect(new Set(entries.map((entry) => entry.category)).size).toBe(11);
    const fills = groupBy(
      trades.filter((trade) => trade.activity === 'BUY'),
      (trade) => `${trade.pocketId} ${trade.effectiveDate} ${trade.bill.cusip}`,
    );
    expect([...fills.values()].some((same) => same.length > 1)).toBe(true);
  });

  test('of twenty pockets and a year is made in a few seconds', () => {
    const started = performance.now();
    small({ from: '2025-10-01', to: '2026-09-30', pockets: 20 });
    expect(performance.now() - started).toBeLessThan(8_000);
  });
});

/** A quarter of a million comparisons: too many for `expect`, which takes its time over each. */
function must<T>(actual: T, expected: T, where: unknown): void {
  if (actual !== expected) expect({ actual, where }).toEqual({ actual: expected, where });
}

function sumOf(day: PocketDay, category: string): bigint {
  return sum(
    day.brokerage.entries
      .filter((entry) => entry.category === category)
      .map((entry) => entry.amount),
  );
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

function halfUp(micros: bigint): bigint {
  return micros / 10_000n + (micros % 10_000n >= 5_000n ? 1n : 0n);
}

/** Letters become two-digit numbers; every other value is doubled; the digits of all add up to a multiple of ten. */
function luhn(cusip: string): boolean {
  const values = [...cusip].map((character) => Number.parseInt(character, 36));
  const digits = values.map((value, index) => (index % 2 === 1 ? value * 2 : value)).join('');
  return [...digits].reduce((total, digit) => total + Number(digit), 0) % 10 === 0;
}
