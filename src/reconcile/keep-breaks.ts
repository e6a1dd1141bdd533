import { readFile } from 'node:fs/promises';
import type { PoolClient } from 'pg';
import { nameCauses } from './cause/name-causes.ts';
import type { Rule } from './rule.ts';
import { type RuleSettings, toleranceOf } from './rule-settings.ts';

export interface Keeping {
  readonly entityId: string;
  readonly runId: bigint;
  readonly rules: readonly Rule[];
  readonly settings: RuleSettings;
}

/** Makes breaks of the findings, finds what lies behind them, and keeps them over time. */
export async function keepBreaks(client: PoolClient, keeping: Keeping): Promise<void> {
  await client.query(
    `select
       set_config('pocketbook.entity_id', $1, true),
       set_config('pocketbook.recon_run_id', $2, true)`,
    [keeping.entityId, String(keeping.runId)],
  );
  await tellRules(client, keeping);
  await runFile(client, 'see-breaks');
  await runFile(client, 'find-roots');
  await nameCauses(client, keeping.entityId);
  await runFile(client, 'keep-breaks');
}

/** The rules of this run, and what each takes for the root of what. */
async function tellRules(client: PoolClient, { rules, settings }: Keeping): Promise<void> {
  await client.query(`
    create temporary table rule_now (rule text, severity text, figures text, tolerance text) on commit drop;
    create temporary table root_claim (
      consequence text, preference int, root text, security text, during text, days_later_max int,
      is_same_size boolean, size_min numeric, is_as_traded boolean
    ) on commit drop`);
  await client.query(
    'insert into rule_now select * from unnest($1::text[], $2::text[], $3::text[], $4::text[])',
    [
      rules.map(({ name }) => name),
      rules.map(({ severity }) => severity),
      rules.map(({ figures }) => figures),
      rules.map((rule) => toleranceOf(rule, settings)),
    ],
  );
  const claims = rules.flatMap(({ name, roots }) =>
    roots.map((claim, index) => ({ ...claim, consequence: name, preference: index + 1 })),
  );
  await client.query(
    `insert into root_claim
     select * from unnest(
       $1::text[], $2::int[], $3::text[], $4::text[], $5::text[], $6::int[], $7::boolean[], $8::numeric[],
       $9::boolean[]
     )`,
    [
      claims.map(({ consequence }) => consequence),
      claims.map(({ preference }) => preference),
      claims.map(({ root }) => root),
      claims.map(({ security }) => security),
      claims.map(({ when }) => when),
      claims.map(({ daysLaterMax }) => daysLaterMax),
      claims.map(({ isSameSize }) => isSameSize),
      claims.map(({ sizeMin }) => sizeMin),
      claims.map(({ isAsTraded }) => isAsTraded),
    ],
  );
}

async function runFile(client: PoolClient, name: string): Promise<void> {
  await client.query(await readFile(new URL(`./breaks/${name}.sql`, import.meta.url), 'utf8'));
}
