import type { PathName } from '../../domain/endpoint.ts';
import type { ResourceName, Shape } from '../../domain/resource.ts';
import { RESOURCES } from '../../domain/resources.ts';
import { isJsonObject, type Json, type JsonObject } from '../../transform/json/exact-json.ts';
import { valueAt } from '../../transform/resource/json-path.ts';
import { type ComparedFields, compareFields } from '../../transform/wire-check/compare-fields.ts';
import {
  type ComparedList,
  comparePage,
  compareWholeList,
} from '../../transform/wire-check/compare-list.ts';
import {
  type Compared,
  differing,
  NOTHING_COMPARED,
  only,
  together,
} from '../../transform/wire-check/compared.ts';
import { askEndpoint, jsonOf, nameOf, type SentNames } from './ask-endpoint.ts';
import { keepJson } from './keep-sample.ts';
import { type KnownValues, resourceAt } from './known-values.ts';
import { comparedStep, type ProbeStep, stepWithout } from './probe-step.ts';
import type { ProbeTools } from './probe-tools.ts';
import { readStrictly } from './read-strictly.ts';
import { type Bound, fieldsOf, sectionOf } from './wanted-fields.ts';

/** What one endpoint is taken to answer. */
export interface ListingProbe {
  readonly path: PathName;
  readonly values: Readonly<Record<string, string>>;
  /** By place; those that are known to be heeded need no second look. */
  readonly checked: Set<string>;
  readonly known: KnownValues;
  /** What the profile names nowhere, by resource. */
  readonly unnamed: Map<ResourceName, readonly string[]>;
}

interface Look {
  readonly list: ComparedList;
  readonly items: readonly JsonObject[];
  readonly bytes: Uint8Array;
}

const FAR_FUTURE = '2099-12-31';
const FAR_PAST = '1990-01-01';
/** Seen when fields are missing from the first item: they may have been left out of that one. */
const MORE_ITEMS = 20;

/** Asks for one item, and looks at everything that the profile says about it. */
export async function probeListing(tools: ProbeTools, probe: ListingProbe): Promise<ProbeStep> {
  const { path, known } = probe;
  const name = nameOf(tools, { method: 'GET', path });
  const first = await look(tools, probe, {}, 1);
  if (first.stopped !== undefined) return first.stopped;
  if (first.look === null) return stepWithout(name, 'failed', 'expected JSON', first.status);
  keepJson(tools, path, first.look.bytes);
  const parts: Compared[] = [first.look.list, limitHeeded(tools, probe, first.look)];
  let { items } = first.look;
  const [top] = items;
  if (top === undefined) {
    const remark = 'there are no items to look at';
    const nothing = together(...parts, { ...NOTHING_COMPARED, remarks: [remark] });
    return comparedStep(name, first.status, nothing);
  }
  const more = await lookFurther(tools, probe, first.look);
  items = [...items, ...more.items];
  const fields = compareItems(tools, path, items);
  const resource = resourceAt(path);
  if (resource !== null) probe.unnamed.set(resource, fields.unnamed);
  known.note(path, top, fields.found);
  parts.push(...more.parts, fields, unknownWords(tools, path, items, fields));
  for (const bound of boundsOf(tools, path)) parts.push(await checkBound(tools, probe, bound));
  const isClean = parts.every(({ differences }) => differences.length === 0);
  if (isClean) parts.push(await readStrictly(tools.profile, path, first.look.bytes));
  return comparedStep(name, first.status, together(...parts));
}

type Looked =
  | { readonly stopped: ProbeStep; readonly look?: never }
  | { readonly look: Look | null; readonly status: number; readonly stopped?: never };

async function look(
  tools: ProbeTools,
  { path, values }: ListingProbe,
  query: Readonly<Record<string, string>>,
  limit: number,
  sentToo: SentNames = new Map(),
): Promise<Looked> {
  const { api, resources } = tools.profile;
  const resource = resourceAt(path);
  const kind = resource === null ? undefined : resources.kinds[resource];
  const isPaged = isPagedAt(tools, path);
  const own: Readonly<Record<string, string>> = kind?.query ?? {};
  const sent = new Map([
    ...Object.keys(own).map((name) => [name, `resources.kinds.${resource}.query`] as const),
    [api.page.limit_parameter, limit === 1 ? 'api.page.limit_parameter' : 'api.page.limit'],
    [api.page.cursor_parameter, 'api.page.cursor_parameter'],
    ...sentToo,
  ]);
  const paging = isPaged ? { [api.page.limit_parameter]: String(limit) } : {};
  const ask = { method: 'GET', path, values, query: { ...own, ...paging, ...query } } as const;
  const answer = await askEndpoint(tools, ask, sent);
  if (answer.stopped !== undefined) return { stopped: answer.stopped };
  const { status, bytes } = answer;
  const body = jsonOf(bytes);
  if (body === undefined) return { look: null, status };
  const list = listIn(tools, path, body);
  return { look: { list, items: list.items ?? [], bytes }, status };
}

function isPagedAt(tools: ProbeTools, path: PathName): boolean {
  return shapeAt(tools, path) === 'cursor';
}

