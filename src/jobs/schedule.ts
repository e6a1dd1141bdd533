import cron, { type ScheduledTask } from 'node-cron';
import { lastFinishedBusinessDate } from '../domain/calendar.ts';
import { type Concerns, joinConcerns } from '../domain/concerns.ts';
import { PocketbookError } from '../domain/errors.ts';
import type { Job } from './job.ts';
import { runNightly } from './nightly.ts';
import { runRefresh } from './refresh.ts';
import type { RunOutcome } from './run-job.ts';

export interface ScheduleOptions {
  /** five cron fields */
  readonly nightly: string;
  readonly timeZone: string;
  readonly jobs: readonly Job[];
  /** Told after every look at the plan, also when there was nothing to do. */
  looked(at: Date): void;
  ran(entityId: string, run: RunOutcome): void;
  /** Told after a look at what an event concerned. */
  refreshed?(entityId: string, run: RunOutcome): void;
  failed(entityId: string, error: unknown): void;
  /** Told where such a look failed; it is made again. */
  refreshFailed?(entityId: string, error: unknown): void;
}

export interface Schedule {
  /** Looks at the plan now, waiting for a look that is under way. */
  look(): Promise<void>;
  /**
   * Reads again what an event concerned, after a look that is under way. What fails, or finds another run at work, is tried
   * again by the looks that follow, until it has been read or a night has read everything.
   */
  wake(entityId: string, concerns: Concerns): Promise<void>;
  /** Lets the look that is under way end, and begins no other. */
  stop(): Promise<void>;
}

// The alarm of the cron expression can be missed: by a machine that sleeps, by an hour that daylight saving leaves out.
const LOOK_EVERY = '*/5 * * * *';
const TRY_AGAIN_MS = 60 * 60_000;
const NIGHT_MAX_MS = 12 * 60 * 60_000;

/** Five cron fields, of which a day of the month or a weekday is `*`: some read the two as 'and', others as 'or'. */
export function isTimeOfNight(expression: string): boolean {
  const [, , dayOfMonth, , weekday, ...more] = expression.split(' ');
  return more.length === 0 && (dayOfMonth === '*' || weekday === '*') && cron.validate(expression);
}

/**
 * The long-running form. node-cron is an alarm clock and nothing more: it says when to look at the plan. What is owed is
 * the calendar minus what is there, so that a machine that was off makes up what it missed as soon as it looks.
 */
export function startSchedule(options: ScheduleOptions): Schedule {
  const planner = new Planner(options);
  const alarm = cron.schedule(options.nightly, () => planner.look('alarm'), {
    timezone: options.timeZone,
  });
  const pulse = cron.schedule(LOOK_EVERY, () => planner.look('pulse'), { timezone: 'Etc/UTC' });
  planner.watch(alarm);
  void planner.look('start');
  return {
    look: () => planner.look('start'),
    wake: (entityId, concerns) => planner.wake(entityId, concerns),
    async stop() {
      await alarm.destroy();
      await pulse.destroy();
      await planner.end();
    },
  };
}

type Reason = 'start' | 'alarm' | 'pulse';

class Planner {
  readonly #options: ScheduleOptions;
  #alarm: ScheduledTask | undefined;
  #dueAt: Date | null = null;
  #tryAgainAt: Date | null = null;
  #looking: Promise<void> = Promise.resolve();
  #busySince: Date | null = null;
  #isEnding = false;
  /** What is still to be read again, by entity. */
  readonly #concerns = new Map<string, Concerns>();

  constructor(options: ScheduleOptions) {
    this.#options = options;
  }

  watch(alarm: ScheduledTask): void {
    this.#alarm = alarm;
    this.#dueAt = alarm.getNextRun();
  }

  look(reason: Reason): Promise<void> {
    if (reason === 'pulse' && this.#busySince !== null) {
      this.#tellOfWork(this.#busySince);
      return this.#looking;
    }
    this.#looking = this.#looking.then(() => this.#lookOnce(reason));
    return this.#looking;
  }

