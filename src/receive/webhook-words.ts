type Words = readonly string[];

/** What an event may be about, by the kinds that the profile has words for. */
export type EventKind =
  | 'wire_out_processing'
  | 'wire_out_success'
  | 'wire_out_rejected'
  | 'wire_in_success'
  | 'wire_in_rejected'
  | 'on_us_processing'
  | 'on_us_success'
  | 'on_us_rejected'
  | 'on_us_received';

/** The part of the wire profile that what is delivered is read by, under its own names. */
export interface WebhookWords {
  readonly event: {
    readonly fields: Readonly<Record<'id' | 'type' | 'occurred_at', Words>>;
    readonly types: Readonly<Record<EventKind, Words>>;
  };
  readonly webhook: { readonly signature: SignatureScheme };
}

/** HMAC-SHA256 over the body as it came. */
export interface SignatureScheme {
  /** In lower case. */
  readonly header: string;
  readonly encoding: 'base64' | 'hex';
  /** What stands before the encoded signature. */
  readonly prefix: string;
}
