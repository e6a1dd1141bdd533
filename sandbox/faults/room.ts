import type { PocketHistory } from '../model/simulate-pocket.ts';
import type { Edit, RuleName } from './fault.ts';
import type { FaultWish } from './fault-plan.ts';
import type { Sketch } from './scene.ts';

/** A fault that has found its place. */
export interface Placed {
  readonly wish: FaultWish;
  readonly pocket: PocketHistory;
  /** The day of the break. */
  readonly day: number;
  readonly sketch: Sketch;
}

/** The two accounts of a pocket with all that is told of them. What is wrong on one side explains nothing of the other. */
export const SIDES = ['bank', 'brokerage'] as const;

export type Side = (typeof SIDES)[number];

// Faults of one side of a pocket need a sound business day between them, or one would explain the other.
const DAYS_APART = 2;

/** Where a fault needs room; nowhere, if it is of no day of a pocket. */
export function sidesOf({ edit, rule }: Sketch): readonly Side[] {
  // The legs of a sweep stand in both accounts.
  if (rule === 'sweep_legs' || rule === 'statement_duplicate') return SIDES;
  switch (edit.on) {
    case 'transaction':
      return ['bank'];
    case 'statement':
    case 'request':
      return edit.account === 'BANK' ? ['bank'] : ['brokerage'];
    case 'price':
    case 'resource':
    case 'document':
    case 'earnings':
      return [];
    default:
      return ['brokerage'];
  }
}

/** Whether a side of a pocket has nothing wrong on these days, nor right before and after them. */
export function isApart(
  placed: readonly Placed[],
  pocket: PocketHistory,
  days: readonly number[],
  side: Side,
): boolean {
  return placed
    .filter((place) => place.pocket === pocket && sidesOf(place.sketch).includes(side))
    .flatMap((place) => place.sketch.days ?? [place.day])
    .every((taken) => days.every((day) => Math.abs(day - taken) >= DAYS_APART));
}

/** Neither of the two would be hidden by the other. */
export function areSeenTogether(one: Placed, other: Placed): boolean {
  if (isOfPrices(one.sketch.edit) && isOfPrices(other.sketch.edit)) {
    return Math.abs(one.day - other.day) >= DAYS_APART;
  }
  if (isTooLateFor(one, other) || isTooLateFor(other, one)) return false;
  if (one.pocket !== other.pocket) return true;
  if (areOfOneTrade(one, other)) return false;
  return (
    one.sketch.isHiddenBy?.(other.sketch.edit) !== true &&
    other.sketch.isHiddenBy?.(one.sketch.edit) !== true &&
    !(areOfOneMonth(one, other) && movesEarnings(one.sketch) && movesEarnings(other.sketch))
  );
}

const TERMS: readonly RuleName[] = ['listing_terms', 'trade_dates', 'trade_price'];
const SETTLES_WITHIN_DAYS = 5;

/** A wrong term of a trade is taken for the root of a wrong quantity of its bill until it has settled. */
function areOfOneTrade(one: Placed, other: Placed): boolean {
  const isNear = Math.abs(one.day - other.day) <= SETTLES_WITHIN_DAYS + 1;
  const rules = [one, other].map(({ sketch }) => sketch.rule);
  const isTaken = rules.includes('position_quantity') && rules.some((rule) => TERMS.includes(rule));
  return isNear && isTaken && one.sketch.cusip === other.sketch.cusip;
}

/** What is told otherwise when it is read again would be a change of a closed month, too. */
function isTooLateFor({ sketch: { closes } }: Placed, { sketch, pocket, day }: Placed): boolean {
  return sketch.state === 'cleared' && closes?.slice(0, 7) === pocket.days[day]?.date.slice(0, 7);
}

/** The report of a day tells the prices of all bills, and a bill is held against its neighbours. */
function isOfPrices(edit: Edit): boolean {
  return edit.on === 'price';
}

/** The earnings of a month would be off by the sum of two faults, which is the size of neither. */
function movesEarnings({ rule, consequences }: Sketch): boolean {
  return rule === 'earnings_gain' || consequences.includes('earnings_gain');
}

function areOfOneMonth({ pocket, day }: Placed, other: Placed): boolean {
  return pocket.days[day]?.date.slice(0, 7) === pocket.days[other.day]?.date.slice(0, 7);
}
