import { z } from 'zod';
import { groupOf } from '../domain/customer-api.ts';
import type { PathName } from '../domain/endpoint.ts';
import type { Bytes } from '../domain/reading.ts';
import type { Fields, ResourceName } from '../domain/resource.ts';
import { RESOURCES } from '../domain/resources.ts';
import { type JsonObject, type Received, readField, readObject } from './answer.ts';
import type { Api } from './api.ts';
import { atPath } from './at-path.ts';
import { fillPath } from './fill-path.ts';
import type { LandedFile } from './landed-file.ts';
import type { LandingZone } from './landing.ts';
import { pageQuery, pagesOf } from './page.ts';
import type { WireField, WireProfile, Words } from './wire.ts';
import { type FieldNames, withoutSecrets } from './without-secrets.ts';

export interface ResourceAsk {
  readonly resource: ResourceName;
  /** What fills the placeholders of the path. */
  readonly values?: Readonly<Record<string, string>>;
  /** By Jiko's names. */
  readonly query?: Readonly<Record<string, string>>;
  /** What is older than this instant is not wanted, for a resource that is read by an instant. */
  readonly since?: Date;
}

/**
 * One reading of a resource: the answers, as they came but for secrets, as a JSON array in one landed file; a CSV as it came.
 */
export interface FetchedResource {
  readonly file: LandedFile;
  readonly calls: number;
}

interface ListingTools {
  readonly api: Api;
  readonly wire: WireProfile;
  readonly landing: LandingZone;
}

/**
 * Reads a resource and lands it. What the profile calls a secret (temporary addresses, shared secrets) is taken out before the
 * bytes are written. Throws what `Api.call` throws.
 */
export async function fetchResource(
  tools: ListingTools,
  ask: ResourceAsk,
  signal?: AbortSignal,
): Promise<FetchedResource> {
  if (RESOURCES[ask.resource].shape === 'csv') return fetchCsv(tools, ask, signal);
  const names = namesIn(
    RESOURCES[ask.resource].fields,
    tools.wire.resources.kinds[ask.resource].fields,
  );
  let calls = 0;
  const counted = async function* (): Bytes {
    let separator = '[';
    for await (const bytes of answersTo(tools, ask, signal)) {
      calls += 1;
      yield Buffer.from(separator);
      yield withoutSecrets(bytes, names);
      separator = ',';
    }
    yield Buffer.from(']');
  };
  // Each answer was read as JSON before it is written, so the whole is well-formed and complete.
  const file = await tools.landing.land(counted(), { lengthProven: true });
  return { file, calls };
}

async function fetchCsv(
  { api, wire, landing }: ListingTools,
  { resource, values, query }: ResourceAsk,
  signal: AbortSignal | undefined,
): Promise<FetchedResource> {
  const { path } = RESOURCES[resource];
  const { bytes } = await api.call({
    name: resource,
    kind: 'resources',
    group: groupOf(path),
    method: 'GET',
    path: fillPath(wire.api.paths[path], values),
    query: { ...wire.resources.kinds[resource].query, ...query },
    isRepeatable: true,
    accept: 'text/csv',
    read: () => null,
    signal,
  });
  return { file: await landing.landBytes(bytes), calls: 1 };
}

async function* answersTo(
  tools: ListingTools,
  ask: ResourceAsk,
  signal: AbortSignal | undefined,
): Bytes {
  const { resource, values, since } = ask;
  const { api, wire } = tools;
  const { shape, path, reading } = RESOURCES[resource];
  const kind = wire.resources.kinds[resource];
  const isPaged = shape === 'cursor';
  const read = (received: Received): PageEnd =>
    isPaged ? readEnd(received, wire.api.page) : { next: null, items: [] };
  const pages = pagesOf(resource, async (cursor) => {
    const answer = await api.call({
      name: resource,
      kind: 'resources',
      group: groupOf(path as PathName),
      method: 'GET',
      path: fillPath(wire.api.paths[path], values),
      query: {
        ...kind.query,
        ...ask.query,
        ...(since !== undefined && kind.since !== undefined
          ? { [kind.since]: since.toISOString() }
          : {}),
        ...(isPaged ? pageQuery(wire.api.page, cursor) : {}),
      },
      isRepeatable: true,
      read,
      signal,
    });
    const { next, items } = answer.value;
    const isPast =
      since !== undefined &&
      reading.kind === 'since' &&
      isAllBefore(items, wordsOf(kind.fields[reading.by]), since);
    return { bytes: answer.bytes, next: isPast ? null : next };
  });
  for await (const page of pages) yield page.bytes;
}

interface PageEnd {
  readonly next: string | null;
  readonly items: readonly Received[];
}

const nextShape = z.string().nullish();
const itemsShape = z.array(z.unknown());

function readEnd(received: Received, page: WireProfile['api']['page']): PageEnd {
  const body: Received<JsonObject> = readObject(received);
  const items = readField(body, page.items, itemsShape);
  const next = readField(body, page.next, nextShape).value ?? '';
  return {
    next: next === '' ? null : next,
    items: items.value.map((value) => ({ value, place: items.place })),
  };
}

/** Nothing on the page is new enough, and lists go from new to old: neither is what comes after it. */
function isAllBefore(items: readonly Received[], words: Words, since: Date): boolean {
  return items.every(({ value }) => {
    const told = words.map((word) => atPath(value, word)).find((found) => found !== undefined);
    const instant = typeof told === 'string' ? Date.parse(told) : Number.NaN;
    return instant < since.getTime();
  });
}

function wordsOf(field: WireField | undefined): Words {
  return field === undefined || 'fields' in field ? [] : field;
}

/** What Jiko calls the fields that must not be kept, and the others, in this resource and in the rows inside of it. */
function namesIn(fields: Fields, wire: Readonly<Record<string, WireField>>): FieldNames {
  const secret: string[] = [];
  const known: string[] = [];
  for (const [name, field] of Object.entries(fields)) {
    const named = wire[name];
    if (named === undefined) continue;
    if (field.kind === 'rows') {
      if (!('fields' in named)) continue;
      const inside = namesIn(field.of, named.fields);
      secret.push(...inside.secret);
      known.push(...inside.known);
      continue;
    }
    const words = wordsOf(named).map((word) => word.split('.').at(-1) ?? word);
    (field.kind === 'secret' ? secret : known).push(...words);
  }
  return { secret, known };
}
