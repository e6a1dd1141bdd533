import { isIsoDate } from '../model/dates.ts';
import type { Profile } from '../profile.ts';
import type { AskedPeriod } from '../resources/kind.ts';
import { unprocessable } from './problem.ts';

type WirePeriods = NonNullable<Profile['resources']['kinds'][string]['periods']>;

/** The period that a query asks for; all time where it names none. Throws the 422 for a range without its days. */
export function askedPeriod(wire: WirePeriods | undefined, query: URLSearchParams): AskedPeriod {
  const word = wire === undefined ? null : query.get(wire.parameter);
  if (wire === undefined || word === null) return { name: 'all_time' };
  const name = PERIODS.find((period) => wire.words[period] === word);
  if (name === undefined) {
    throw unprocessable(['query', wire.parameter], 'Input should be a known period', 'enum');
  }
  if (name !== 'range') return { name };
  const from = dateIn(query, wire.from_parameter);
  const to = dateIn(query, wire.to_parameter);
  if (from > to) throw unprocessable(['query', wire.to_parameter], 'Value error, ends early');
  return { name, from, to };
}

const PERIODS = ['all_time', 'ytd', 'mtd', 'wtd', 'range'] as const;

function dateIn(query: URLSearchParams, parameter: string): string {
  const given = query.get(parameter);
  if (given === null) {
    throw unprocessable(['query', parameter], 'Value error, a range needs both days');
  }
  if (!isIsoDate(given)) {
    throw unprocessable(['query', parameter], 'Input should be a valid date', 'date_parsing');
  }
  return given;
}
