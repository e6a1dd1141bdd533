import { lastFinishedBusinessDate } from '../domain/calendar.ts';
import { ConfigError } from '../domain/errors.ts';
import type { DateRange } from '../domain/report.ts';
import type { Job } from './job.ts';

/** Throws `ConfigError` for days that the calendar does not know, and for a business day that has not ended. */
export function refuseUnfinished(
  { clock, timeZone, calendar }: Pick<Job, 'clock' | 'timeZone' | 'calendar'>,
  { from, to }: DateRange,
): void {
  const { coverage } = calendar;
  const unknown = [from, to].find((date) => date < coverage.from || date > coverage.to);
  if (unknown !== undefined) {
    throw new ConfigError(
      `${unknown}: expected a day from ${coverage.from} to ${coverage.to}, which the calendar of business days covers`,
    );
  }
  const finished = lastFinishedBusinessDate(clock.now(), timeZone, calendar);
  const asked = calendar.businessDays({ from, to }).at(-1);
  if (asked !== undefined && asked > finished) {
    throw new ConfigError(
      `${to}: the business day ${asked} has not ended yet; the last that has is ${finished}`,
    );
  }
}
