import type { BusinessDate } from '../../domain/business-date.ts';
import { PocketbookError } from '../../domain/errors.ts';
import type { DateRange, ReportType } from '../../domain/report.ts';
import type { UnitKey } from '../../load/cut-file.ts';
import type { FileAsk } from '../load-landed.ts';
import type { Survey } from './import-survey.ts';

/** What the person said of the files: it must agree with what they hold. */
export interface Told {
  readonly reportType?: ReportType;
  /** The only pockets that the files may speak of, and the only ones whose books an import may begin. */
  readonly pocketIds?: readonly string[];
  readonly date?: BusinessDate;
}

/** What the warehouse knows, as far as it decides whose a file is. */
export interface Known {
  readonly entityId: string;
  /** Pocket to the entities that have it. */
  readonly owners: ReadonlyMap<string, readonly string[]>;
  /** The days that the calendar covers, up to today. */
  readonly days: DateRange;
}

/**
 * The units that an imported file is loaded for: those of its rows and, where the person named a day, what it says by having
 * none. A file without any row speaks of the pockets named, else of all that are known; one with rows speaks of no other pocket
 * than those named, as it may have been made for a few.
 * Throws `FILE_FOREIGN` for what is not this entity's, or is not what the person said that it was.
 */
export function scopeOf(fileName: string, survey: Survey, told: Told, known: Known): FileAsk {
  const refuse = (reason: string, locator = '') => foreign(fileName, locator, reason);
  refuseReport(survey.reportType, told, refuse);
  for (const [pocketId, locator] of survey.pockets) {
    const reason = whyNotOurs(pocketId, told, known);
    if (reason !== null) throw refuse(reason, locator);
  }
  for (const { businessDate, locator } of survey.units) {
    const reason = whyNotDay(businessDate, told, known);
    if (reason !== null) throw refuse(reason, locator);
  }
  const units = new Map<string, UnitKey>();
  for (const { pocketId, businessDate } of [...survey.units, ...emptyUnits(survey, told, known)]) {
    units.set(`${businessDate} ${pocketId}`, { pocketId, businessDate });
  }
  const all = [...units.values()];
  const days = all.map(({ businessDate }) => businessDate).sort();
  const [from, to] = [days[0], days.at(-1)];
  if (from === undefined || to === undefined) throw refuse(whyEmpty(told));
  const pockets = new Set(all.map(({ pocketId }) => pocketId));
  const [only = null] = pockets.size === 1 ? pockets : [];
  return { reportType: survey.reportType, pocketId: only, range: { from, to }, units: all };
}

export function refuseReport(
  reportType: ReportType,
  { reportType: told }: Told,
  refuse: (reason: string) => PocketbookError,
): void {
  if (told === undefined || told === reportType) return;
  throw refuse(`expected ${told}, as --report says, got ${reportType}`);
}

function whyNotOurs(pocketId: string, { pocketIds }: Told, known: Known): string | null {
  const owners = known.owners.get(pocketId) ?? [];
  const isOwn = owners.includes(known.entityId);
  if (!isOwn && owners.length > 0) {
    return `expected pockets of entity ${known.entityId}, got pocket ${pocketId} of entity ${owners.join(', ')}`;
  }
  if (pocketIds !== undefined && !pocketIds.includes(pocketId)) {
    return `expected pocket ${pocketIds.join(', ')}, as --pocket says, got pocket ${pocketId}`;
  }
  if (isOwn || pocketIds !== undefined) return null;
  return `pocket ${pocketId} is not known to entity ${known.entityId}: to begin its books, import it with --pocket ${pocketId}`;
}

function whyNotDay(day: BusinessDate, { date }: Told, { days }: Known): string | null {
  if (date !== undefined && day !== date) {
    return `expected rows of ${date}, as --date says, got ${day}`;
  }
  if (day >= days.from && day <= days.to) return null;
  return `expected a day from ${days.from} to ${days.to}, got ${day}`;
}

/** That a day had no trades, or that a pocket held nothing, is a fact: but only the person can say of which day. */
function emptyUnits({ reportType, units }: Survey, told: Told, known: Known): UnitKey[] {
  const { date: businessDate } = told;
  if (businessDate === undefined) return [];
  if (reportType === 'SECURITY_PRICE_REPORT') return [{ pocketId: null, businessDate }];
  const own = [...known.owners]
    .filter(([, owners]) => owners.includes(known.entityId))
    .map(([id]) => id);
  const named = told.pocketIds?.filter((id) => own.includes(id));
  const meant = named ?? (units.length === 0 ? own : []);
  return meant.map((pocketId) => ({ pocketId, businessDate }));
}

function whyEmpty({ date }: Told): string {
  return date === undefined
    ? 'it has no rows: name the day that had none with --date'
    : 'it has no rows, and no pocket is known that it could speak of';
}

function foreign(file: string, locator: string, reason: string): PocketbookError {
  const place = locator === '' ? file : `${file} ${locator}`;
  return new PocketbookError('FILE_FOREIGN', `${place}: ${reason}`, {
    retryable: false,
    context: { file, locator },
  });
}
