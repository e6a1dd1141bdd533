import { type BusinessDate, parseBusinessDate } from '../../domain/business-date.ts';
import { ValueError } from '../../domain/errors.ts';

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})$/;

/** The zone whose calendar day is the trade date of an instant. */
export const EXCHANGE_ZONE = 'America/New_York';

/** The calendar day of an instant in a time zone: 03:30Z is the evening before in New York. Throws `ValueError`. */
export function dayInZone(timeZone: string): (instant: string) => BusinessDate {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  return (instant) => {
    const date = new Date(INSTANT.test(instant) ? instant : '');
    if (Number.isNaN(date.getTime())) throw new ValueError('an instant with its offset', instant);
    const parts = format.formatToParts(date);
    const part = (type: string) => parts.find((candidate) => candidate.type === type)?.value ?? '';
    return parseBusinessDate(`${part('year')}-${part('month')}-${part('day')}`);
  };
}
