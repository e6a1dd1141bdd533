import type { ListingSource } from '../../sandbox/listing-source.ts';
import { type Cents, cashOf, PAR, type Price, type Units } from '../../sandbox/model/money.ts';
import type { Account } from '../../sandbox/model/records.ts';
import type { PocketHistory } from '../../sandbox/model/simulate-pocket.ts';
import type { World } from '../../sandbox/model/world.ts';
import type { Profile } from '../../sandbox/profile.ts';
import type {
  ListedTrade,
  ListedTransaction,
  Telling,
} from '../../sandbox/render/listing-views.ts';
import type { PositionView, StatementView, TradeRow } from '../../sandbox/render/views.ts';
import type { Source } from '../../sandbox/source.ts';
import { findPriceBreaks } from './find-price-breaks.ts';

interface Day {
  readonly date: string;
  readonly bank: StatementView | undefined;
  readonly brokerage: StatementView | undefined;
  readonly positions: PositionView;
}

/**
 * A reconciler in miniature over what the sandbox delivers: which equations do not hold, as
 * `rule pocket cusip-or-dash date`. It knows nothing of the faults.
 */
export function findBreaks(
  world: World,
  profile: Profile,
  source: Source,
  listings: ListingSource,
  delivery: number,
): string[] {
  const { first, last } = world.timeline;
  const ofPockets = world.pockets.flatMap((pocket) => {
    const found: string[] = [];
    const report = (rule: string, date: string, cusip = '-'): void => {
      const key = `${rule} ${pocket.plan.id} ${cusip} ${date}`;
      if (!found.includes(key)) found.push(key);
    };
    const trades = source.trades({
      pocketIds: [pocket.plan.id],
      by: 'tradeDate',
      from: world.timeline.dateOf(first),
      to: world.timeline.dateOf(last),
    });
    checkTrades(world, profile, trades, report);
    const told = { isCsv: false, delivery: () => delivery };
    const csv = { ...told, isCsv: true };
    const inRange = (date: string): boolean => world.timeline.dateOf(first) <= date;
    checkListedTrades(
      trades,
      listings
        .trades(told)
        .filter(({ trade }) => trade.pocketId === pocket.plan.id && inRange(trade.tradeDate)),
      report,
    );
    const ownOf = (telling: Telling): ListedTransaction[] =>
      listings
        .transactions(telling)
        .filter(
          ({ transaction: { pocketId, date } }) => pocketId === pocket.plan.id && inRange(date),
        );
    checkCsv(ownOf(told), ownOf(csv), report);
    const start = source.positions(pocket.plan.id, world.timeline.dateOf(first));
    const matured = listings
      .trades(told)
      .filter(({ trade }) => trade.pocketId === pocket.plan.id && trade.activity === 'MATURITY');
    const basis = profile.sandbox.position_basis;
    let before: Day | undefined;
    for (let index = first; index <= last; index++) {
      const day = readDay(source, pocket, world.timeline.dateOf(index), delivery);
      checkStatements(day, before, report);
      checkWriting(day, before, report);
      checkCash(world, source, pocket, index, report);
      checkTransactions(day, ownOf(told), report);
      checkHoldings(world, profile, index, day, report);
      if (before) {
        const off = checkRoll(pocket, trades, { day, before, first: start }, report);
        checkBasis(basis, trades, day, off, report);
        checkMaturities(matured, trades, day, before, report);
        checkBrokerage(profile, pocket, trades, day, before, report);
      }
      before = day;
    }
    checkPortfolio(world, source, pocket, report);
    checkEarnings(world, profile, source, { pocket, delivery }, report);
    return found;
  });
  return [...ofPockets, ...findPriceBreaks(world, source)];
}

type Report = (rule: string, date: string, cusip?: string) => void;

function readDay(source: Source, pocket: PocketHistory, date: string, delivery: number): Day {
  const read = (account: Account): StatementView | undefined =>
    source.fate(pocket.plan.id, account, date)
      ? undefined
      : source.statement(pocket.plan.id, account, date, delivery);
  return {
    date,
    bank: read('BANK'),
    brokerage: read('BROKERAGE'),
    positions: source.positions(pocket.plan.id, date),
  };
}

