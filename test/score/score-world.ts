import { createRandom } from '../../sandbox/model/random.ts';
import type { FaultKind } from '../../sandbox/start.ts';
import { addDays, type BusinessDate, parseBusinessDate } from '../../src/domain/business-date.ts';
import type { DateRange } from '../../src/domain/report.ts';
import type { ProfileName } from '../end-to-end/support/simulated-jiko.ts';

/** What a seed stands for: all of it follows from these. */
export interface ScoreWorld {
  readonly seed: number;
  readonly profile: ProfileName;
  readonly days: number;
  readonly pockets: number;
  readonly isClean: boolean;
  /** Planted alone; null: one of each. */
  readonly only: FaultKind | null;
}

const FIRST_DAY = parseBusinessDate('2018-01-01');
/** Eight years, so that every holiday and both changes of the clock come up; bounded by the calendar of market holidays. */
const DAYS_TO_BEGIN_ON = 8 * 365;

/** Where in time the world of a seed lies. It may begin and end on days without business. */
export function rangeOf({ seed, days }: Pick<ScoreWorld, 'seed' | 'days'>): DateRange {
  const from: BusinessDate = addDays(
    FIRST_DAY,
    createRandom(seed, 'score').between(0, DAYS_TO_BEGIN_ON),
  );
  return { from, to: addDays(from, days - 1) };
}

/** The command that runs this seed alone. */
export function commandFor({ seed, profile, days, pockets, isClean, only }: ScoreWorld): string {
  const count = isClean ? '--seeds 0 --clean 1' : '--seeds 1 --clean 0';
  const kind = only === null ? '' : ` --kind ${only}`;
  return `npm run score -- --first ${seed} ${count} --profile ${profile} --days ${days} --pockets ${pockets}${kind}`;
}
