import { createHash } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { inTransaction } from '../db/in-transaction.ts';
import { type BusinessDate, daysBetween } from '../domain/business-date.ts';
import { InvariantError } from '../domain/errors.ts';
import type { DateRange } from '../domain/report.ts';
import { findAll, type RulesProgress } from './find-all.ts';
import { inferReadings } from './infer-readings.ts';
import { keepBreaks } from './keep-breaks.ts';
import { readRules, readSqlFiles } from './read-sql-files.ts';
import type { Rule } from './rule.ts';
import { keepSettings } from './rule-setting-kept.ts';
import {
  NO_SETTINGS,
  type RuleSettings,
  refuseWrongSettings,
  sqlWithSettings,
} from './rule-settings.ts';
import { SEVERITY } from './severity.ts';

export interface ReconciliationOutcome {
  readonly runId: bigint;
  readonly range: DateRange;
  readonly rules: number;
  readonly findings: number;
  readonly breaksOpen: number;
}

export interface ReconciliationOptions extends RulesProgress {
  /** what a person wants instead of the rules' own values */
  readonly settings?: RuleSettings;
}

/**
 * Runs every rule over one snapshot and keeps the breaks. Without a range it looks at the days that changed since the
 * last run and at what comes after them, or at everything when there was none or a rule or a setting has changed since.
 * Returns null, and leaves no run, while the warehouse knows of no unit at all.
 */
export async function runReconciliation(
  pool: Pool,
  entityId: string,
  asked: Partial<DateRange> = {},
  options: ReconciliationOptions = {},
): Promise<ReconciliationOutcome | null> {
  const rules = await readRules();
  // Before the snapshot: in it, the statistics would come from rows that it does not see.
  await pool.query('select ledger.analyze_grown()');
  let tries = 0;
  const work = async (client: PoolClient) => {
    tries += 1;
    if (tries > 1) await client.query(HOLD_OFF);
    return reconcileIn(client, entityId, rules, asked, options);
  };
  return inTransaction(pool, work, { isolation: 'repeatable read' });
}

/**
 * The first try lets people work on breaks. Where one of them was quicker the work is lost, and the second try begins with
 * this, which as the first statement comes before the snapshot: whoever works on a break waits, and nobody is quicker again.
 */
const HOLD_OFF = 'lock table recon.chain_gate in exclusive mode';

/** The same in a transaction of the caller's, of isolation `repeatable read`. */
export async function reconcileIn(
  client: PoolClient,
  entityId: string,
  rules: readonly Rule[],
  asked: Partial<DateRange>,
  { settings = NO_SETTINGS, ...progress }: ReconciliationOptions,
): Promise<ReconciliationOutcome | null> {
  refuseWrongSettings([SEVERITY, ...rules], settings);
  const known = await readKnownRange(client, entityId);
  if (known === null) return null;
  const ruleHash = await hashOf(rules, settings);
  await client.query(SETTINGS);
  await keepSettings(client, entityId, rules, settings);
  const run = await openRun(client);
  const due = await readDue(client, entityId, ruleHash, known);
  const changed = { ...due.range, ...asked };
  // An answer that has changed puts every day in question.
  const isReadAnew = await inferReadings(client, entityId, changed.to, spansManyDays(changed));
  const range = isReadAnew ? { ...known, ...asked } : changed;
  const isAllDone = isReadAnew || due.isNews ? covers(range, isReadAnew ? known : due.range) : true;
  await findAll(client, { entityId, rules, settings, range, known }, progress);
  await keepBreaks(client, { entityId, runId: run.runId, rules, settings });
  const counts = await readCounts(client, entityId);
  const outcome = { runId: run.runId, range, rules: rules.length, ...counts };
  // Days that were due and were not asked for: without the hash the next run looks at everything.
  await recordRun(client, entityId, run, outcome, isAllDone ? ruleHash : '');
  return outcome;
}

// Hash tables of millions of rows need more than the default of 4 MB, and compiling a rule takes longer than running it. A function that
// is asked for each unit is worth a second process long before the table of units is large. A merge by one of two columns, which is planned where few rows are
// expected, takes the square of what a day holds where there are more.
const SETTINGS = `
  set local work_mem = '256MB';
  set local jit = off;
  set local min_parallel_table_scan_size = '1MB';
  set local enable_mergejoin = off;
  set local client_min_messages = warning`;

