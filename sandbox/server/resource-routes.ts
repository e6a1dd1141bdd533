import type { World } from '../model/world.ts';
import type { Profile } from '../profile.ts';
import { writeCsv } from '../render/csv.ts';
import type { Item } from '../resources/item.ts';
import type { Kind } from '../resources/kind.ts';
import { KINDS } from '../resources/kinds.ts';
import { portalsOfPocket } from '../resources/portals.ts';
import type { Source } from '../source.ts';
import type { ApiContext, Routing } from './app.ts';
import { askedPeriod } from './asked-period.ts';
import { pageOf } from './paging.ts';
import { notFound } from './problem.ts';
import { showItem, showList } from './show-item.ts';

export interface ResourceRouteParts {
  readonly profile: Profile;
  readonly world: World;
  /** The world as it is told: with its faults. */
  readonly source: Source;
  /** The temporary address of a file. */
  link(file: string): string;
  /** A fault keeps this item back. */
  isWithheld(kind: string, item: Item): boolean;
}

/** Serves every kind of thing as the profile says, seen through the planted faults. */
export function addResourceRoutes(routing: Routing, parts: ResourceRouteParts): void {
  const { profile } = parts;
  for (const kind of [...KINDS, ...portalsOfPocket]) {
    const path = profile.api.paths[kind.path];
    if (path === undefined) throw new Error(`the profile has no path for ${kind.name}`);
    routing.app.get(
      path.replace(/\{(\w+)\}/g, ':$1'),
      routing.guarded('resources', { group: kind.group, anyOf: kind.anyOf }, (context) =>
        answer(context, parts, kind),
      ),
    );
  }
}

async function answer(
  context: ApiContext,
  parts: ResourceRouteParts,
  kind: Kind,
): Promise<Response> {
  const { profile, world, source } = parts;
  const query = new URL(context.req.url).searchParams;
  const { fields, list, periods, delimiter } = wireOf(profile, kind);
  const asked = { source, period: askedPeriod(periods, query) };
  const found = kind.items(world, context.req.param(), asked);
  if (found === null) throw notFound(kind.name);
  const items = source.told(kind.name, found).filter((item) => !parts.isWithheld(kind.name, item));
  const show = (item: Item) => showItem(profile, fields, kind.fresh?.(item, parts.link) ?? item);
  const wanted = newEnough(query, profile, kind, items);
  switch (kind.shape) {
    case 'single':
      return context.json(wanted[0] === undefined ? {} : show(wanted[0]));
    case 'list':
      return context.json(
        list === undefined ? wanted.map(show) : showList(profile, fields, list, wanted),
      );
    case 'csv':
      return context.body(await writeItems(fields, delimiter, wanted), 200, {
        'Content-Type': 'text/csv; charset=utf-8',
      });
    case 'cursor': {
      const { orderedBy } = kind;
      const position = new Map(inOrder(kind, wanted).map((item, index) => [item, index]));
      return context.json(
        pageOf(
          profile,
          query,
          [...position.keys()],
          (item) => position.get(item) ?? 0,
          show,
          orderedBy === undefined ? undefined : (item) => String(item[orderedBy]),
        ),
      );
    }
    default:
      return kind.shape satisfies never;
  }
}

function writeItems(
  fields: ReturnType<typeof wireOf>['fields'],
  delimiter = ',',
  items: readonly Item[],
): Promise<string> {
  const columns = Object.fromEntries(
    Object.entries(fields).flatMap(([name, word]) =>
      typeof word === 'string' ? [[name, word]] : [],
    ),
  );
  return writeCsv(
    { format: 'CSV', delimiter, header: true, date_format: 'YYYY-MM-DD', columns },
    items.map((item) =>
      Object.fromEntries(
        Object.entries(item).map(([name, value]) => [name, value === null ? '' : String(value)]),
      ),
    ),
  );
}

function wireOf(profile: Profile, { name }: Kind) {
  const wire = profile.resources.kinds[name];
  if (wire === undefined) throw new Error(`the profile has no words for ${name}`);
  return wire;
}

function newEnough(
  query: URLSearchParams,
  profile: Profile,
  kind: Kind,
  items: readonly Item[],
): readonly Item[] {
  const { since } = wireOf(profile, kind);
  const from = since === undefined ? null : query.get(since);
  const { orderedBy } = kind;
  if (from === null || orderedBy === undefined) return items;
  return items.filter((item) => Date.parse(String(item[orderedBy])) >= Date.parse(from));
}

/** Oldest first; items of the same instant keep their order. */
function inOrder({ orderedBy }: Kind, items: readonly Item[]): readonly Item[] {
  if (orderedBy === undefined) return items;
  return items.toSorted(
    (a, b) => Date.parse(String(a[orderedBy])) - Date.parse(String(b[orderedBy])),
  );
}