/** No market moves by as much within a day. */
const FAR_OFF: Price = 1_000_000n;

function checkTrades(
  { timeline }: World,
  profile: Profile,
  trades: readonly TradeRow[],
  report: Report,
): void {
  const seen = new Set<string>();
  for (const { trade, cash } of trades) {
    const { cusip } = trade.bill;
    if (seen.has(trade.reference)) report('trade_duplicate', trade.tradeDate, cusip);
    seen.add(trade.reference);
    const isCash = profile.sandbox.trade_amount === 'cash';
    const off = trade.price - timeline.priceOf(trade.bill, timeline.indexAsOf(trade.tradeDate));
    if (off > FAR_OFF || off < -FAR_OFF) report('trade_price', trade.tradeDate, cusip);
    if (trade.settlementDate < trade.bill.issueDate) {
      report('trade_dates', trade.tradeDate, cusip);
    }
    if (isCash && cash !== cashOf(trade.quantity, trade.price)) {
      report('trade_cash', trade.tradeDate, cusip);
    }
  }
}

function checkListedTrades(
  trades: readonly TradeRow[],
  listed: readonly ListedTrade[],
  report: Report,
): void {
  const dealt = listed.filter(({ trade }) => trade.activity !== 'MATURITY');
  for (const { trade, cash } of [...trades, ...dealt]) {
    const { reference, tradeDate, bill } = trade;
    const [told, shown] = [trades, dealt].map((rows) =>
      rows.find((row) => row.trade.reference === reference),
    );
    const isSame = told?.cash === cash && shown?.cash === cash;
    if (!isSame || told.trade.tradeDate !== shown.trade.tradeDate) {
      report('trade_listing', tradeDate, bill.cusip);
    } else if (
      told.trade.price !== shown.trade.price ||
      told.trade.settlementDate !== shown.trade.settlementDate
    ) {
      report('listing_terms', tradeDate, bill.cusip);
    }
  }
}

/** Statement and listing agree when they tell the same references with the same amounts. */
function checkTransactions(
  { date, bank }: Day,
  listed: readonly ListedTransaction[],
  report: Report,
): void {
  if (!bank) return;
  const told = bank.entries
    .filter(({ category }) => !category.startsWith('sweep'))
    .map(({ reference, amount }) => `${reference} ${amount}`);
  const shown = listed
    .filter(({ transaction }) => transaction.date === date)
    .map(
      ({ transaction, amount }) =>
        `${transaction.reference} ${transaction.direction === 'DEBIT' ? -amount : amount}`,
    );
  if (told.sort().join() !== shown.sort().join()) report('transaction_listing', date);
}

function checkCsv(
  json: readonly ListedTransaction[],
  csv: readonly ListedTransaction[],
  report: Report,
): void {
  for (const { transaction, amount } of json) {
    const other = csv.find((row) => row.transaction.id === transaction.id);
    if (other?.amount !== amount) report('listing_csv', transaction.date);
  }
}

function checkStatements(day: Day, before: Day | undefined, report: Report): void {
  const { date, bank, brokerage } = day;
  if (!bank || !brokerage) report('completeness', date);
  for (const statement of [bank, brokerage]) {
    if (statement && statement.opening + total(statement) !== statement.closing) {
      report('statement_balance', date);
    }
  }
  if (bank && bank.closing !== 0n) report('bank_zero_close', date);
  for (const [now, then] of [
    [bank, before?.bank],
    [brokerage, before?.brokerage],
  ]) {
    if (now && then && now.opening !== then.closing) report('statement_chain', date);
  }
  if (bank && brokerage && total(bank, 'sweep') + total(brokerage, 'swept') !== 0n) {
    report('sweep_legs', date);
  }
}