  wake(entityId: string, concerns: Concerns): Promise<void> {
    const known = this.#concerns.get(entityId);
    this.#concerns.set(entityId, known === undefined ? concerns : joinConcerns(known, concerns));
    this.#looking = this.#looking.then(() => this.#refreshAll());
    return this.#looking;
  }

  async end(): Promise<void> {
    this.#isEnding = true;
    await this.#looking;
  }

  async #lookOnce(reason: Reason): Promise<void> {
    if (reason !== 'pulse' || this.#isOverdue(this.#now())) {
      this.#tryAgainAt = null;
      await this.#settleAll(this.#options.jobs);
      this.#dueAt = this.#alarm?.getNextRun() ?? null;
    }
    await this.#refreshAll();
    this.#options.looked(this.#now());
  }

  async #settleAll(jobs: readonly Job[]): Promise<void> {
    const now = this.#now();
    this.#busySince = now;
    for (const job of jobs) if (!this.#isEnding) await this.#settle(job, now);
    this.#busySince = null;
  }

  /** No night: an event must not bring on another one while something is late. */
  async #refreshAll(): Promise<void> {
    this.#busySince = this.#now();
    for (const job of this.#options.jobs) if (!this.#isEnding) await this.#refresh(job);
    this.#busySince = null;
  }

  async #refresh(job: Job): Promise<void> {
    const concerns = this.#concerns.get(job.entityId);
    if (concerns === undefined) return;
    this.#concerns.delete(job.entityId);
    try {
      const run = await runRefresh(job, concerns);
      this.#options.refreshed?.(job.entityId, run);
    } catch (error) {
      const since = this.#concerns.get(job.entityId);
      const all = since === undefined ? concerns : joinConcerns(since, concerns);
      this.#concerns.set(job.entityId, all);
      if (isBusy(error)) job.log.info('schedule.busy', { entity: job.entityId });
      else this.#options.refreshFailed?.(job.entityId, error);
    }
  }

  /** A long night is no sign of trouble; one that does not end is, and from then on nobody is told of it. */
  #tellOfWork(since: Date): void {
    const now = this.#now();
    if (now.getTime() - since.getTime() < NIGHT_MAX_MS) this.#options.looked(now);
  }

  #now(): Date {
    return this.#options.jobs[0]?.clock.now() ?? new Date();
  }

  /** An alarm that did not ring, or a night that left something missing an hour ago. */
  #isOverdue(now: Date): boolean {
    return [this.#dueAt, this.#tryAgainAt].some((at) => at !== null && at <= now);
  }

  async #settle(job: Job, now: Date): Promise<void> {
    try {
      if (await isSettled(job, now)) return;
      const run = await runNightly(job);
      // A night reads everything.
      this.#concerns.delete(job.entityId);
      this.#options.ran(job.entityId, run);
      if (run.outcome === 'missing') this.#tryAgainAt = new Date(now.getTime() + TRY_AGAIN_MS);
    } catch (error) {
      // The next look may find the network or the database back; this one must not end the process.
      this.#tryAgainAt = new Date(now.getTime() + TRY_AGAIN_MS);
      if (isBusy(error)) job.log.info('schedule.busy', { entity: job.entityId });
      else this.#options.failed(job.entityId, error);
    }
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof PocketbookError && error.code === 'RUN_BUSY';
}

/** Has a night up to the last finished business date ended with nothing missing? */
async function isSettled(job: Job, now: Date): Promise<boolean> {
  const due = lastFinishedBusinessDate(now, job.timeZone, job.calendar);
  const { rows } = await job.pool.query<{ is_settled: boolean }>(
    `select exists (
       select
       from ops.run
       where entity_id = $1
         and kind = 'nightly'
         and to_date >= $2
         and outcome in ('green', 'breaks')
     ) as is_settled`,
    [job.entityId, due],
  );
  return rows[0]?.is_settled === true;
}
