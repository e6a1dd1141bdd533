import { readFileSync } from 'node:fs';
import { type Calendar, parseCalendar } from '../../sandbox/model/calendar.ts';

export const calendar: Calendar = parseCalendar(
  readFileSync(new URL('../../calendar/us-government-securities.csv', import.meta.url), 'utf8'),
);
