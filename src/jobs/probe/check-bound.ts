import type { PathName } from '../../domain/endpoint.ts';
import type { Profile } from '../../transform/profile.ts';
import {
  type Compared,
  differing,
  NOTHING_COMPARED,
  only,
} from '../../transform/wire-check/compared.ts';
import { resourceAt } from './known-values.ts';
import { type ListingProbe, type Look, type Looked, look } from './look.ts';
import type { ProbeTools } from './probe-tools.ts';

/** A query parameter, and a value of it for which there is nothing. */
export interface Bound {
  readonly place: string;
  readonly parameter: string;
  readonly value: string;
  /** Nothing is called so: it may be refused as well. */
  readonly isInvented?: true;
}

const FAR_FUTURE = '2099-12-31';
const FAR_PAST = '1990-01-01';
const NOBODY = '00000000-0000-4000-8000-000000000000';

/** The parameters by which less is told at a path. */
export function boundsOf({ api, resources }: Profile, path: PathName): Bound[] {
  const resource = resourceAt(path);
  const since = resource === null ? undefined : resources.kinds[resource].since;
  const own: Bound[] =
    since === undefined
      ? []
      : [
          {
            place: `resources.kinds.${resource}.since`,
            parameter: since,
            value: `${FAR_FUTURE}T00:00:00.000Z`,
          },
        ];
  switch (path) {
    case 'trades':
      return [...own, ...daysIn(api.trade, 'api.trade')];
    case 'transactions':
      return [...own, ...daysIn(api.transaction, 'api.transaction'), ...filtersIn(api)];
    case 'report_requests':
      return [...own, ...daysIn(api.list, 'api.list')];
    case 'events': {
      const { subscription_parameter, after_parameter } = api.event.list;
      const place = 'api.event.list';
      return [
        ...own,
        invented(`${place}.subscription_parameter`, subscription_parameter, NOBODY),
        // It may be an instant or an event.
        invented(`${place}.after_parameter`, after_parameter, FAR_FUTURE),
      ];
    }
    default:
      return own;
  }
}

function daysIn(section: object, place: string): Bound[] {
  return Object.entries(section).flatMap(([key, parameter]) => {
    const side = /_(from|to)_parameter$/.exec(key)?.[1];
    if (side === undefined || typeof parameter !== 'string') return [];
    return [
      { place: `${place}.${key}`, parameter, value: side === 'from' ? FAR_FUTURE : FAR_PAST },
    ];
  });
}

function filtersIn({ transaction: { filters } }: Profile['api']): Bound[] {
  const { pocket, type, direction, amount_from, amount_to } = filters;
  const place = 'api.transaction.filters';
  return [
    invented(`${place}.pocket`, pocket, NOBODY),
    invented(`${place}.type`, type, 'NO_SUCH_WORD'),
    invented(`${place}.direction`, direction, 'NO_SUCH_WORD'),
    invented(`${place}.amount_from`, amount_from, '999999999999999'),
    invented(`${place}.amount_to`, amount_to, '-999999999999999'),
  ];
}

function invented(place: string, parameter: string, value: string): Bound {
  return { place, parameter, value, isInvented: true };
}

/** Asks for what cannot be: whoever heeds the parameter has nothing to tell. */
export async function checkBound(
  tools: ProbeTools,
  probe: ListingProbe,
  bound: Bound,
): Promise<Compared> {
  const { place, parameter, value } = bound;
  const { cursor_parameter, limit_parameter } = tools.profile.api.page;
  if ([cursor_parameter, limit_parameter].includes(parameter)) {
    return only(differing(place, null, `pages are asked for by ${parameter}, so it is none`));
  }
  const matched = { ...NOTHING_COMPARED, matched: [place] };
  const answer = await look(tools, probe, { [parameter]: value }, 1, new Map([[parameter, place]]));
  if (answer.stopped !== undefined) {
    return bound.isInvented === true && refusesValue(answer, parameter) ? matched : answer.stopped;
  }
  if ((answer.look?.items.length ?? 0) === 0) return matched;
  const left = place.endsWith('.since') ? '?  # left out where there is none' : null;
  return only(
    differing(place, left, `${parameter} is not heeded: there should be nothing, as asked`),
  );
}

/** All else was taken before: so it is the value that is refused, of a name that is known. */
function refusesValue(
  { stopped, complaints }: Extract<Looked, { readonly complaints: unknown }>,
  parameter: string,
): boolean {
  const isOfName = complaints.some(
    ({ loc, isUnknownName }) => isUnknownName && loc[1] === parameter,
  );
  return [400, 403, 404, 422].includes(stopped.status ?? 0) && !isOfName;
}

/** Asks for the list once from its other end. */
export async function checkOrder(
  tools: ProbeTools,
  probe: ListingProbe,
  { list, items }: Look,
): Promise<Compared> {
  if (probe.path !== 'transactions' || list.next === null) return NOTHING_COMPARED;
  const parameter = tools.profile.api.transaction.filters.order;
  const place = 'api.transaction.filters.order';
  const tops = [items[0]];
  for (const value of ['asc', 'desc']) {
    const sent = new Map([[parameter, place]]);
    const answer = await look(tools, probe, { [parameter]: value }, 1, sent);
    if (answer.stopped !== undefined) return answer.stopped;
    tops.push(answer.look?.items[0]);
  }
  const [first, ...others] = tops.map((top) => JSON.stringify(top?.item ?? null));
  if (others.some((other) => other !== first)) return { ...NOTHING_COMPARED, matched: [place] };
  return only(differing(place, null, `${parameter} is not heeded: both ways begin alike`));
}
