import { z } from 'zod';
import { text, words } from './profile-words.ts';

/** The kinds of events that are known; each has its words in the profile. */
const EVENT_KINDS = [
  'wire_out_processing',
  'wire_out_success',
  'wire_out_rejected',
  'wire_in_success',
  'wire_in_rejected',
  'on_us_processing',
  'on_us_success',
  'on_us_rejected',
  'on_us_received',
] as const;

export const event = z.strictObject({
  /** The fields of what is delivered, and of `event` in an item of the list. */
  fields: z.strictObject({
    id: words,
    type: words,
    occurred_at: words,
    payload: words,
    customer_id: words,
    wire_id: words,
    on_us_id: words,
    transaction_id: words,
    receiving_pocket_id: words,
  }),
  types: z.strictObject(
    Object.fromEntries(EVENT_KINDS.map((kind) => [kind, words])) as Record<
      (typeof EVENT_KINDS)[number],
      typeof words
    >,
  ),
  list: z.strictObject({
    event: words,
    attempts: words,
    attempt_id: words,
    subscription_id: words,
    success: words,
    response_code: words,
    response_message: words,
    called_at: words,
    subscription_parameter: text,
    after_parameter: text,
  }),
});

export const subscription = z.strictObject({
  fields: z.strictObject({
    id: words,
    description: words,
    events: words,
    url: words,
    status: words,
    shared_secret: words,
    created_at: words,
    updated_at: words,
    retry_policy: words,
    retry_on_status_codes: words,
    backoff_coefficient: words,
    maximum_attempts: words,
    initial_interval_seconds: words,
    maximum_interval_seconds: words,
  }),
  enabled: words,
  disabled: words,
});

/** How what is delivered is signed: HMAC-SHA256 over the body as it came, under the secret that both sides share. */
export const webhook = z.strictObject({
  signature: z.strictObject({
    /** Without regard to case. */
    header: text.transform((name) => name.toLowerCase()),
    encoding: z.enum(['base64', 'hex']),
    /** What stands before the encoded signature. */
    prefix: z.string(),
  }),
});
