import { type EntityLock, holdEntityLock } from '../db/entity-lock.ts';
import { PocketbookError } from '../domain/errors.ts';
import type { DateRange } from '../domain/report.ts';
import { runReconciliation } from '../reconcile/run-reconciliation.ts';
import type { Job, JobProgress } from './job.ts';
import { countMissing } from './owed-units.ts';

export type RunKind = 'nightly' | 'backfill' | 'reconcile' | 'import' | 'refresh';

export interface RunOutcome {
  readonly runId: bigint;
  readonly range: DateRange | null;
  readonly outcome: 'green' | 'breaks' | 'missing';
  readonly breaksOpen: number;
  readonly unitsMissing: number;
  readonly reportsSettled: number;
  readonly apiCalls: number;
  readonly durationMs: number;
}

/** What a run needs of a job; reconciling alone speaks to nobody and has no client. */
export interface Runner
  extends Pick<Job, 'entityId' | 'pool' | 'databaseUrl' | 'appVersion' | 'ruleSettings'> {
  readonly client?: Pick<Job['client'], 'calls'>;
  readonly progress?: JobProgress;
}

export interface RunWork {
  /** null: the warehouse knows of no unit yet */
  readonly range: DateRange | null;
  readonly reportsSettled: number;
  /** Days to reconcile whether or not they changed; left out, only what changed. */
  readonly reconcile?: Partial<DateRange>;
}

/**
 * Runs one job of an entity from lock to outcome: no two at once, the run's row before and after, then all rules.
 * The run is green only if nothing owed in its range is missing and no break is open.
 * Throws `RUN_BUSY` while another process works for the entity.
 */
export async function runJob(
  job: Runner,
  kind: RunKind,
  asked: DateRange | null,
  work: (runId: bigint, signal: AbortSignal) => Promise<RunWork>,
): Promise<RunOutcome> {
  const lock = await takeLock(job);
  const startedAtMs = performance.now();
  try {
    const runId = await openRun(job, kind, asked);
    try {
      const done = await work(runId, lock.signal);
      job.progress?.step?.('reconciling');
      const outcome = await conclude(job, runId, done);
      return { ...outcome, durationMs: performance.now() - startedAtMs };
    } catch (error) {
      await closeRun(job, runId, 'failed', error instanceof Error ? error.message : String(error));
      throw error;
    }
  } finally {
    await lock.release();
  }
}

async function takeLock({ databaseUrl, entityId }: Runner): Promise<EntityLock> {
  const lock = await holdEntityLock(databaseUrl, entityId);
  if (lock.kind === 'busy') {
    throw new PocketbookError(
      'RUN_BUSY',
      `entity ${entityId} is being worked on by ${lock.holder}: wait until it has ended`,
      { retryable: true },
    );
  }
  return lock;
}

/** A run that was killed never wrote its end; whoever holds the lock knows that it has. */
async function openRun(
  { pool, entityId, appVersion }: Runner,
  kind: RunKind,
  asked: DateRange | null,
) {
  await pool.query(
    `update ops.run
     set finished_at = clock_timestamp(), outcome = 'failed', error = 'ended without a word'
     where entity_id = $1
       and finished_at is null`,
    [entityId],
  );
  const { rows } = await pool.query<{ run_id: bigint }>(
    `insert into ops.run (entity_id, kind, from_date, to_date, app_version)
     values ($1, $2, $3, $4, $5)
     returning run_id`,
    [entityId, kind, asked?.from ?? null, asked?.to ?? null, appVersion],
  );
  return rows[0]?.run_id ?? 0n;
}

async function conclude(
  job: Runner,
  runId: bigint,
  { range, reportsSettled, reconcile: asked = {} }: RunWork,
): Promise<Omit<RunOutcome, 'durationMs'>> {
  const { pool, entityId, client } = job;
  const reconciled = await runReconciliation(pool, entityId, asked, {
    settings: job.ruleSettings,
    ...progressOf(job),
  });
  const unitsMissing = range === null ? 0 : await countMissing(pool, entityId, range);
  const breaksOpen = reconciled?.breaksOpen ?? 0;
  const outcome = unitsMissing > 0 ? 'missing' : breaksOpen > 0 ? 'breaks' : 'green';
  await closeRun(job, runId, outcome, null);
  const apiCalls = client?.calls().total ?? 0;
  return { runId, range, outcome, breaksOpen, unitsMissing, reportsSettled, apiCalls };
}

function progressOf({ progress }: Runner) {
  return { ruleDone: (rule: string) => progress?.step?.(`reconciled ${rule}`) };
}

async function closeRun(
  { pool, client }: Runner,
  runId: bigint,
  outcome: string,
  error: string | null,
): Promise<void> {
  await pool.query(
    `update ops.run
     set finished_at = clock_timestamp(), outcome = $2, error = $3, api_calls = $4
     where run_id = $1`,
    [runId, outcome, error, client?.calls().total ?? 0],
  );
}
