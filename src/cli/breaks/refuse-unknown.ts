import type { Pool } from 'pg';
import { ConfigError } from '../../domain/errors.ts';
import { readRules } from '../../reconcile/read-sql-files.ts';
import type { BreakFilter } from './break-filter.ts';

/** Throws `CONFIG_INVALID` where nothing was found because an entity, rule, pocket or CUSIP that was asked for is none. */
export async function refuseUnknown(
  pool: Pool,
  filter: BreakFilter,
  found: readonly unknown[],
): Promise<void> {
  if (found.length > 0) return;
  await refuseUnknownEntity(pool, filter);
  await refuseUnknownRule(filter);
  await refuseUnknownPocket(pool, filter);
  await refuseUnknownCusip(pool, filter);
}

async function refuseUnknownEntity(pool: Pool, { entityId }: BreakFilter): Promise<void> {
  if (entityId == null) return;
  const { rows } = await pool.query<{ entityId: string }>(
    'select distinct entity_id as "entityId" from books.dim_business_date order by 1',
  );
  const known = rows.map((row) => row.entityId);
  if (known.includes(entityId)) return;
  throw new ConfigError(
    `--entity ${entityId}: there is no such entity; there are ${known.join(', ')}`,
  );
}

async function refuseUnknownRule({ rule }: BreakFilter): Promise<void> {
  if (rule == null) return;
  const names = (await readRules()).map(({ name }) => name).sort();
  if (names.includes(rule)) return;
  throw new ConfigError(`--rule ${rule}: there is no such rule; there are ${names.join(', ')}`);
}

async function refuseUnknownPocket(pool: Pool, { entityId, pocket }: BreakFilter): Promise<void> {
  if (pocket == null) return;
  const { rows } = await pool.query<{ name: string; isMeant: boolean }>(
    `select distinct
       coalesce(pocket_name, pocket_id) as name,
       pocket_id = $2 or coalesce(lower(pocket_name) = lower($2), false) as "isMeant"
     from books.dim_pocket
     where $1::text is null or entity_id = $1
     order by 1`,
    [entityId, pocket],
  );
  if (rows.some(({ isMeant }) => isMeant)) return;
  const known = rows.length === 0 ? 'none yet' : rows.map(({ name }) => name).join(', ');
  throw new ConfigError(`--pocket ${pocket}: there is no such pocket; there are ${known}`);
}

async function refuseUnknownCusip(pool: Pool, { entityId, cusip }: BreakFilter): Promise<void> {
  if (cusip == null) return;
  const { rowCount } = await pool.query(
    `select
     from books.dim_security
     where cusip = upper($2)
       and ($1::text is null or entity_id = $1)
     limit 1`,
    [entityId, cusip],
  );
  if (rowCount !== 0) return;
  throw new ConfigError(`--cusip ${cusip}: the books know no such security`);
}
