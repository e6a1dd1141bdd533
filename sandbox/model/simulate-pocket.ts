import { type Desk, type Fill, openDesk } from './desk.ts';
import { drawFlows, type Flow, openingFlow } from './flows.ts';
import { createLots, type Lots } from './lots.ts';
import { type Cents, cashOf } from './money.ts';
import type { PocketPlan } from './pocket.ts';
import { createRandom, type Random } from './random.ts';
import type { PocketDay, Position, Trade } from './records.ts';
import { bankStatement, brokerageStatement, emptyDay, type StatementDay } from './statements.ts';
import { type Sweep, sweepFlows } from './sweeps.ts';
import type { Timeline } from './timeline.ts';
import { createTradeRecorder, type PositionBasis, type TradeRecorder } from './trade-record.ts';

export interface PocketRules {
  readonly basis: PositionBasis;
  readonly includesResidualCash: boolean;
}

export interface PocketHistory {
  readonly plan: PocketPlan;
  /** The index of the pocket's first business day. */
  readonly opens: number;
  /** By index of the timeline. */
  readonly days: readonly PocketDay[];
  /** In the order of execution, maturities included. */
  readonly trades: readonly Trade[];
}

interface Life {
  readonly plan: PocketPlan;
  readonly timeline: Timeline;
  readonly rules: PocketRules;
  readonly flows: Random;
  readonly prices: Random;
  readonly lots: Lots;
  readonly recorder: TradeRecorder;
}

// 15 basis points a year, booked on the last business day of the month.
const AUM_FEE_PER_MONTH = { of: 15n, by: 120_000n };

export function simulatePocket(
  seed: number,
  plan: PocketPlan,
  timeline: Timeline,
  rules: PocketRules,
): PocketHistory {
  const life: Life = {
    plan,
    timeline,
    rules,
    flows: createRandom(seed, 'flows', plan.number),
    prices: createRandom(seed, 'prices', plan.number),
    lots: createLots(),
    recorder: createTradeRecorder(seed, plan, timeline.calendar, rules.basis),
  };
  const opens = Math.max(0, timeline.first + plan.opensAfter);
  const days: PocketDay[] = [];
  let before: PocketDay | undefined;
  for (const [index, date] of timeline.days.entries()) {
    const day = index < opens ? emptyDay(date) : liveDay(life, index, index === opens, before);
    days.push(day);
    before = day;
  }
  return { plan, opens, days, trades: life.recorder.trades };
}

/** Maturities first, then the day's flows, then whatever cash is left is put to work. */
function liveDay(life: Life, day: number, isFirst: boolean, before?: PocketDay): PocketDay {
  const { timeline, plan, lots } = life;
  const date = timeline.dateOf(day);
  const worth = worthOf(before);
  const flows = isFirst ? openingFlow(plan) : drawFlows(life.flows, plan, worth);
  const sweeps = sweepFlows(life.flows, flows);
  const aumFee = isMonthEnd(timeline, day)
    ? (worth * AUM_FEE_PER_MONTH.of) / AUM_FEE_PER_MONTH.by
    : 0n;
  const desk = openDesk({
    market: {
      onTheRun: (tenor) => timeline.onTheRun(tenor, day),
      priceOf: (bill) => timeline.priceOf(bill, day),
    },
    random: life.prices,
    strategy: plan.strategy,
    lots,
    cash: before?.cash ?? 0n,
  });
  tradeDay(desk, life, { date, sweeps, aumFee });
  for (const fill of desk.fills) life.recorder.record(fill, date);
  return closeDay(life, {
    day,
    flows,
    sweeps,
    aumFee,
    fills: desk.fills,
    cash: desk.cash(),
    before,
  });
}

function tradeDay(
  desk: Desk,
  life: Life,
  day: { date: string; sweeps: readonly Sweep[]; aumFee: Cents },
): void {
  desk.redeem((bill) => bill.maturityDate === day.date);
  // Now and then what came in is invested before what goes out is raised: buys and sales on one day.
  const investsFirst = life.prices.chance(0.4);
  for (const sweep of day.sweeps)
    if (sweep.direction === 'to_brokerage') desk.receive(sweep.amount);
  if (investsFirst) desk.invest();
  for (const sweep of day.sweeps) if (sweep.direction === 'to_bank') desk.pay(sweep.amount);
  desk.pay(day.aumFee);
  desk.invest();
}

function closeDay(
  life: Life,
  closed: {
    day: number;
    flows: readonly Flow[];
    sweeps: readonly Sweep[];
    aumFee: Cents;
    fills: readonly Fill[];
    cash: Cents;
    before: PocketDay | undefined;
  },
): PocketDay {
  const date = life.timeline.dateOf(closed.day);
  const positions = positionsOf(life, closed.day);
  const statementDay: StatementDay = {
    ...closed,
    date,
    positions,
    pocketNumber: life.plan.number,
    includesResidualCash: life.rules.includesResidualCash,
  };
  return {
    date,
    bank: bankStatement(statementDay),
    brokerage: brokerageStatement(statementDay),
    positions,
    cash: closed.cash,
  };
}

function positionsOf(life: Life, day: number): Position[] {
  return life.lots.holdings().map(({ bill, quantity, cost }) => {
    const price = life.timeline.priceOf(bill, day);
    return { bill, quantity, price, value: cashOf(quantity, price), cost };
  });
}

function worthOf(day: PocketDay | undefined): Cents {
  return (day?.positions ?? []).reduce((sum, position) => sum + position.value, day?.cash ?? 0n);
}

function isMonthEnd(timeline: Timeline, day: number): boolean {
  const date = timeline.dateOf(day);
  return timeline.calendar.next(date).slice(0, 7) !== date.slice(0, 7);
}
