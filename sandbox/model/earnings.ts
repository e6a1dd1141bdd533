import type { IsoDate } from './dates.ts';
import type { Cents } from './money.ts';
import type { PocketDay } from './records.ts';
import type { PocketHistory } from './simulate-pocket.ts';
import type { World } from './world.ts';

/** What a pocket earned from its bills, fees apart, on the business days from one day to another, both included. */
export function earnedBetween(
  { timeline, options }: World,
  { days, opens }: PocketHistory,
  from: IsoDate,
  to: IsoDate,
): Cents {
  let sum = 0n;
  for (let day = opens; day <= timeline.last; day++) {
    const today = days[day];
    if (today === undefined || today.date < from || today.date > to) continue;
    sum += earnedOn(today, days[day - 1], options.includesResidualCash);
  }
  return sum;
}

/** Where the balance is that of the bills alone, gains and losses also hold what cash came and went: that is not earned. */
function earnedOn(today: PocketDay, before: PocketDay | undefined, holdsCash: boolean): Cents {
  const moved = today.brokerage.entries
    .filter(({ category }) => category === 'gain' || category === 'loss')
    .reduce((sum, { amount }) => sum + amount, 0n);
  return holdsCash ? moved : moved + today.cash - (before?.cash ?? 0n);
}
