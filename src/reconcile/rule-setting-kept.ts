import type { PoolClient } from 'pg';
import type { Rule } from './rule.ts';
import { type RuleSettings, settingsOf } from './rule-settings.ts';
import { SEVERITY } from './severity.ts';

/** Stores the settings that a run judges by, those that differ from what the last run judged by. */
export async function keepSettings(
  client: PoolClient,
  entityId: string,
  rules: readonly Rule[],
  wanted: RuleSettings,
): Promise<void> {
  const held = [SEVERITY, ...rules].flatMap((rule) =>
    [...settingsOf(rule, wanted)].map(([name, value]) => ({ rule: rule.name, name, value })),
  );
  await client.query(
    `insert into recon.rule_setting (entity_id, rule, name, value)
     select $1, held.rule, held.name, held.value
     from unnest($2::text[], $3::text[], $4::numeric[]) as held (rule, name, value)
     where recon.current_setting_of($1, held.rule, held.name) is distinct from held.value`,
    [
      entityId,
      held.map(({ rule }) => rule),
      held.map(({ name }) => name),
      held.map(({ value }) => value),
    ],
  );
}
