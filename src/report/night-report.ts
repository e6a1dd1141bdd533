import type { BusinessDate } from '../domain/business-date.ts';
import type { ReportType } from '../domain/report.ts';
import type { Restatement } from './read-restatements.ts';

/*
 * Everything that the report of a night shows, as the books tell it. Amounts and prices are exact decimal text, in dollars;
 * a price is per 100 of face.
 */

export interface NightReport {
  readonly entityId: string;
  /** The business date that it reports on: figures are as of its end. */
  readonly date: BusinessDate;
  /** The day that was asked for, where the books hold nothing of it and the date is the last one before it. */
  readonly askedFor: BusinessDate | null;
  /** When the books were asked: it shows what they knew then, of later restatements too. */
  readonly generatedAt: Date;
  readonly verdict: Verdict;
  readonly totals: Totals;
  readonly completeness: Completeness;
  readonly breaks: OpenBreaks;
  readonly changes: Changes;
  readonly holdings: Holdings;
  readonly ladder: Ladder;
  /** One entry a business day, oldest first. */
  readonly values: readonly DayValue[];
  readonly sweeps: readonly DaySweeps[];
  readonly restatements: readonly Restatement[];
  readonly runs: readonly Run[];
}

export interface Verdict {
  /** `unproven`: the rules have not looked at this day, or not at what has landed since */
  readonly state: 'green' | 'breaks' | 'missing' | 'unproven';
  /** Why, in one sentence. */
  readonly sentence: string;
}

export interface Totals {
  readonly pockets: number;
  readonly securities: number;
  readonly faceAmount: string;
  readonly marketValue: string;
  readonly costValue: string;
  readonly unrealisedGain: string;
  readonly residualCash: string;
  /** market value and residual cash together */
  readonly value: string;
}

export type UnitState =
  | 'owed'
  | 'requested'
  | 'ready'
  | 'landed'
  | 'loaded'
  | 'empty'
  | 'late'
  | 'failed'
  | 'quarantined';

export interface Completeness {
  readonly days: readonly BusinessDate[];
  readonly pockets: readonly PocketCompleteness[];
  /** Pockets of which everything has landed, left out where there are too many to show. */
  readonly pocketsLeftOut: number;
  readonly owed: number;
  /** Of all days up to the date, not only those shown. */
  readonly missing: number;
  readonly firstMissingOn: BusinessDate | null;
}

export interface PocketCompleteness {
  /** null: prices, which have no pocket */
  readonly pocketName: string | null;
  readonly reports: readonly ReportCompleteness[];
}

export interface ReportCompleteness {
  readonly reportType: ReportType;
  /** One a day; null: not owed */
  readonly units: readonly (CalendarUnit | null)[];
}

export interface CalendarUnit {
  readonly state: UnitState;
  readonly version: number | null;
  readonly provisional: boolean;
}

export interface OpenBreaks {
  readonly open: number;
  readonly byRule: readonly RuleBreaks[];
  /** The most pressing first; cut where there are too many to read. */
  readonly shown: readonly OpenBreak[];
}

export interface RuleBreaks {
  readonly rule: string;
  readonly open: number;
  /** By age in business days: up to 1, 2 to 5, 6 to 20, more. */
  readonly byAge: readonly [number, number, number, number];
  readonly oldest: BusinessDate;
  readonly oldestAgeBusinessDays: number;
}

