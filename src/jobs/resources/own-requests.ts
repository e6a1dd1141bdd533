import type { ResourceItems } from '../../transform/resource/read-resource.ts';
import type { Job } from '../job.ts';

/** The listing of report requests without those that are ours: the ledger of requests knows more of them. */
export async function withoutOwn(
  { pool, entityId }: Job,
  listing: ResourceItems,
): Promise<ResourceItems> {
  const { rows } = await pool.query<{ remote_id: string }>(
    `select remote_id
     from ops.own_request
     where entity_id = $1
       and remote_id = any ($2)`,
    [entityId, listing.items.map(({ itemId }) => itemId)],
  );
  const own = new Set(rows.map(({ remote_id }) => remote_id));
  return { ...listing, items: listing.items.filter(({ itemId }) => !own.has(itemId)) };
}
