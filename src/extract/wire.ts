import type { PathName } from '../domain/endpoint.ts';
import type { RequestedReportType } from '../domain/report.ts';
import type { Period, ResourceName } from '../domain/resource.ts';

export type { RequestedReportType };

/** Words that mean the same: all of them are read. What is sent is a single `string`. */
export type Words = readonly string[];

/** Which day of a trade a range of dates speaks of. */
export type DateFilter = 'trade_date' | 'settlement_date' | 'book_date';

/** The part of the wire profile that the client speaks by: the sections `api` and `reports`, under their own names. */
export interface WireProfile {
  readonly api: WireApi;
  readonly resources: { readonly kinds: Readonly<Record<ResourceName, WireResource>> };
  readonly reports: Readonly<Record<RequestedReportType, WireReport>>;
}

/** How a resource is asked for, and what Jiko calls its fields; see `profiles/jiko.yaml`. */
export interface WireResource {
  /** Of the query: leaves out what is older. Left out: there is no such parameter. */
  readonly since?: string | undefined;
  /** Where an answer that is no cursor list holds its items; left out: the answer is a bare list. */
  readonly list?: Words | undefined;
  /** What may divide the cells of a CSV. */
  readonly delimiter?: Words | undefined;
  /** Sent with every call. */
  readonly query?: Readonly<Record<string, string>> | undefined;
  /** Of one that is read by periods: how to ask for one. */
  readonly periods?: WirePeriods | undefined;
  readonly fields: Readonly<Record<string, WireField>>;
}

export interface WirePeriods {
  readonly parameter: string;
  readonly from_parameter: string;
  readonly to_parameter: string;
  readonly words: Readonly<Record<Period, string>>;
}

/** A dot leads into an object, a `^` to the one around the list. */
export type WireField =
  | Words
  | { readonly at: Words; readonly fields: Readonly<Record<string, WireField>> };

export interface WireReport {
  /** The report's name on the wire. */
  readonly type: string;
  readonly format: string;
}

export interface WireApi {
  readonly paths: Readonly<Record<PathName, string>>;
  readonly page: {
    readonly items: Words;
    readonly next: Words;
    readonly cursor_parameter: string;
    readonly limit_parameter: string;
    readonly limit: number;
  };
  readonly create: {
    readonly fields: Readonly<Record<CreateField, string>>;
    readonly date_filter: Readonly<Record<DateFilter, string>>;
    readonly window_days_max: number;
  };
  readonly request: {
    readonly fields: Readonly<Record<RequestField, Words>>;
    readonly ready: Words;
    readonly failed: Words;
    /** Known words only; one that stands in no list is running as well. */
    readonly running: Words;
  };
  readonly list: { readonly created_from_parameter: string; readonly created_to_parameter: string };
  readonly download: { readonly url: Words; readonly expires_at: Words };
  readonly pocket: { readonly fields: Readonly<Record<'id' | 'name' | 'status', Words>> };
  readonly trade: {
    readonly fields: Readonly<Record<'id' | 'pocket_id' | 'reference', Words>>;
    readonly settled_from_parameter: string;
    readonly settled_to_parameter: string;
    readonly traded_from_parameter: string;
    readonly traded_to_parameter: string;
  };
  readonly transaction: {
    readonly booked_from_parameter: string;
    readonly booked_to_parameter: string;
  };
  /** The types of events by the kinds that we know. */
  readonly event: { readonly types: Readonly<Record<string, Words>> };
  readonly subscription: {
    readonly fields: Readonly<Record<SubscriptionField, Words>>;
  };
}

type SubscriptionField =
  | 'id'
  | 'description'
  | 'events'
  | 'url'
  | 'status'
  | 'shared_secret'
  | 'retry_policy'
  | 'backoff_coefficient'
  | 'maximum_attempts'
  | 'initial_interval_seconds'
  | 'maximum_interval_seconds';

type CreateField =
  | 'report_type'
  | 'output_formats'
  | 'pocket_ids'
  | 'date'
  | 'date_from'
  | 'date_to'
  | 'date_filter_type';

type RequestField =
  | 'id'
  | 'report_type'
  | 'pocket_ids'
  | 'date'
  | 'date_from'
  | 'date_to'
  | 'status'
  | 'reports'
  | 'report_id'
  | 'report_format'
  | 'error'
  | 'created_at';