export interface OpenBreak {
  readonly breakId: string;
  readonly rule: string;
  readonly severity: string;
  readonly pocketName: string | null;
  readonly cusip: string | null;
  readonly account: string | null;
  readonly businessDate: BusinessDate;
  /** not after the day of the report, however long it went on */
  readonly lastSeenOn: BusinessDate;
  /** when it should have cleared at the latest */
  readonly dueOn: BusinessDate;
  /** from then to the day of the report; 0 where it is due only later */
  readonly ageBusinessDays: number;
  readonly expected: string | null;
  readonly actual: string | null;
  /** actual - expected */
  readonly difference: string | null;
  /** what these three are: dollars, bills, prices, days, counts or other */
  readonly figures: string;
  readonly detail: string | null;
  readonly cause: string;
  readonly evidence: string | null;
  readonly tolerance: string | null;
  readonly status: string;
  readonly assignee: string | null;
  readonly note: string | null;
  /** the last day for which its explanation stands; null: no day is named, or it is not explained */
  readonly explainedUntil: BusinessDate | null;
  readonly consequences: number;
  /** `report_file_id/locator` of the rows that make up the difference, as `explain` takes them */
  readonly places: readonly string[];
}

/**
 * What is otherwise than on the page of the day before. Of the last day that is the page as it could be made that night: listed is what
 * begins on the day, and what the rules have found, or no longer found, of earlier days since then. Of an earlier day, and where
 * there was no such night, it is the page as it would be made now: what begins on the day differs, and nothing else can.
 */
export interface Changes {
  /** When the rules had run the night before; null: the day before is seen as the books know it now. */
  readonly sinceRunAt: Date | null;
  /** The business day before; null: the books begin with the date. */
  readonly breaksSince: BusinessDate | null;
  readonly breaks: readonly BreakChange[];
  /** The business date that holdings are compared with; null: there is none in the books. */
  readonly holdingsSince: BusinessDate | null;
  readonly holdings: readonly HoldingChange[];
}

export interface BreakChange {
  readonly verb: string;
  readonly breakId: string;
  readonly rule: string;
  readonly pocketName: string | null;
  readonly cusip: string | null;
  readonly businessDate: BusinessDate;
  readonly difference: string | null;
  readonly cause: string;
}

export interface HoldingChange {
  readonly kind: 'bought' | 'sold' | 'matured';
  readonly pocketName: string | null;
  readonly cusip: string;
  readonly maturityDate: BusinessDate | null;
  readonly faceBefore: string;
  readonly faceAfter: string;
  readonly faceChange: string;
}

export interface Holdings {
  readonly shown: readonly Holding[];
  readonly all: number;
}

export interface Holding {
  readonly pocketName: string | null;
  /** The day of the position summary: the date itself, or the last one that has landed before it. */
  readonly businessDate: BusinessDate;
  readonly cusip: string;
  readonly maturityDate: BusinessDate | null;
  /** calendar days; null where the maturity is not told */
  readonly daysToMaturity: number | null;
  readonly faceAmount: string;
  readonly marketPrice: string;
  readonly marketValue: string;
  readonly costValue: string;
  readonly unrealisedGain: string;
}

export interface Ladder {
  readonly by: 'day' | 'month';
  readonly steps: readonly LadderStep[];
}

export interface LadderStep {
  /** `2026-10-15`, or `2026-10` by month; null: not told */
  readonly maturesIn: string | null;
  readonly holdings: number;
  readonly faceAmount: string;
  readonly marketValue: string;
}

export interface DayValue {
  readonly businessDate: BusinessDate;
  /** How many pockets the day tells of; one that has not landed is not in its sums. */
  readonly pockets: number;
  readonly marketValue: string;
  readonly residualCash: string;
  readonly value: string;
  /** Market value by pocket, the largest by name and the rest together; what has not landed is left out. */
  readonly byPocket: readonly { readonly name: string; readonly marketValue: string }[];
}

/** Bank entries of sweeps; both are positive. */
export interface DaySweeps {
  readonly businessDate: BusinessDate;
  /** from the bank account into bills */
  readonly intoBills: string;
  /** from bills back to the bank account */
  readonly toBank: string;
  readonly net: string;
}

export interface Run {
  readonly runId: bigint;
  readonly kind: string;
  readonly from: BusinessDate | null;
  readonly to: BusinessDate | null;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  readonly outcome: string | null;
  readonly apiCalls: number | null;
  readonly appVersion: string;
  readonly error: string | null;
}
