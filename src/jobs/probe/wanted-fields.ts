import type { PathName } from '../../domain/endpoint.ts';
import type { Field, FieldKind, Fields, ResourceName, RowsField } from '../../domain/resource.ts';
import { RESOURCES } from '../../domain/resources.ts';
import type { Profile, Words } from '../../transform/profile.ts';
import type { WireField } from '../../transform/resource/resource-schema.ts';
import type { WantedField } from '../../transform/wire-check/compare-fields.ts';
import type { WantedKind } from '../../transform/wire-check/value-shape.ts';

/** What the profile says about the items of an endpoint that is no resource: a section of its `api`. */
export interface ApiSection {
  /** `api.trade` */
  readonly place: string;
  readonly fields: readonly WantedField[];
  /** The words of a field that have a meaning one by one, such as `activities`. */
  readonly words: readonly SectionWords[];
  /** Query parameters that leave out what is before or after a day: by their place, with their names. */
  readonly bounds: readonly Bound[];
}

export interface SectionWords {
  readonly place: string;
  /** Ours, whose values are the words. */
  readonly field: string;
  readonly known: readonly string[];
}

export interface Bound {
  readonly place: string;
  readonly parameter: string;
  readonly side: 'from' | 'to';
}

/** Which section of `api` tells of the items of a path. */
const SECTIONS: Partial<Record<PathName, string>> = {
  pockets: 'pocket',
  pocket: 'pocket',
  trades: 'trade',
  transactions: 'transaction',
};

/** What every item of the list of requests tells; the rest depends on what was asked for. */
const OF_ALL_REQUESTS = ['id', 'report_type', 'status', 'created_at'] as const;

function requestSection({ request, list }: Profile['api']): ApiSection {
  const fields = OF_ALL_REQUESTS.map((name) => [name, request.fields[name]] as const);
  return {
    place: 'api.request',
    fields: fieldsAt('api.request.fields', Object.fromEntries(fields)),
    words: [],
    bounds: boundsIn(list, 'api.list'),
  };
}

/** Null where the profile says nothing about the items of this path. */
export function sectionOf({ api }: Profile, path: PathName): ApiSection | null {
  if (path === 'report_requests') return requestSection(api);
  const name = SECTIONS[path];
  const section = Object.entries(api).find(([key]) => key === name)?.[1];
  if (name === undefined || section === undefined || !('fields' in section)) return null;
  if (!isWordGroups(section.fields)) return null;
  const place = `api.${name}`;
  const fields = fieldsAt(`${place}.fields`, section.fields);
  return {
    place,
    fields,
    words: Object.entries(section).flatMap(([key, value]) => {
      // `activities` are the words of `activity`.
      const field = fields.find((one) => key !== 'fields' && key.startsWith(one.name.slice(0, -1)));
      return field === undefined || !isWordGroups(value)
        ? []
        : [{ place: `${place}.${key}`, field: field.name, known: Object.values(value).flat() }];
    }),
    bounds: boundsIn(section, place),
  };
}

function boundsIn(section: object, place: string): Bound[] {
  return Object.entries(section).flatMap(([key, parameter]) => {
    const side = /_(from|to)_parameter$/.exec(key)?.[1];
    return (side === 'from' || side === 'to') && typeof parameter === 'string'
      ? [{ place: `${place}.${key}`, parameter, side }]
      : [];
  });
}

function isWordGroups(value: unknown): value is Readonly<Record<string, Words>> {
  return typeof value === 'object' && value !== null && Object.values(value).every(Array.isArray);
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
  [/(^|_)id$/, 'id'],
  [/(_datetime|_at)$/, 'instant'],
  [/(^date|_date$)/, 'date'],
  [/^(date_from|date_to)$/, 'date'],
  [/^(notional|amount)$/, 'money'],
  [/^quantity$/, 'integer'],
  [/^price$/, 'decimal'],
  [/^(reports|pocket_ids)$/, 'rows'],
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
    if (named === undefined) return [];
    const own = `${place}.${name}`;
    const isRequired = required.includes(name);
    const kind = kindOf(name, field);
    if (!('fields' in named)) return [{ name, words: named, kind, place: own, isRequired }];
    const rows = field.kind === 'rows' ? wantedIn(field.of, named.fields, `${own}.fields`, []) : [];
    return [{ name, words: named.at, kind, place: `${own}.at`, isRequired, rows }];
  });
}

function kindOf(name: string, { kind }: Field | RowsField): FieldKind | 'rows' | 'id' {
  return kind === 'text' && /(^|_)id$/.test(name) ? 'id' : kind;
}
