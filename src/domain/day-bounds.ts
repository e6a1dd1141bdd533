import { addDays, type BusinessDate } from './business-date.ts';
import type { DateRange } from './report.ts';

/**
 * The first and the last instant of a range of calendar days on the clocks of `zone` (an IANA name), in UTC. The last one is a
 * microsecond before midnight: it means the same to who takes an upper bound for included and to who does not.
 */
export function dayBounds({ from, to }: DateRange, zone: string): { from: string; to: string } {
  const end = startOfDay(addDays(to, 1), zone).getTime() - 1;
  return {
    from: startOfDay(from, zone).toISOString(),
    to: new Date(end).toISOString().replace('Z', '999Z'),
  };
}

/** Which offset holds is known only for an instant: that of the same wall clock in UTC is at most a change of clocks away. */
function startOfDay(date: BusinessDate, zone: string): Date {
  const near = new Date(`${date}T00:00:00${offsetAt(new Date(`${date}T00:00:00Z`), zone)}`);
  return new Date(`${date}T00:00:00${offsetAt(near, zone)}`);
}

/** As `-04:00`. */
function offsetAt(instant: Date, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    timeZoneName: 'longOffset',
  }).formatToParts(instant);
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
  // `GMT` alone where the offset is none.
  return name.replace('GMT', '') || 'Z';
}
