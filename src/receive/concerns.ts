import type { Concerns } from '../domain/concerns.ts';
import type { EventKind, WebhookWords } from './webhook-words.ts';

const TRANSFERS = ['transactions', 'transfer_requests'] as const;

const CONCERNS: Readonly<Record<EventKind, readonly string[]>> = {
  wire_out_processing: TRANSFERS,
  wire_out_success: TRANSFERS,
  wire_out_rejected: TRANSFERS,
  wire_in_success: TRANSFERS,
  wire_in_rejected: TRANSFERS,
  on_us_processing: TRANSFERS,
  on_us_success: TRANSFERS,
  on_us_rejected: TRANSFERS,
  on_us_received: TRANSFERS,
};

/** What an event of this type, in Jiko's word, is about. It decides what is looked at, and nothing else. */
export function concernsOf(eventType: string, { event: { types } }: WebhookWords): Concerns {
  const kinds = Object.keys(CONCERNS) as EventKind[];
  const kind = kinds.find((one) => types[one].includes(eventType));
  return kind === undefined ? 'everything' : CONCERNS[kind];
}
