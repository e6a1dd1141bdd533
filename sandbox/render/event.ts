import type { WorldEvent } from '../model/events.ts';
import type { Profile } from '../profile.ts';

/** The envelope of an event, as it is delivered and as the list holds it. */
export function showEvent(
  profile: Profile,
  event: WorldEvent,
  customerId: string,
): Record<string, unknown> {
  const { fields, types } = profile.api.event;
  return {
    [fields.id]: event.id,
    [fields.type]: types[event.kind],
    [fields.occurred_at]: event.at,
    [fields.payload]: showPayload(profile, event),
    [fields.customer_id]: customerId,
  };
}

function showPayload(profile: Profile, event: WorldEvent): Record<string, unknown> {
  const { fields } = profile.api.event;
  if (!event.kind.startsWith('on_us')) return { [fields.wire_id]: event.transferId };
  if (event.kind !== 'on_us_received') return { [fields.on_us_id]: event.transferId };
  return {
    [fields.on_us_id]: event.transferId,
    [fields.transaction_id]: event.transferId,
    [fields.receiving_pocket_id]: event.pocketId,
  };
}
