import type { PathName } from '../../domain/endpoint.ts';
import type { Field, Fields, ResourceName, RowsField } from '../../domain/resource.ts';
import { RESOURCES } from '../../domain/resources.ts';
import type { Profile, Words } from '../../transform/profile.ts';
import type { WireField } from '../../transform/resource/resource-schema.ts';
import type { WantedField } from '../../transform/wire-check/compare-fields.ts';
import type { WantedKind } from '../../transform/wire-check/value-shape.ts';

/** What a section of `api` says about the items of an endpoint, beside what a resource says where it is one. */
export interface ApiSection {
  readonly fields: readonly WantedField[];
  /** The words of a field that have a meaning one by one, such as `activities`. */
  readonly words: readonly SectionWords[];
}

export interface SectionWords {
  readonly place: string;
  /** Ours, whose values are the words. */
  readonly field: string;
  readonly known: readonly string[];
  /** Others may come, and say nothing against those that are known. */
  readonly isOpen?: true;
}

/** Null where no section of `api` says anything about the items of this path. */
export function sectionOf({ api }: Profile, path: PathName): ApiSection | null {
  switch (path) {
    case 'pockets':
      return { fields: fieldsAt('api.pocket.fields', api.pocket.fields), words: [] };
    case 'trades': {
      const { fields, activities } = api.trade;
      const words = wordsAt('api.trade.activities', 'activity', activities);
      return { fields: fieldsAt('api.trade.fields', fields), words: [words] };
    }
    case 'transactions': {
      const { fields, directions, types } = api.transaction;
      return {
        fields: fieldsAt('api.transaction.fields', fields),
        words: [
          wordsAt('api.transaction.directions', 'direction', directions),
          wordsAt('api.transaction.types', 'type', types),
        ],
      };
    }
    case 'report_requests':
      return { fields: requestFields(api), words: [] };
    case 'events': {
      const types = wordsAt('api.event.types', 'event_type', api.event.types);
      return { fields: eventFields(api), words: [{ ...types, isOpen: true }] };
    }
    case 'subscriptions': {
      const { enabled, disabled } = api.subscription;
      return {
        fields: subscriptionFields(api),
        words: [
          wordsAt('api.subscription.enabled', 'status', { enabled }),
          wordsAt('api.subscription.disabled', 'status', { disabled }),
        ],
      };
    }
    default:
      return null;
  }
}

function wordsAt(
  place: string,
  field: string,
  groups: Readonly<Record<string, Words>>,
): SectionWords {
  return { place, field, known: Object.values(groups).flat() };
}

/** What every item of the list of requests tells; the rest depends on what was asked for. */
function requestFields({ request }: Profile['api']): WantedField[] {
  const { id, report_type, status, created_at } = request.fields;
  return fieldsAt('api.request.fields', { id, report_type, status, created_at });
}

/** The event inside of an item of the list, what it tells in its payload, and the attempts to deliver it. */
function eventFields({ event }: Profile['api']): WantedField[] {
  const { wire_id, on_us_id, transaction_id, receiving_pocket_id, ...own } = event.fields;
  const { event: inside, attempts, attempt_id, subscription_id, success, ...rest } = event.list;
  const { response_code, response_message, called_at } = rest;
  const place = 'api.event.fields';
  const told = { wire_id, on_us_id, transaction_id, receiving_pocket_id };
  const ofEvent = fieldsAt(place, own, ['id', 'type', 'occurred_at']).map((field) =>
    field.name === 'payload' ? { ...field, rows: fieldsAt(place, told) } : field,
  );
  const tried = {
    attempt_id,
    subscription_id,
    success,
    response_code,
    response_message,
    called_at,
  };
  const rows = { event: ofEvent, attempts: fieldsAt('api.event.list', tried) };
  return [
    ...fieldsAt('api.event.list', { event: inside }, ['event']).map((field) => ({
      ...field,
      rows: rows.event,
    })),
    ...fieldsAt('api.event.list', { attempts }).map((field) => ({ ...field, rows: rows.attempts })),
  ];
}

/** All but the secret, which no answer tells. */
function subscriptionFields({ subscription }: Profile['api']): WantedField[] {
  const place = 'api.subscription.fields';
  const { retry_on_status_codes, backoff_coefficient, maximum_attempts, ...others } =
    subscription.fields;
  const { initial_interval_seconds, maximum_interval_seconds, shared_secret: _, ...own } = others;
  const policy = {
    retry_on_status_codes,
    backoff_coefficient,
    maximum_attempts,
    initial_interval_seconds,
    maximum_interval_seconds,
  };
  return fieldsAt(place, own, ['id', 'events', 'url']).map((field) =>
    field.name === 'retry_policy' ? { ...field, rows: fieldsAt(place, policy) } : field,
  );
}

/** The fields of a section of `api`, whose kinds their names tell; `id` and what is named are required. */
export function fieldsAt(
  place: string,
  words: Readonly<Record<string, readonly string[]>>,
  required: readonly string[] = ['id'],
): WantedField[] {
  return Object.entries(words).map(([name, own]) => ({
    name,
    words: own,
    kind: kindByName(name),
    place: `${place}.${name}`,
    isRequired: required.includes(name),
  }));
}

const KINDS_BY_NAME: readonly (readonly [RegExp, WantedKind])[] = [
  [/^(event|events|payload|retry_policy|retry_on_status_codes)$/, 'nested'],
  [/^(maximum_attempts|response_code)$/, 'integer'],
  [/(_coefficient|_interval_seconds)$/, 'decimal'],
  [/^success$/, 'boolean'],
  [/(^|_)id$/, 'id'],
  [/(_datetime|_at)$/, 'instant'],
  [/(^date|_date$)/, 'date'],
  [/^(date_from|date_to)$/, 'date'],
  [/^(notional|amount)$/, 'money'],
  [/^quantity$/, 'integer'],
  [/^price$/, 'decimal'],
  [/^(reports|pocket_ids|attempts)$/, 'rows'],
  [/^url$/, 'url'],
  [/^(status|activity|direction|type|report_type|report_format)$/, 'word'],
];

function kindByName(name: string): WantedKind {
  return KINDS_BY_NAME.find(([pattern]) => pattern.test(name))?.[1] ?? 'text';
}

/** The fields of a resource, as its definition tells. */
export function fieldsOf({ resources }: Profile, name: ResourceName): WantedField[] {
  const { fields, identity, reading } = RESOURCES[name];
  const required = reading.kind === 'since' ? [...identity, reading.by] : identity;
  return wantedIn(fields, resources.kinds[name].fields, `resources.kinds.${name}.fields`, required);
}

function wantedIn(
  fields: Fields,
  wire: Readonly<Record<string, WireField>>,
  place: string,
  required: readonly string[],
): WantedField[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const named = wire[name];
    // A secret that is told is an address; one that is no address is only written.
    const isTold = field.kind !== 'secret' || isAddress(name);
    if (named === undefined || !isTold) return [];
    const own = `${place}.${name}`;
    const isRequired = required.includes(name);
    const kind = kindOf(name, field);
    if (!('fields' in named)) return [{ name, words: named, kind, place: own, isRequired }];
    const rows = field.kind === 'rows' ? wantedIn(field.of, named.fields, `${own}.fields`, []) : [];
    return [{ name, words: named.at, kind, place: `${own}.at`, isRequired, rows }];
  });
}

function isAddress(name: string): boolean {
  return /(^|_)url$/.test(name);
}

function kindOf(name: string, { kind }: Field | RowsField): WantedKind {
  if (kind === 'secret') return 'url';
  return kind === 'text' && /(^|_)id$/.test(name) ? 'id' : kind;
}
