import { PocketbookError } from '../domain/errors.ts';
import type { WebhookWords } from './webhook-words.ts';

/** What is taken from an event: enough to know it again, and what kind of thing it is about. */
export interface Envelope {
  readonly eventId: string;
  /** In Jiko's word; it may be one that we do not know. */
  readonly eventType: string;
  /** As the event tells it; null where it tells no readable time. */
  readonly occurredAt: Date | null;
}

/**
 * Reads the body of a delivery whose signature was right. Fields that are not known are passed over.
 * Throws PARSE_INVALID, which names what is missing and repeats nothing of the content.
 */
export function readEnvelope(body: Uint8Array, { event: { fields } }: WebhookWords): Envelope {
  const event = parseObject(body);
  const eventId = wordOf(fieldOf(event, fields.id));
  const eventType = wordOf(fieldOf(event, fields.type));
  if (eventId === null) throw unreadable(`an id in ${fields.id[0]}`);
  if (eventType === null) throw unreadable(`a type in ${fields.type[0]}`);
  return { eventId, eventType, occurredAt: instantOf(fieldOf(event, fields.occurred_at)) };
}

function parseObject(body: Uint8Array): object {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw unreadable('JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw unreadable('an object');
  }
  return value;
}

/** Own fields only: `constructor` and its like are no answer. */
function fieldOf(event: object, names: readonly string[]): unknown {
  for (const name of names) {
    const found = Object.getOwnPropertyDescriptor(event, name);
    if (found !== undefined) return found.value;
  }
  return undefined;
}

/** One word as it may stand in a table or a log; a whole number counts as text. */
function wordOf(value: unknown): string | null {
  const text = Number.isSafeInteger(value) ? String(value) : value;
  return typeof text === 'string' && /^[\x21-\x7e]{1,200}$/.test(text) ? text : null;
}

/** Without an offset it would be read in this machine's zone. */
function instantOf(value: unknown): Date | null {
  const isExact =
    typeof value === 'string' && /^[12]\d{3}-\d\d-\d\dT[\d:.]{1,20}(Z|[+-]\d\d:\d\d)$/.test(value);
  const instant = new Date(isExact ? value : Number.NaN);
  return Number.isNaN(instant.getTime()) ? null : instant;
}

function unreadable(expected: string): PocketbookError {
  return new PocketbookError('PARSE_INVALID', `event: expected ${expected}`, { retryable: false });
}
