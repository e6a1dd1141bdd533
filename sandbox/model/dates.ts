/** A calendar day as `YYYY-MM-DD`; sorts and compares as text. */
export type IsoDate = string;

/** Days since 1970-01-01, a Thursday. */
export function dayNumber(date: IsoDate): number {
  return Date.parse(`${date}T00:00:00Z`) / 86_400_000;
}

export function dateOfDay(day: number): IsoDate {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}

export function addDays(date: IsoDate, days: number): IsoDate {
  return dateOfDay(dayNumber(date) + days);
}

export function isIsoDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const day = dayNumber(text);
  return Number.isInteger(day) && dateOfDay(day) === text;
}

/** Writes a date in a pattern of `YYYY`, `MM` and `DD`. */
export function formatDate(date: IsoDate, pattern: string): string {
  return pattern
    .replace('YYYY', date.slice(0, 4))
    .replace('MM', date.slice(5, 7))
    .replace('DD', date.slice(8, 10));
}
