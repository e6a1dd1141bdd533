import type { EventKind, WebhookWords } from './webhook-words.ts';

/** The resources that must be read anew, by their names; `everything` where nobody knows which. */
export type Concerns = readonly string[] | 'everything';

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

/** What concerns either. */
export function joinConcerns(left: Concerns, right: Concerns): Concerns {
  if (left === 'everything' || right === 'everything') return 'everything';
  return [...new Set([...left, ...right])];
}
