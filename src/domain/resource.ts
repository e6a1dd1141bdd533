import type { PathName } from './endpoint.ts';

/**
 * What a field holds, in our words. `money` is Jiko's `Amount`, whole cents and a currency; `word` a word of Jiko's that is
 * kept as it came; `nested` anything, kept as it came; `secret` is never kept, not even in the landed bytes.
 */
export type FieldKind =
  | 'text'
  | 'word'
  | 'date'
  | 'instant'
  | 'money'
  | 'decimal'
  | 'integer'
  | 'boolean'
  | 'nested'
  | 'secret';

export interface Field {
  readonly kind: FieldKind;
  /** What it means, for the data dictionary. */
  readonly about: string;
  /** Moves with the clock: another value alone makes no new version. */
  readonly isVolatile?: true;
  /** No answer tells it and Jiko has no word for it: it is known from what was asked, and when. */
  readonly isOurs?: true;
}

/** A list of rows inside an item, such as the securities of a portfolio. */
export interface RowsField {
  readonly kind: 'rows';
  readonly of: Readonly<Record<string, Field>>;
  readonly about: string;
}

export type Fields = Readonly<Record<string, Field | RowsField>>;

/**
 * How an answer holds its items: `cursor` page by page, `list` all at once under a key or bare, `single` is one item by itself,
 * `csv` a file with a header, one item a row.
 */
export type Shape = 'cursor' | 'list' | 'single' | 'csv';

/**
 * How much is read. `whole`: everything there is, each time, so that what is missing has gone. `since`: what is new and an
 * overlap, found by an instant that the items carry; everything once a week, so that late ones with an old date are found.
 * `periods`: one reading for each period, told by our job. `daily`: what is read speaks of one day, and each day keeps its own.
 * Of the last two an item that is not told again has not gone.
 * `with`: whole, as often as another resource was read whole.
 * `once`: what it says never changes, so that each place is read once.
 */
export type ReadingPlan =
  | { readonly kind: 'whole' }
  | { readonly kind: 'since'; readonly by: string }
  | { readonly kind: 'periods' }
  | { readonly kind: 'daily' }
  | { readonly kind: 'with'; readonly resource: ResourceName }
  | { readonly kind: 'once' };

/** The periods that earnings are told for, in our words. `range` goes from a day to a day, both included. */
export const PERIODS = ['all_time', 'ytd', 'mtd', 'wtd', 'range'] as const;
export type Period = (typeof PERIODS)[number];

/** Each item of another resource, whose fields fill the placeholders of the path. */
export interface ItemParent {
  readonly resource: ResourceName;
  /** Once for each row of this list of the parent, by the first of the values. */
  readonly rows?: string;
  /** placeholder of the path -> field of the parent, or of its row */
  readonly values: Readonly<Record<string, string>>;
}

/** One kind of thing that the API tells of, as a history of versions. */
export interface Resource {
  readonly path: PathName;
  readonly shape: Shape;
  readonly reading: ReadingPlan;
  /**
   * Our field whose values make the identity of an item; several for one that has no id of its own. None: there is but one.
   * Of a period a part may be missing: all time has no first day.
   */
  readonly identity: readonly string[];
  /** Read once for each item of another resource, or for each pocket that is known, whose id fills `{pocket_id}`. */
  readonly parent?: ItemParent | 'pocket';
  /** About persons: read only where it is asked for, kept in a schema of its own. */
  readonly isPersonal?: true;
  /** Beside what we know it may tell of persons, whom the books are not about: what the profile does not know is left out. */
  readonly keepsNoExtra?: true;
  /** The view, without its schema: `books`, or `personal` for what is about persons. */
  readonly view: string;
  /** What one row is, for the data dictionary. */
  readonly about: string;
  readonly fields: Fields;
}

/** In the order in which they are read: a parent before its children. */
export const RESOURCE_NAMES = [
  'portals',
  'funding_instructions',
  'portals_v1',
  'counterparties',
  'notifications',
  'portfolios',
  'earnings',
  'transfer_requests',
  'transfer_reviewers',
  'trading_strategies',
  'agreements',
  'members',
  'member_details',
  'audit_logs',
  'audit_logs_csv',
  'member_audit_logs',
  'user',
  'memberships',
  'business_applications',
  'application_documents',
  'customer',
  'beneficial_owners',
  'related_parties',
  'application_invites',
  'subscriptions',
  'events',
  'statements',
  'report_requests',
  'reports',
] as const;

export type ResourceName = (typeof RESOURCE_NAMES)[number];