/** What a statement says beside its figures, and whether it is its own day's. */
function checkWriting({ date, bank }: Day, before: Day | undefined, report: Report): void {
  if (!bank) return;
  if ((bank.summedUp ?? 0n) !== 0n) report('statement_summary', date);
  for (const { code, amount, detailed = amount } of bank.entries) {
    if (code !== undefined) report('unclassified_entry', date);
    if (detailed !== amount) report('entry_details', date);
  }
  const references = bank.entries.map(({ reference }) => reference).join();
  const then = before?.bank?.entries.map(({ reference }) => reference).join();
  if (references !== '' && references === then) report('statement_duplicate', date);
}

const IDLE_DAYS = 3;

/** Cash for a bill at par, or for the cheapest that is held three days in a row. */
function checkCash(
  { timeline }: World,
  source: Source,
  { plan }: PocketHistory,
  index: number,
  report: Report,
): void {
  const isIdle = (day: number): boolean => {
    const { cash = 0n, positions } = source.positions(plan.id, timeline.dateOf(day));
    return positions.some(({ price }) => cashOf(1n, price) <= cash);
  };
  const date = timeline.dateOf(index);
  const { cash = 0n } = source.positions(plan.id, date);
  if (cash >= cashOf(1n, PAR)) report('residual_cash', date);
  const days = Array.from({ length: IDLE_DAYS }, (_, back) => index - back);
  const isLongEnough = index - IDLE_DAYS + 1 >= timeline.first;
  if (isLongEnough && days.every(isIdle)) report('idle_cash', date);
}

function checkHoldings(
  world: World,
  profile: Profile,
  index: number,
  { date, positions, brokerage }: Day,
  report: Report,
): void {
  for (const { bill, quantity, price, value, cost } of positions.positions) {
    if (cost < 0n) report('position_negative', date, bill.cusip);
    if (bill.maturityDate <= date) report('maturity_missed', date, bill.cusip);
    if (cashOf(quantity, price) !== value) report('position_value', date, bill.cusip);
    const isPriced = world.timeline.hasPrice(bill, index);
    if (!isPriced || world.timeline.priceOf(bill, index) !== price) {
      report('position_price', date, bill.cusip);
    }
  }
  const cash = profile.sandbox.balance_includes_residual_cash ? (positions.cash ?? 0n) : 0n;
  const value = positions.positions.reduce((sum, position) => sum + position.value, cash);
  if (brokerage && brokerage.closing !== value) report('brokerage_closing', date);
}

/**
 * Quantities and costs: what was there and what was traded make what is there. Returns by how much each bill is off.
 */
function checkRoll(
  pocket: PocketHistory,
  trades: readonly TradeRow[],
  { day, before, first }: { day: Day; before: Day; first: PositionView },
  report: Report,
): Map<string, Units> {
  const off = new Map<string, Units>();
  const [now, then] = [holdings(day), holdings(before)];
  const moved = new Set([...now.keys(), ...then.keys()]);
  const today = trades.filter(({ trade }) => trade.effectiveDate === day.date);
  const matured = pocket.trades.filter(
    ({ activity, effectiveDate }) => activity === 'MATURITY' && effectiveDate === day.date,
  );
  for (const { trade } of today) moved.add(trade.bill.cusip);
  for (const cusip of moved) {
    const own = today.filter(({ trade }) => trade.bill.cusip === cusip);
    const buys = own.filter(({ trade }) => trade.activity === 'BUY');
    const sells = own.filter(({ trade }) => trade.activity === 'SELL');
    const paid = matured.filter(({ bill }) => bill.cusip === cusip);
    const expected =
      (then.get(cusip)?.quantity ?? 0n) +
      units(buys) -
      units(sells) -
      paid.reduce((sum, { quantity }) => sum + quantity, 0n);
    const difference = (now.get(cusip)?.quantity ?? 0n) - expected;
    if (difference !== 0n) {
      report('position_quantity', day.date, cusip);
      off.set(cusip, difference);
    }
    if (paid.length > 0) continue;
    if (sells.length > 0) {
      const ties = checkLots(first, trades, { ...day, cusip }, report);
      if (!ties && isAverage(now.get(cusip), then.get(cusip), buys)) {
        report('lot_method', day.date, cusip);
      }
      continue;
    }
    const cost = buys.reduce((sum, { cash }) => sum + cash, then.get(cusip)?.cost ?? 0n);
    if ((now.get(cusip)?.cost ?? 0n) !== cost) report('position_cost', day.date, cusip);
  }
  return off;
}

