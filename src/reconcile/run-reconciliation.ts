import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Pool, PoolClient } from 'pg';
import { inTransaction } from '../db/in-transaction.ts';
import { addDays, type BusinessDate, daysBetween } from '../domain/business-date.ts';
import { InvariantError } from '../domain/errors.ts';
import type { DateRange } from '../domain/report.ts';
import { inferReadings } from './infer-readings.ts';
import { readRules } from './read-sql-files.ts';
import { FINDING_COLUMNS, type Rule } from './rule.ts';

export interface ReconciliationOutcome {
  readonly runId: bigint;
  readonly range: DateRange;
  readonly rules: number;
  readonly findings: number;
  readonly breaksOpen: number;
}

interface Progress {
  ruleDone?(rule: string, durationMs: number): void;
}

/**
 * Runs every rule over one snapshot and keeps the breaks. Without a range it looks at the days that changed since the
 * last run and at what comes after them, or at everything when there was none or a rule has changed since. Returns null,
 * and leaves no run, while the warehouse knows of no unit at all.
 */
export async function runReconciliation(
  pool: Pool,
  entityId: string,
  asked: Partial<DateRange> = {},
  progress: Progress = {},
): Promise<ReconciliationOutcome | null> {
  const rules = await readRules();
  const keepBreaks = await readFile(new URL('./keep-breaks.sql', import.meta.url), 'utf8');
  const ruleHash = hashOf(rules);
  // Before the snapshot: in it, the statistics would come from rows that it does not see.
  await pool.query('select ledger.analyze_grown()');
  return inTransaction(
    pool,
    async (client) => {
      const known = await readKnownRange(client, entityId);
      if (known === null) return null;
      await client.query(SETTINGS);
      const run = await openRun(client);
      const due = await readDue(client, entityId, ruleHash, known);
      const changed = { ...due.range, ...asked };
      // An answer that has changed puts every day in question.
      const isReadAnew = await inferReadings(client, entityId, changed.to, spansManyDays(changed));
      const range = isReadAnew ? { ...known, ...asked } : changed;
      const isAllDone =
        isReadAnew || due.isNews ? covers(range, isReadAnew ? known : due.range) : true;
      await findAll(client, { entityId, rules, range, known }, progress);
      await keep(client, { entityId, runId: run.runId, rules, keepBreaks });
      const counts = await readCounts(client, entityId);
      const outcome = { runId: run.runId, range, rules: rules.length, ...counts };
      // Days that were due and were not asked for: without the hash the next run looks at everything.
      await recordRun(client, entityId, run, outcome, isAllDone ? ruleHash : '');
      return outcome;
    },
    { isolation: 'repeatable read' },
  );
}

// Hash tables of millions of rows need more than the default of 4 MB, and compiling a rule takes longer than running it.
const SETTINGS = `
  set local work_mem = '256MB';
  set local jit = off;
  set local client_min_messages = warning`;

function hashOf(rules: readonly Rule[]): string {
  const sum = createHash('sha256');
  for (const { name, sql } of rules) sum.update(`${name}\n${sql}\n`);
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
  const { rows } = await client.query<{ from: BusinessDate; is_news: boolean }>(
    `select coalesce(c.from, r.to_date) as from, c.from is not null as is_news
     from (
       select version_id_seen, rule_hash, to_date
       from recon.run
       where entity_id = $1
       order by run_id desc
       limit 1
     ) r
     cross join lateral (
       select min(u.business_date) as from
       from ledger.unit_version v
       join ledger.unit u using (unit_id)
       where v.version_id > r.version_id_seen
         and u.entity_id = $1
     ) c
     where r.rule_hash = $2`,
    [entityId, ruleHash],
  );
  const row = rows[0];
  if (row === undefined) return { range: known, isNews: true };
  return { range: { from: row.from, to: known.to }, isNews: row.is_news };
}

function covers(range: DateRange, part: DateRange): boolean {
  return range.from <= part.from && range.to >= part.to;
}

const MANY_DAYS = 6;
const MONTH_DAYS = 31;

function spansManyDays({ from, to }: DateRange): boolean {
  return daysBetween(from, to) > MANY_DAYS;
}

interface Finding {
  readonly entityId: string;
  readonly rules: readonly Rule[];
  readonly range: DateRange;
  readonly known: DateRange;
}

async function findAll(
  client: PoolClient,
  { entityId, rules, range, known }: Finding,
  progress: Progress,
): Promise<void> {
  await client.query('delete from recon.finding where entity_id = $1 and not (rule = any ($2))', [
    entityId,
    rules.map(({ name }) => name),
  ]);
  for (const rule of rules) {
    const startedAtMs = performance.now();
    await findByRule(client, entityId, rule, rangeOf(rule, range, known));
    progress.ruleDone?.(rule.name, performance.now() - startedAtMs);
  }
}

function rangeOf(rule: Rule, { from, to }: DateRange, known: DateRange): DateRange {
  if (rule.isForAllDays) return known;
  return { from: rule.looksBack ? addDays(from, -MONTH_DAYS) : from, to };
}

const COLUMNS = FINDING_COLUMNS.join(', ');
const SUBJECT = 'pocket_key, account, security_key, item, business_date';

async function findByRule(
  client: PoolClient,
  entityId: string,
  rule: Rule,
  { from, to }: DateRange,
): Promise<void> {
  // `insert … select` would never run in parallel; `create table … as execute` does.
  await client.query(`prepare rule_query (text, date, date) as ${rule.sql}`);
  const { rows } = await client.query<{ call: string }>(
    "select format('execute rule_query (%L, %L, %L)', $1::text, $2::date, $3::date) as call",
    [entityId, from, to],
  );
  await client.query(`
    create temporary table found on commit drop as ${rows[0]?.call};
    deallocate rule_query`);
  await client.query(
    `delete from recon.finding
     where entity_id = $1
       and rule = $2
       and business_date between $3 and $4`,
    [entityId, rule.name, from, to],
  );
  // Rows that a file doubles may break a rule twice on one subject, such as two trades under one reference.
  await client.query(
    `insert into recon.finding (entity_id, rule, ${COLUMNS})
     select distinct on (${SUBJECT}) $1, $2, ${COLUMNS}
     from found
     order by ${SUBJECT}, abs(actual - expected) desc, expected, actual, cause`,
    [entityId, rule.name],
  );
  await client.query('drop table found');
}

interface Keeping {
  readonly entityId: string;
  readonly runId: bigint;
  readonly rules: readonly Rule[];
  readonly keepBreaks: string;
}

async function keep(
  client: PoolClient,
  { entityId, runId, rules, keepBreaks }: Keeping,
): Promise<void> {
  await client.query(
    `select
       set_config('pocketbook.entity_id', $1, true),
       set_config('pocketbook.recon_run_id', $2, true)`,
    [entityId, String(runId)],
  );
  await client.query(
    'create temporary table rule_severity (rule text, severity text) on commit drop',
  );
  await client.query('insert into rule_severity select * from unnest($1::text[], $2::text[])', [
    rules.map(({ name }) => name),
    rules.map(({ severity }) => severity),
  ]);
  await client.query(keepBreaks);
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