async function hashOf(rules: readonly Rule[], settings: RuleSettings): Promise<string> {
  const sum = createHash('sha256');
  for (const [name, sql] of await readSqlFiles('sums')) sum.update(`${name}\n${sql}\n`);
  for (const rule of rules) sum.update(`${rule.name}\n${sqlWithSettings(rule, settings)}\n`);
  return sum.digest('hex');
}

interface OpenRun {
  readonly runId: bigint;
  readonly startedAt: Date;
  /** the newest version in the snapshot */
  readonly versionSeen: bigint;
}

async function openRun(client: PoolClient): Promise<OpenRun> {
  const { rows } = await client.query<{ run_id: bigint; started_at: Date; seen: bigint }>(
    `select
       nextval(pg_get_serial_sequence('recon.run', 'run_id')) as run_id,
       clock_timestamp() as started_at,
       (select coalesce(max(version_id), 0) from ledger.unit_version) as seen`,
  );
  const row = rows[0];
  if (row === undefined) throw new InvariantError('a select without a from returned no row');
  return { runId: row.run_id, startedAt: row.started_at, versionSeen: row.seen };
}

async function recordRun(
  client: PoolClient,
  entityId: string,
  { startedAt, versionSeen }: OpenRun,
  { runId, range, rules, findings, breaksOpen }: ReconciliationOutcome,
  ruleHash: string,
): Promise<void> {
  await client.query(
    `insert into recon.run (
       run_id, entity_id, started_at, finished_at, from_date, to_date, rules, findings, breaks_open,
       version_id_seen, rule_hash
     )
     overriding system value
     values ($1, $2, $3, clock_timestamp(), $4, $5, $6, $7, $8, $9, $10)`,
    [
      runId,
      entityId,
      startedAt,
      range.from,
      range.to,
      rules,
      findings,
      breaksOpen,
      versionSeen,
      ruleHash,
    ],
  );
}

async function readKnownRange(client: PoolClient, entityId: string): Promise<DateRange | null> {
  const { rows } = await client.query<{ from: BusinessDate | null; to: BusinessDate | null }>(
    `select min(business_date) as from, max(business_date) as to
     from ledger.unit
     where entity_id = $1`,
    [entityId],
  );
  const { from = null, to = null } = rows[0] ?? {};
  return from === null || to === null ? null : { from, to };
}

interface Due {
  readonly range: DateRange;
  /** Has anything changed since the last run, in the warehouse or in the rules? */
  readonly isNews: boolean;
}

/**
 * From the first day that got a new version since the last run, or from that run's last day where none did; all days
 * where no run has looked at everything by the rules of today.
 */
async function readDue(
  client: PoolClient,
  entityId: string,
  ruleHash: string,
  known: DateRange,
): Promise<Due> {
  const { rows } = await client.query<{ seen: bigint; to_date: BusinessDate; rule_hash: string }>(
    `select version_id_seen as seen, to_date, rule_hash
     from recon.run
     where entity_id = $1
     order by run_id desc
     limit 1`,
    [entityId],
  );
  const last = rows[0];
  if (last?.rule_hash !== ruleHash) return { range: known, isNews: true };
  const changed = await readFirstChange(client, entityId, last.seen);
  return { range: { from: changed ?? last.to_date, to: known.to }, isNews: changed !== null };
}

/** A query of its own: where it knows the version, the planner knows that few are newer. */
async function readFirstChange(
  client: PoolClient,
  entityId: string,
  seen: bigint,
): Promise<BusinessDate | null> {
  const { rows } = await client.query<{ from: BusinessDate | null }>(
    `select min(u.business_date) as from
     from ledger.unit_version v
     join ledger.unit u using (unit_id)
     where v.version_id > $2
       and u.entity_id = $1`,
    [entityId, seen],
  );
  return rows[0]?.from ?? null;
}

function covers(range: DateRange, part: DateRange): boolean {
  return range.from <= part.from && range.to >= part.to;
}

const MANY_DAYS = 6;

function spansManyDays({ from, to }: DateRange): boolean {
  return daysBetween(from, to) > MANY_DAYS;
}

async function readCounts(
  client: PoolClient,
  entityId: string,
): Promise<{ findings: number; breaksOpen: number }> {
  const { rows } = await client.query<{ findings: number; breaks_open: number }>(
    `select
       (select count(*)::int from recon.finding where entity_id = $1) as findings,
       (select count(*)::int from books.rpt_open_breaks where entity_id = $1) as breaks_open`,
    [entityId],
  );
  const row = rows[0];
  return { findings: row?.findings ?? 0, breaksOpen: row?.breaks_open ?? 0 };
}