/** Two bills or more that are off by what was dealt today, which settles tomorrow. */
function checkBasis(
  basis: string,
  trades: readonly TradeRow[],
  { date }: Day,
  off: ReadonlyMap<string, Units>,
  report: Report,
): void {
  const isUnsettled = ([cusip, difference]: readonly [string, Units]): boolean => {
    const dealt = trades.filter(
      ({ trade }) => trade.tradeDate === date && trade.bill.cusip === cusip,
    );
    const net =
      units(dealt.filter(({ trade }) => trade.activity === 'BUY')) -
      units(dealt.filter(({ trade }) => trade.activity === 'SELL'));
    return net !== 0n && difference === (basis === 'trade_date' ? -net : net);
  };
  if (off.size >= 2 && [...off].every(isUnsettled)) report('position_basis_flip', date);
}

/** What the listing tells of a maturity is what was held before, and its face. */
function checkMaturities(
  listed: readonly ListedTrade[],
  trades: readonly TradeRow[],
  { date }: Day,
  before: Day,
  report: Report,
): void {
  for (const { trade, cash } of listed.filter((row) => row.trade.effectiveDate === date)) {
    const { cusip } = trade.bill;
    const own = trades.filter(
      (row) => row.trade.effectiveDate === date && row.trade.bill.cusip === cusip,
    );
    const held =
      (holdings(before).get(cusip)?.quantity ?? 0n) +
      units(own.filter((row) => row.trade.activity === 'BUY')) -
      units(own.filter((row) => row.trade.activity === 'SELL'));
    if (trade.quantity !== held || cash !== cashOf(held, PAR)) {
      report('maturity_listing', date, cusip);
    }
  }
}

/** What a sale leaves costs what the lots left cost, the oldest sold first; unless lots are older than the range. */
function checkLots(
  first: PositionView,
  trades: readonly TradeRow[],
  { date, cusip, positions }: Day & { cusip: string },
  report: Report,
): boolean {
  const held = positions.positions.find(({ bill }) => bill.cusip === cusip);
  if (!held || first.positions.some(({ bill }) => bill.cusip === cusip)) return true;
  const own = trades.filter(
    ({ trade }) => trade.bill.cusip === cusip && trade.effectiveDate <= date,
  );
  const buys = own.filter(({ trade }) => trade.activity === 'BUY');
  let sold = units(own) - units(buys);
  if (held.quantity !== units(buys) - sold) return true;
  let cost = 0n;
  for (const { trade } of buys) {
    const gone = sold < trade.quantity ? sold : trade.quantity;
    sold -= gone;
    cost += cashOf(trade.quantity - gone, trade.price);
  }
  if (held.cost !== cost) report('position_cost', date, cusip);
  return held.cost === cost;
}

interface Held {
  readonly quantity: Units;
  readonly cost: Cents;
}

/** Whether a sale leaves of a holding what all of it cost on average. */
function isAverage(
  now: Held | undefined,
  then: Held | undefined,
  buys: readonly TradeRow[],
): boolean {
  const all = (then?.quantity ?? 0n) + units(buys);
  const cost = buys.reduce((sum, { cash }) => sum + cash, then?.cost ?? 0n);
  return now !== undefined && (2n * cost * now.quantity + all) / (2n * all) === now.cost;
}

function holdings({ positions }: Day): Map<string, { quantity: Units; cost: Cents }> {
  return new Map(
    positions.positions.map(({ bill, quantity, cost }) => [bill.cusip, { quantity, cost }]),
  );
}

function units(rows: readonly TradeRow[]): Units {
  return rows.reduce((sum, { trade }) => sum + trade.quantity, 0n);
}

function total(statement: StatementView, only?: 'sweep' | 'swept'): Cents {
  return statement.entries
    .filter(
      ({ category }) =>
        only === undefined ||
        (only === 'sweep'
          ? category.startsWith('sweep')
          : category === 'addition' || category === 'subtraction'),
    )
    .reduce((sum, { amount }) => sum + amount, 0n);
}

