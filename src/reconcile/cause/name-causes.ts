import type { PoolClient } from 'pg';

/** Names the cause of every break in seen_break. */
export async function nameCauses(client: PoolClient, _entityId: string): Promise<void> {
  await client.query(`
    update seen_break
    set cause = case rule when 'completeness' then 'late report' else 'unknown' end
    where cause is null`);
}
