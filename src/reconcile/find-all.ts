import type { PoolClient } from 'pg';
import { addDays } from '../domain/business-date.ts';
import type { DateRange } from '../domain/report.ts';
import { FINDING_COLUMNS, type Rule } from './rule.ts';
import { type RuleSettings, sqlWithSettings } from './rule-settings.ts';

export interface RulesProgress {
  ruleDone?(rule: string, durationMs: number): void;
}

export interface Finding {
  readonly entityId: string;
  readonly rules: readonly Rule[];
  readonly settings: RuleSettings;
  readonly range: DateRange;
  readonly known: DateRange;
}

/** Replaces what the rules have found in a range by what they find there now. */
export async function findAll(
  client: PoolClient,
  { entityId, rules, settings, range, known }: Finding,
  progress: RulesProgress,
): Promise<void> {
  await client.query('delete from recon.finding where entity_id = $1 and not (rule = any ($2))', [
    entityId,
    rules.map(({ name }) => name),
  ]);
  for (const rule of rules) {
    const startedAtMs = performance.now();
    const sql = sqlWithSettings(rule, settings);
    await findByRule(client, entityId, { ...rule, sql }, rangeOf(rule, range, known));
    progress.ruleDone?.(rule.name, performance.now() - startedAtMs);
  }
}

const MONTH_DAYS = 31;

function rangeOf(rule: Rule, { from, to }: DateRange, known: DateRange): DateRange {
  if (rule.isForAllDays) return known;
  return { from: rule.looksBack ? addDays(from, -MONTH_DAYS) : from, to };
}

const COLUMNS = Object.keys(FINDING_COLUMNS).join(', ');
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
  await addMissingColumns(client);
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
     order by ${SUBJECT}, abs(actual - expected) desc, expected, actual, detail`,
    [entityId, rule.name],
  );
  await client.query('drop table found');
}

async function addMissingColumns(client: PoolClient): Promise<void> {
  const { rows } = await client.query<{ attname: string }>(
    "select attname from pg_attribute where attrelid = 'pg_temp.found'::regclass and attnum > 0",
  );
  const there = new Set(rows.map(({ attname }) => attname));
  const missing = Object.entries(FINDING_COLUMNS).filter(([name]) => !there.has(name));
  if (missing.length === 0) return;
  const adding = missing.map(([name, type]) => `add column ${name} ${type}`);
  await client.query(`alter table pg_temp.found ${adding.join(', ')}`);
}