/** Residual cash and gains, from what was swept, dealt and taken; and entries that stand in the statement of another day. */
function checkBrokerage(
  profile: Profile,
  pocket: PocketHistory,
  trades: readonly TradeRow[],
  { date, brokerage, positions }: Day,
  before: Day,
  report: Report,
): void {
  if (!brokerage) return;
  const sum = (categories: readonly string[]): Cents =>
    brokerage.entries
      .filter(({ category }) => categories.includes(category))
      .reduce((all, { amount }) => all + amount, 0n);
  const worth = (view: PositionView): Cents =>
    view.positions.reduce((all, { value }) => all + value, 0n);
  const paid = [
    ...trades.filter(({ trade }) => trade.effectiveDate === date),
    ...pocket.trades
      .filter(({ activity, effectiveDate }) => activity === 'MATURITY' && effectiveDate === date)
      .map((trade) => ({ trade, cash: trade.cash })),
  ].reduce((all, { trade, cash }) => all + (trade.activity === 'BUY' ? -cash : cash), 0n);
  const cash = (positions.cash ?? 0n) - (before.positions.cash ?? 0n);
  const kept = profile.sandbox.balance_includes_residual_cash ? 0n : cash;
  const made = worth(positions) - worth(before.positions) + paid - kept;
  if (cash !== sum(['addition', 'subtraction', 'fee']) + paid) report('residual_cash_roll', date);
  if (sum(['gain', 'loss']) !== made) report('brokerage_gain', date);
  for (const { bookedOn } of brokerage.entries) {
    if (bookedOn !== undefined && bookedOn !== date) report('entry_dates', date);
  }
}

function checkPortfolio(
  world: World,
  source: Source,
  { plan }: PocketHistory,
  report: Report,
): void {
  const today = world.timeline.dateOf(world.timeline.last);
  const reported = source.positions(plan.id, today);
  const told = source.portfolio(plan.id);
  const held = (view: PositionView, cusip: string) =>
    view.positions.find(({ bill }) => bill.cusip === cusip);
  const cusips = [...reported.positions, ...told.positions].map(({ bill }) => bill.cusip);
  for (const cusip of new Set(cusips)) {
    const [one, other] = [held(reported, cusip), held(told, cusip)];
    if (one?.quantity !== other?.quantity || one?.value !== other?.value) {
      report('portfolio_position', today, cusip);
    }
  }
  if (reported.cash !== told.cash) report('portfolio_position', today);
}

/** Of every month that begins in the range, as far as the range goes, where no statement is held back. */
function checkEarnings(
  world: World,
  profile: Profile,
  source: Source,
  { pocket, delivery }: { pocket: PocketHistory; delivery: number },
  report: Report,
): void {
  const { id } = pocket.plan;
  const { timeline } = world;
  const holdsCash = profile.sandbox.balance_includes_residual_cash;
  for (let first = timeline.first + (holdsCash ? 0 : 1); first <= timeline.last; first++) {
    const date = timeline.dateOf(first);
    const month = date.slice(0, 7);
    if (timeline.calendar.previous(date).startsWith(month)) continue;
    const days = timeline.days
      .slice(first, timeline.last + 1)
      .filter((day) => day.startsWith(month));
    if (days.some((day) => source.fate(id, 'BROKERAGE', day))) continue;
    const gains = days
      .flatMap((day) => source.statement(id, 'BROKERAGE', day, delivery).entries)
      .filter(({ category }) => category === 'gain' || category === 'loss')
      .reduce((sum, { amount }) => sum + amount, 0n);
    const cashOn = (day: string) => source.positions(id, day).cash ?? 0n;
    const last = days.at(-1) ?? date;
    const moved = holdsCash ? 0n : cashOn(last) - cashOn(timeline.calendar.previous(date));
    const earned = source.earnings(id, `${month}-01`, last, true);
    if (earned !== gains + moved) report('earnings_gain', date);
  }
}
