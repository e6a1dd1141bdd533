import type { Pool } from 'pg';
import type { Calendar } from '../domain/calendar.ts';
import type { Clock } from '../domain/clock.ts';
import type { Log } from '../domain/log.ts';
import type { ResourceName } from '../domain/resource.ts';
import type { JikoClient } from '../extract/jiko-client.ts';
import type { Landing } from '../extract/landing.ts';
import type { SettleOptions } from '../extract/planned-ask.ts';
import type { RuleSettings } from '../reconcile/rule-settings.ts';
import type { Profile } from '../transform/profile.ts';
import type { Loader } from './loading/loader.ts';

/** What work on files that are here needs: everything but the way to Jiko. */
export interface LocalJob {
  readonly entityId: string;
  readonly pool: Pool;
  /** for the one connection that holds the entity's lock; never a pool's */
  readonly databaseUrl: string;
  readonly landing: Landing;
  readonly loader: Loader;
  readonly profile: Profile;
  readonly calendar: Calendar;
  readonly clock: Clock;
  readonly log: Log;
  /** IANA name, of the business day */
  readonly timeZone: string;
  readonly appVersion: string;
  readonly progress: JobProgress;
  /** What a person wants the rules to judge by. */
  readonly ruleSettings: RuleSettings;
}

/** What every job of one entity that speaks to Jiko works with. */
export interface Job extends LocalJob {
  readonly client: JikoClient;
  /** business days asked again each night to catch restatements */
  readonly reaskDays: number;
  readonly settleOptions: SettleOptions;
  /** The resources that are turned on. */
  readonly resources: readonly ResourceName[];
}

/** Told as the work goes on, for a progress bar. */
export interface JobProgress {
  planned?(reports: number): void;
  settled?(): void;
  step?(what: string): void;
}
