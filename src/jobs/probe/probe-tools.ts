import type { BusinessDate } from '../../domain/business-date.ts';
import type { Calendar } from '../../domain/calendar.ts';
import type { Clock } from '../../domain/clock.ts';
import type { ResourceName } from '../../domain/resource.ts';
import type { JikoClient } from '../../extract/jiko-client.ts';
import type { Profile } from '../../transform/profile.ts';

/** A sample of an answer, nothing in it that says anything. */
export interface Sample {
  readonly name: string;
  readonly extension: 'json' | 'csv' | 'xml';
  readonly text: string;
}

/** What the probe works with. It writes to no database and lands nothing. */
export interface ProbeTools {
  readonly client: Pick<JikoClient, 'ask' | 'fetchFile' | 'grantedScopes' | 'calls'>;
  readonly profile: Profile;
  /** What is turned on; nothing else that is about persons is asked for. */
  readonly resources: readonly ResourceName[];
  /** Separated by blanks. */
  readonly scope: string;
  /** Of the reports. */
  readonly date: BusinessDate;
  readonly clock: Clock;
  /** By which a portfolio is dated. */
  readonly timeZone: string;
  readonly calendar: Calendar;
  readonly waiting: ReportWaiting;
  /** Is told of a sample of each kind, veiled. */
  readonly keep: (sample: Sample) => void;
}

/** How long the probe waits for its reports. */
export interface ReportWaiting {
  /** The first pause; it doubles. */
  readonly firstPauseMs: number;
  readonly pauseMaxMs: number;
  readonly deadlineMs: number;
}

export const REPORT_WAITING: ReportWaiting = {
  firstPauseMs: 1_000,
  pauseMaxMs: 10_000,
  deadlineMs: 180_000,
};
