import type { Calendar } from './calendar.ts';
import type { IsoDate } from './dates.ts';
import { planPockets } from './pocket.ts';
import type { Account, PocketDay, Statement, Trade } from './records.ts';
import { type PocketHistory, type PocketRules, simulatePocket } from './simulate-pocket.ts';
import { emptyDay, emptyStatement } from './statements.ts';
import { createTimeline, type Timeline } from './timeline.ts';

export interface WorldOptions extends PocketRules {
  readonly seed: number;
  readonly from: IsoDate;
  readonly to: IsoDate;
  readonly pockets: number;
  readonly calendar: Calendar;
}

/** The simulated treasury as it really is: coherent to the cent, and the same for the same options. */
export interface World {
  readonly options: WorldOptions;
  readonly timeline: Timeline;
  readonly pockets: readonly PocketHistory[];
}

export function createWorld(options: WorldOptions): World {
  const timeline = createTimeline(options);
  const pockets = planPockets(options.seed, options.pockets).map((plan) =>
    simulatePocket(options.seed, plan, timeline, options),
  );
  return { options, timeline, pockets };
}

export function pocketOf(world: World, pocketId: string): PocketHistory {
  const pocket = world.pockets.find((candidate) => candidate.plan.id === pocketId);
  if (!pocket) throw new RangeError(`no pocket ${pocketId}`);
  return pocket;
}

/** The pocket as of a date: on a day without business it is as the last business day left it. */
export function dayAsOf(world: World, pocket: PocketHistory, date: IsoDate): PocketDay {
  return pocket.days[world.timeline.indexAsOf(date)] ?? emptyDay(date);
}

export function statementOn(
  world: World,
  pocket: PocketHistory,
  account: Account,
  date: IsoDate,
): Statement {
  const day = dayAsOf(world, pocket, date);
  const statement = account === 'BANK' ? day.bank : day.brokerage;
  return day.date === date ? statement : emptyStatement(account, statement.closing);
}

/** The last business day of the range: today, to whoever asks. */
export function lastDate({ timeline }: World): IsoDate {
  return timeline.dateOf(timeline.last);
}

/** What has happened by the end of the range: no bank reports the trades of tomorrow. */
export function tradesSoFar(world: World, pocket: PocketHistory): Trade[] {
  const today = world.timeline.dateOf(world.timeline.last);
  return pocket.trades.filter((trade) => trade.tradeDate <= today);
}
