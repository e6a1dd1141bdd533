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
}

/** A list of rows inside an item, such as the securities of a portfolio. */
export interface RowsField {
  readonly kind: 'rows';
  readonly of: Readonly<Record<string, Field>>;
  readonly about: string;
}

export type Fields = Readonly<Record<string, Field | RowsField>>;

/**
 * How an answer holds its items: `cursor` page by page, `list` all at once under a key or bare, `single` is one item by itself.
 */
export type Shape = 'cursor' | 'list' | 'single';

/**
 * How much is read. `whole`: everything there is, each time, so that what is missing has gone. `since`: what is new and an
 * overlap, found by an instant that the items carry; everything once a week, so that late ones with an old date are found.
 * `periods`: one reading for each period, told by our job. `once`: what it says never changes, so that each place is read once.
 */
export type ReadingPlan =
  | { readonly kind: 'whole' }
  | { readonly kind: 'since'; readonly by: string }
  | { readonly kind: 'periods' }
  | { readonly kind: 'once' };

/** One kind of thing that the API tells of, as a history of versions. */
export interface Resource {
  readonly path: PathName;
  readonly shape: Shape;
  readonly reading: ReadingPlan;
  /** Our field whose values make the identity of an item; several for one that has no id of its own. None: there is but one. */
  readonly identity: readonly string[];
  /** Read once for each item of another resource, whose fields fill the placeholders of the path. */
  readonly parent?: {
    readonly resource: ResourceName;
    /** Once for each row of this list of the parent, by the first of the values. */
    readonly rows?: string;
    /** placeholder of the path -> field of the parent, or of its row */
    readonly values: Readonly<Record<string, string>>;
  };
  /** About persons: read only where it is asked for, kept in a schema of its own. */
  readonly isPersonal?: true;
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
  'counterparties',
  'notifications',
  'statements',
  'report_requests',
  'reports',
] as const;

export type ResourceName = (typeof RESOURCE_NAMES)[number];
