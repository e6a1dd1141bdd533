import { ValueError } from '../../domain/errors.ts';
import type { DateRange } from '../../domain/report.ts';
import type { Period } from '../../domain/resource.ts';
import type { WirePeriods } from '../../extract/wire.ts';
import type { Complete } from '../../transform/resource/read-item.ts';

export interface AskedPeriod {
  readonly period: Period;
  /** Of `range` alone. */
  readonly range?: DateRange;
}

/** The query parameters that ask for it, by Jiko's names. */
export function periodQuery(
  words: WirePeriods,
  { period, range }: AskedPeriod,
): Record<string, string> {
  const { parameter, from_parameter: from, to_parameter: to } = words;
  return {
    [parameter]: words.words[period],
    ...(range === undefined ? {} : { [from]: range.from, [to]: range.to }),
  };
}

/**
 * The answer may tell a shorter period than was asked for, such as one that ends on a day of business; one that tells of other
 * days is refused.
 */
export function completePeriod({ period, range }: AskedPeriod): Complete {
  return (told) => {
    if (range === undefined) return { period };
    const { date_from: from = range.from, date_to: to = range.to } = told;
    if (String(from) < range.from || String(to) > range.to) {
      throw new ValueError(`a period from ${range.from} to ${range.to}`, `${from} to ${to}`);
    }
    return { period, date_from: range.from, date_to: range.to };
  };
}
