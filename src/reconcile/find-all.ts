import type { PoolClient } from 'pg';
import type { DateRange } from '../domain/report.ts';
import { createTable } from './create-table.ts';
import { withMonthBefore } from './month-before.ts';
import type { Rule } from './rule.ts';
import { type RuleSettings, sqlWithSettings } from './rule-settings.ts';
import { sumUp } from './sum-up.ts';

export interface RulesProgress {
  /** What rules share is summed up, before the first of them. */
  summedUp?(durationMs: number): void;
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
  const summingSinceMs = performance.now();
  await sumUp(client, entityId, range);
  progress.summedUp?.(performance.now() - summingSinceMs);
  for (const rule of rules) {
    const startedAtMs = performance.now();
    const sql = sqlWithSettings(rule, settings);
    await findByRule(client, entityId, { ...rule, sql }, rangeOf(rule, range, known));
    progress.ruleDone?.(rule.name, performance.now() - startedAtMs);
  }
}

function rangeOf(rule: Rule, range: DateRange, known: DateRange): DateRange {
  if (rule.isForAllDays) return known;
  return rule.looksBack ? withMonthBefore(range) : range;
}

const SUBJECT = 'pocket_key, account, security_key, item, business_date';

async function findByRule(
  client: PoolClient,
  entityId: string,
  rule: Rule,
  range: DateRange,
): Promise<void> {
  const found = await createTable(client, 'found', rule.sql, entityId, range);
  await client.query(
    `delete from recon.finding
     where entity_id = $1
       and rule = $2
       and business_date between $3 and $4`,
    [entityId, rule.name, range.from, range.to],
  );
  if (found > 0) await keepFound(client, entityId, rule);
  await client.query('drop table found');
}

async function keepFound(client: PoolClient, entityId: string, rule: Rule): Promise<void> {
  const { fields } = await client.query('select * from found limit 0');
  const columns = fields.map(({ name }) => name).join(', ');
  // Rows that a file doubles may break a rule twice on one subject, such as two trades under one reference.
  await client.query(
    `insert into recon.finding (entity_id, rule, ${columns})
     select distinct on (${SUBJECT}) $1, $2, ${columns}
     from found
     order by ${SUBJECT}, abs(actual - expected) desc, expected, actual, detail`,
    [entityId, rule.name],
  );
}
