import { dateOfDay, dayNumber, type IsoDate } from './dates.ts';

export interface Calendar {
  isBusinessDay(date: IsoDate): boolean;
  onOrAfter(date: IsoDate): IsoDate;
  next(date: IsoDate): IsoDate;
  previous(date: IsoDate): IsoDate;
  /** All business days from `from` to `to`, both included. */
  between(from: IsoDate, to: IsoDate): IsoDate[];
}

/** Reads `date,kind,…` lines; only `closed` matters, since an early close is a business day. */
export function parseCalendar(csv: string): Calendar {
  const closed = new Set<number>();
  for (const line of csv.split(/\r?\n/)) {
    const [date, kind] = line.split(',');
    if (kind === 'closed' && date) closed.add(dayNumber(date));
  }
  return createCalendar(closed);
}

function createCalendar(closed: ReadonlySet<number>): Calendar {
  const isOpen = (day: number): boolean => !isWeekend(day) && !closed.has(day);
  const seek = (start: number, step: 1 | -1): IsoDate => {
    let day = start;
    while (!isOpen(day)) day += step;
    return dateOfDay(day);
  };
  return {
    isBusinessDay: (date) => isOpen(dayNumber(date)),
    onOrAfter: (date) => seek(dayNumber(date), 1),
    next: (date) => seek(dayNumber(date) + 1, 1),
    previous: (date) => seek(dayNumber(date) - 1, -1),
    between(from, to) {
      const last = dayNumber(to);
      const dates: IsoDate[] = [];
      for (let day = dayNumber(from); day <= last; day++)
        if (isOpen(day)) dates.push(dateOfDay(day));
      return dates;
    },
  };
}

function isWeekend(day: number): boolean {
  // Day 0 was a Thursday, so 2 and 3 are the first Saturday and Sunday.
  const place = ((day % 7) + 7) % 7;
  return place === 2 || place === 3;
}
