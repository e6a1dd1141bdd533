import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { type Calendar, createCalendar, parseCalendar } from '../domain/calendar.ts';
import { packageFolder } from './package-folder.ts';

/** The calendar that is shipped with the program. */
export async function readCalendarFile(): Promise<Calendar> {
  const file = join(packageFolder('calendar'), 'us-government-securities.csv');
  return createCalendar(parseCalendar(await readFile(file, 'utf8'), file));
}
