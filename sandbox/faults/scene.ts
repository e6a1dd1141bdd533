import type { IsoDate } from '../model/dates.ts';
import type { Random } from '../model/random.ts';
import type { Account, PocketDay, Position, Trade } from '../model/records.ts';
import type { PocketHistory } from '../model/simulate-pocket.ts';
import { tradesSoFar, type World } from '../model/world.ts';
import type { Profile, ReportType } from '../profile.ts';
import type { Cause, Edit, RuleName, Source } from './fault.ts';
import type { FaultWish } from './fault-plan.ts';

/** A pocket's business day that is looked at as the place of a fault. */
export interface Scene {
  readonly world: World;
  readonly profile: Profile;
  readonly pocket: PocketHistory;
  /** The day, and its neighbours, which exist. */
  readonly day: number;
  readonly date: IsoDate;
  readonly before: PocketDay;
  readonly today: PocketDay;
  readonly after: PocketDay;
  readonly random: Random;
  readonly wish: FaultWish;
}

/** A fault that would fit: what it edits and the break that must follow. */
export interface Sketch {
  readonly cusip: string | null;
  /** null: what is wrong is no report, and of no pocket */
  readonly reportType: Source | null;
  /** What is wrong is a report that knows no pockets. */
  readonly isOfNoPocket?: true;
  readonly rule: RuleName;
  readonly consequences: readonly RuleName[];
  readonly edit: Edit;
  /** Where it shows in other places. */
  readonly alsoEdits?: readonly Edit[];
  /** A month, as its first day, that somebody closes before the last night. */
  readonly closes?: string;
  readonly note: string;
  /** All business days that the fault touches, where they are more than the day of the break. */
  readonly days?: readonly number[];
  readonly state?: 'cleared';
  /** Left out: `unknown`. */
  readonly cause?: Cause;
  /** Another fault of the pocket that would keep this one from being seen. */
  isHiddenBy?(other: Edit): boolean;
}

/** Draws up a fault for a scene, or finds that it has no place there. */
export type FaultMaker = (scene: Scene) => Sketch | undefined;

export function pickFrom<T>(scene: Scene, choices: readonly T[]): T | undefined {
  return choices.length === 0 ? undefined : scene.random.pick(choices);
}

export function reportOf(account: Account): ReportType {
  return account === 'BANK' ? 'BANK_STATEMENT_REPORT' : 'BROKERAGE_STATEMENT_REPORT';
}

/** Trades of the pocket that the trade report shows, those of the wished-for security if there is one. */
export function reportedTrades(scene: Scene, isMeant: (trade: Trade) => boolean): Trade[] {
  return tradesSoFar(scene.world, scene.pocket).filter(
    (trade) =>
      trade.activity !== 'MATURITY' && isWishedFor(scene, trade.bill.cusip) && isMeant(trade),
  );
}

/**
 * Holdings that nothing moves on this day or the next: held the day before, today and the day after in one quantity, so
 * that whatever is wrong today stands alone.
 */
export function quietPositions(scene: Scene): Position[] {
  return scene.today.positions.filter(
    ({ bill }) =>
      isWishedFor(scene, bill.cusip) &&
      isHeld(scene.before, bill.cusip) &&
      isHeld(scene.after, bill.cusip) &&
      !scene.pocket.trades.some(
        (trade) =>
          trade.bill === bill &&
          (trade.effectiveDate === scene.date || trade.effectiveDate === scene.after.date),
      ),
  );
}

export function isWishedFor(scene: Scene, cusip: string): boolean {
  return scene.wish.cusip === undefined || scene.wish.cusip === cusip;
}

function isHeld(day: PocketDay, cusip: string): boolean {
  return day.positions.some((position) => position.bill.cusip === cusip);
}
