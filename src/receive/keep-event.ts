import type { Pool } from 'pg';
import type { Envelope } from './envelope.ts';

/**
 * Stores that an event came, and resolves when that is committed. False where it has come before, also when the two came at
 * the same moment. Throws what the database threw: then nobody may be told that it was kept.
 */
export async function keepEvent(pool: Pool, entityId: string, event: Envelope): Promise<boolean> {
  const { rowCount } = await pool.query(
    `insert into ops.webhook_event (entity_id, event_id, event_type, occurred_at)
     values ($1, $2, $3, $4)
     on conflict (entity_id, event_id) do nothing`,
    [entityId, event.eventId, event.eventType, event.occurredAt],
  );
  return rowCount === 1;
}