/** A path without a placeholder leads to a list, where the profile describes it and no resource does. */
export function shapeAt({ profile }: ProbeTools, path: PathName): Shape | null {
  const resource = resourceAt(path);
  if (resource !== null) return RESOURCES[resource].shape;
  if (sectionOf(profile, path) === null) return null;
  return profile.api.paths[path].includes('{') ? 'single' : 'cursor';
}

function listIn(tools: ProbeTools, path: PathName, body: Json): ComparedList {
  const { api, resources } = tools.profile;
  const shape = shapeAt(tools, path);
  if (shape === 'cursor') return comparePage(body, api.page);
  const resource = resourceAt(path);
  if (shape === 'list' && resource !== null) {
    const place = `resources.kinds.${resource}.list`;
    return compareWholeList(body, resources.kinds[resource].list, place);
  }
  const items = isJsonObject(body) ? [body] : [];
  return { ...NOTHING_COMPARED, items, next: null };
}

function compareItems(
  { profile }: ProbeTools,
  path: PathName,
  items: readonly JsonObject[],
): ComparedFields {
  const resource = resourceAt(path);
  const wanted =
    resource === null ? (sectionOf(profile, path)?.fields ?? []) : fieldsOf(profile, resource);
  const compared = compareFields(items, wanted, [...profile.resources.ignored]);
  if (path === 'report_requests') return compared;
  const remarks = compared.unknown.map((name) => `the field ${name} is not known to the profile`);
  return { ...compared, remarks: [...compared.remarks, ...remarks] };
}

/** Servers overlook a parameter that they do not know. */
function limitHeeded(tools: ProbeTools, { path }: ListingProbe, { items }: Look): Compared {
  if (!isPagedAt(tools, path)) return NOTHING_COMPARED;
  const place = 'api.page.limit_parameter';
  if (items.length > 1) {
    return only(differing(place, null, `asked for one item, got ${items.length}`));
  }
  return NOTHING_COMPARED;
}

/**
 * The next page, once for all and wherever words are to be seen; else a longer first page where fields are missing from the
 * only item that was seen.
 */
async function lookFurther(
  tools: ProbeTools,
  probe: ListingProbe,
  { list, items }: Look,
): Promise<{ items: readonly JsonObject[]; parts: Compared[] }> {
  const { page } = tools.profile.api;
  const { checked, path } = probe;
  const hasWords = (sectionOf(tools.profile, path)?.words.length ?? 0) > 0;
  const place = 'api.page.cursor_parameter';
  if (list.next !== null && (hasWords || !checked.has(place))) {
    checked.add(place);
    const second = await look(tools, probe, { [page.cursor_parameter]: list.next }, page.limit);
    if (second.stopped !== undefined) return { items: [], parts: [second.stopped] };
    const others = second.look?.items ?? [];
    const isSame = JSON.stringify(others[0]) === JSON.stringify(items[0]);
    const why = 'the second page begins as the first';
    return {
      items: others,
      parts: [
        isSame
          ? only(differing(place, null, why))
          : { ...NOTHING_COMPARED, matched: [place, 'api.page.limit_parameter'] },
      ],
    };
  }
  if (!isPagedAt(tools, path) || items.length !== 1) return { items: [], parts: [] };
  if (compareItems(tools, path, items).differences.length === 0) return { items: [], parts: [] };
  const longer = await look(tools, probe, {}, MORE_ITEMS);
  return { items: longer.look?.items ?? [], parts: [] };
}

function unknownWords(
  { profile }: ProbeTools,
  path: PathName,
  items: readonly JsonObject[],
  { found }: ComparedFields,
): Compared {
  const words = sectionOf(profile, path)?.words ?? [];
  return together(
    ...words.map(({ place, field, known }) => {
      const at = found.get(field);
      const seen = at === undefined ? [] : items.map((item) => valueAt(item, at));
      const told = [...new Set(seen.filter((value) => typeof value === 'string'))];
      const unknown = told.filter((word) => !known.includes(word));
      if (unknown.length === 0) {
        return told.length === 0 ? NOTHING_COMPARED : { ...NOTHING_COMPARED, matched: [place] };
      }
      const texts = unknown.map((word) => JSON.stringify(word)).join(', ');
      return only(differing(place, `?  # add each to one of them: ${texts}`, 'unknown words'));
    }),
  );
}

function boundsOf({ profile }: ProbeTools, path: PathName): Bound[] {
  const resource = resourceAt(path);
  if (resource === null) return [...(sectionOf(profile, path)?.bounds ?? [])];
  const { since } = profile.resources.kinds[resource];
  const place = `resources.kinds.${resource}.since`;
  return since === undefined ? [] : [{ place, parameter: since, side: 'from' }];
}

/** Asks for what cannot be: whoever heeds the parameter has nothing to tell. */
export async function checkBound(
  tools: ProbeTools,
  probe: ListingProbe,
  { place, parameter, side }: Bound,
): Promise<Compared> {
  const day = side === 'from' ? FAR_FUTURE : FAR_PAST;
  const value = place.endsWith('.since') ? `${day}T00:00:00.000Z` : day;
  const answer = await look(tools, probe, { [parameter]: value }, 1, new Map([[parameter, place]]));
  if (answer.stopped !== undefined) return answer.stopped;
  const count = answer.look?.items.length ?? 0;
  if (count === 0) return { ...NOTHING_COMPARED, matched: [place] };
  return only(
    differing(place, null, `${parameter} is not heeded: there should be nothing, as asked`),
  );
}
