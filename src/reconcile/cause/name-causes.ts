import { readFile } from 'node:fs/promises';
import type { PoolClient } from 'pg';
import type { ExplainingRow, NamedCause } from './break-case.ts';
import { decimalOf } from './figure.ts';
import { nameCause } from './name-cause.ts';
import { readCases } from './read-cases.ts';

/** A night with more breaks than this has another trouble than their causes; people work the first ones first. */
const LOOKED_INTO_MAX = 5_000;

/**
 * Names the cause of every break in seen_break of which the rule itself has not proven one, with the arithmetic that shows it. Reads
 * what lies around them by a handful of queries for all, never by one for each.
 */
export async function nameCauses(client: PoolClient, entityId: string): Promise<void> {
  await runFile(client, 'context/ask');
  await client.query('delete from cause_asked where place > $1', [LOOKED_INTO_MAX]);
  await client.query('analyze cause_asked');
  const cases = await readCases(client, entityId);
  const named = cases.map(({ breakId, broken }) => ({ breakId, ...nameCause(broken) }));
  await client.query(
    `update seen_break b
     set
       cause = n.cause,
       -- what the rule itself shows says more than that nothing was found
       evidence = case n.cause
         when 'unknown' then coalesce(b.evidence, n.evidence)
         else concat_ws('; ', n.evidence, b.evidence)
       end,
       explained_by = n.explained_by::jsonb,
       is_unique = n.is_unique
     from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::boolean[])
       as n (break_id, cause, evidence, explained_by, is_unique)
     where b.break_id = n.break_id`,
    [
      named.map(({ breakId }) => breakId),
      named.map(({ cause }) => cause),
      named.map(({ evidence }) => evidence),
      named.map(jsonOf),
      named.map(({ isUnique }) => isUnique),
    ],
  );
  await runFile(client, 'join-misdated');
  await runFile(client, 'pass-on-causes');
  await client.query(
    `update seen_break
     set
       cause = 'unknown',
       evidence = 'not looked into: the causes of the first ' || $1::int || ' breaks by date are named'
     where cause is null`,
    [LOOKED_INTO_MAX],
  );
}

function jsonOf({ explainedBy }: NamedCause): string | null {
  if (explainedBy.length === 0) return null;
  return `[${explainedBy.map(rowJson).join(',')}]`;
}

/** An id is larger than what JSON.stringify can take, and an amount is exact: both stand as PostgreSQL writes them. */
function rowJson({ place, amount, what }: ExplainingRow): string {
  const figure = amount === null ? 'null' : decimalOf(amount);
  return `{"report_file_id":${place.reportFileId},"locator":${JSON.stringify(place.locator)},"amount":${figure},"what":${JSON.stringify(what)}}`;
}

async function runFile(client: PoolClient, name: string): Promise<void> {
  await client.query(await readFile(new URL(`./${name}.sql`, import.meta.url), 'utf8'));
}
