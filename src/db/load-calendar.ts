import type { Pool } from 'pg';
import { addDays, type BusinessDate, daysBetween, weekday } from '../domain/business-date.ts';
import type { Calendar } from '../domain/calendar.ts';
import { readCalendarFile } from './calendar-file.ts';

/** Makes `ledger.calendar_day` equal to the calendar file; a second time it changes nothing. */
export async function loadCalendar(pool: Pool): Promise<void> {
  const rows = calendarDays(await readCalendarFile());
  await pool.query(
    `insert into ledger.calendar_day (
       business_date, is_business_day, is_early_close, holiday, previous_business_date, next_business_date
     )
     select *
     from jsonb_to_recordset($1) as day (
       business_date date, is_business_day boolean, is_early_close boolean, holiday text,
       previous_business_date date, next_business_date date
     )
     on conflict (business_date) do update
     set is_business_day = excluded.is_business_day,
         is_early_close = excluded.is_early_close,
         holiday = excluded.holiday,
         previous_business_date = excluded.previous_business_date,
         next_business_date = excluded.next_business_date
     where calendar_day is distinct from excluded`,
    [JSON.stringify(rows)],
  );
}

interface CalendarDay {
  readonly business_date: BusinessDate;
  readonly is_business_day: boolean;
  readonly is_early_close: boolean;
  readonly holiday: string | null;
  readonly previous_business_date: BusinessDate | null;
  readonly next_business_date: BusinessDate | null;
}

function calendarDays(calendar: Calendar): CalendarDay[] {
  const { from, to } = calendar.coverage;
  const businessDays = calendar.businessDays({ from, to });
  const days: CalendarDay[] = [];
  let passed = 0;
  for (let index = 0; index <= daysBetween(from, to); index++) {
    const date = addDays(from, index);
    const isBusinessDay = businessDays[passed] === date;
    const previous = businessDays[passed - 1] ?? null;
    if (isBusinessDay) passed++;
    days.push({
      business_date: date,
      is_business_day: isBusinessDay,
      is_early_close: isBusinessDay && calendar.isEarlyClose(date),
      holiday: isBusinessDay || isWeekend(date) ? null : calendar.holidayName(date),
      previous_business_date: previous,
      next_business_date: businessDays[passed] ?? null,
    });
  }
  return days;
}

function isWeekend(date: BusinessDate): boolean {
  return weekday(date) === 0 || weekday(date) === 6;
}
