import type { Branded } from './branded.ts';
import { ValueError } from './errors.ts';

/** A calendar day, `YYYY-MM-DD`, with no time and no zone. Sorts and compares as text. */
export type BusinessDate = Branded<string, 'BusinessDate'>;

export function parseBusinessDate(text: string): BusinessDate {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || toText(midnightUtc(text)) !== text) {
    throw new ValueError('a calendar date as YYYY-MM-DD', text);
  }
  return text as BusinessDate;
}

export function addDays(date: BusinessDate, days: number): BusinessDate {
  const instant = midnightUtc(date);
  instant.setUTCDate(instant.getUTCDate() + days);
  return toText(instant) as BusinessDate;
}

/** Calendar days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: BusinessDate, to: BusinessDate): number {
  return Math.round((midnightUtc(to).getTime() - midnightUtc(from).getTime()) / 86_400_000);
}

/** 0 is Sunday, 6 is Saturday. */
export function weekday(date: BusinessDate): number {
  return midnightUtc(date).getUTCDay();
}

function midnightUtc(text: string): Date {
  return new Date(`${text}T00:00:00Z`);
}

function toText(instant: Date): string {
  return Number.isNaN(instant.getTime()) ? '' : instant.toISOString().slice(0, 10);
}
