import { calendarDayOf, hasNextDayBegun, lastFinishedBusinessDate } from '../../domain/calendar.ts';
import { ValueError } from '../../domain/errors.ts';
import type { Complete } from '../../transform/resource/read-item.ts';
import type { Job } from '../job.ts';

/**
 * The business date that an answer about a pocket's portfolio speaks of: the day on which its prices were struck, on a day
 * without business the last one before; where it does not tell, the last that was finished when it was read. It is
 * provisional where that day had not ended, and where business on the next had begun: prices of the evening do not tell that the
 * holdings are of the evening too.
 * The answer is refused if it is about another pocket.
 */
export function dayOfPortfolio(
  { clock, timeZone, calendar }: Pick<Job, 'clock' | 'timeZone' | 'calendar'>,
  pocketId: string,
): Complete {
  return (told) => {
    const other = told['pocket_id'];
    if (other !== undefined && other !== pocketId) {
      throw new ValueError(`the pocket ${pocketId}`, String(other));
    }
    const now = clock.now();
    const finished = lastFinishedBusinessDate(now, timeZone, calendar);
    const hasNextBegun = hasNextDayBegun(now, timeZone, calendar);
    const pricedAt = told['pricing_timestamp'];
    if (typeof pricedAt !== 'string') {
      return { pocket_id: pocketId, business_date: finished, is_provisional: hasNextBegun };
    }
    const day = calendarDayOf(new Date(pricedAt), timeZone);
    const businessDate = calendar.isBusinessDay(day) ? day : calendar.previousBusinessDay(day);
    return {
      pocket_id: pocketId,
      business_date: businessDate,
      is_provisional: businessDate > finished || (businessDate === finished && hasNextBegun),
    };
  };
}
