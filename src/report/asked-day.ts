import type { BusinessDate } from '../domain/business-date.ts';
import { longDate } from './figure.ts';

/** That a report is not of the day that was asked for. */
export function tellAsked(askedFor: BusinessDate): string {
  return `The books hold nothing of ${longDate(askedFor)}: this is the last day before it that they know of.`;
}
