import type { Pool } from 'pg';
import type { Calendar } from '../domain/calendar.ts';
import type { Clock } from '../domain/clock.ts';
import type { Log } from '../domain/log.ts';
import type { JikoClient } from '../extract/jiko-client.ts';
import type { Landing } from '../extract/landing.ts';
import type { SettleOptions } from '../extract/planned-ask.ts';
import type { Profile } from '../transform/profile.ts';
import type { Loader } from './loading/loader.ts';

/** What every job of one entity works with. */
export interface Job {
  readonly entityId: string;
  readonly pool: Pool;
  /** for the one connection that holds the entity's lock; never a pool's */
  readonly databaseUrl: string;
  readonly client: JikoClient;
  readonly landing: Landing;
  readonly loader: Loader;
  readonly profile: Profile;
  readonly calendar: Calendar;
  readonly clock: Clock;
  readonly log: Log;
  /** IANA name, of the business day */
  readonly timeZone: string;
  /** business days asked again each night to catch restatements */
  readonly reaskDays: number;
  readonly settleOptions: SettleOptions;
  readonly appVersion: string;
  readonly progress: JobProgress;
}

/** Told as the work goes on, for a progress bar. */
export interface JobProgress {
  planned?(reports: number): void;
  settled?(): void;
  step?(what: string): void;
}
