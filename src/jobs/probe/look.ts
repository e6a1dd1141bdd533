import type { PathName } from '../../domain/endpoint.ts';
import type { ResourceName, Shape } from '../../domain/resource.ts';
import { RESOURCES } from '../../domain/resources.ts';
import { isJsonObject, type Json } from '../../transform/json/exact-json.ts';
import { type PlacedObject, standingAlone } from '../../transform/wire-check/compare-fields.ts';
import {
  type ComparedList,
  comparePage,
  compareWholeList,
} from '../../transform/wire-check/compare-list.ts';
import { NOTHING_COMPARED } from '../../transform/wire-check/compared.ts';
import type { Complaint } from '../../transform/wire-check/read-complaints.ts';
import { askEndpoint, jsonOf, type SentNames } from './ask-endpoint.ts';
import { type KnownValues, resourceAt } from './known-values.ts';
import type { ProbeStep } from './probe-step.ts';
import type { ProbeTools } from './probe-tools.ts';
import { sectionOf } from './wanted-fields.ts';

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

export interface Look {
  readonly list: ComparedList;
  readonly items: readonly PlacedObject[];
  readonly bytes: Uint8Array;
}

/** What an answer holds, or the step that says why there is none. */
export type Looked =
  | {
      readonly stopped: ProbeStep;
      readonly complaints: readonly Complaint[];
      readonly look?: never;
    }
  | { readonly look: Look | null; readonly status: number; readonly stopped?: never };

/** Asks for one page. `sentToo`: our places in the profile for the names of `query`. */
export async function look(
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
  if (answer.stopped !== undefined) return answer;
  const { status, bytes } = answer;
  const body = jsonOf(bytes);
  if (body === undefined) return { look: null, status };
  const list = listIn(tools, path, body);
  return { look: { list, items: list.items ?? [], bytes }, status };
}

export function isPagedAt(tools: ProbeTools, path: PathName): boolean {
  return shapeAt(tools, path) === 'cursor';
}

/** Null where the profile says nothing about what a path answers. */
export function shapeAt({ profile }: ProbeTools, path: PathName): Shape | null {
  const resource = resourceAt(path);
  if (resource !== null) return RESOURCES[resource].shape;
  return sectionOf(profile, path) === null ? null : 'cursor';
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
  const items = isJsonObject(body) ? [standingAlone(body)] : [];
  return { ...NOTHING_COMPARED, items, next: null };
}
