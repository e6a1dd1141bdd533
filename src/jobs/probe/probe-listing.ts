import type { PathName } from '../../domain/endpoint.ts';
import { placedValue } from '../../transform/resource/json-path.ts';
import type { Complete } from '../../transform/resource/read-item.ts';
import {
  type ComparedFields,
  compareFields,
  type PlacedObject,
  seenTogether,
} from '../../transform/wire-check/compare-fields.ts';
import {
  type Compared,
  differing,
  NOTHING_COMPARED,
  only,
  together,
} from '../../transform/wire-check/compared.ts';
import { nameOf } from './ask-endpoint.ts';
import { boundsOf, checkBound, checkOrder } from './check-bound.ts';
import { keepJson } from './keep-sample.ts';
import { resourceAt } from './known-values.ts';
import { isPagedAt, type ListingProbe, type Look, look } from './look.ts';
import { comparedStep, type ProbeStep, stepWithout } from './probe-step.ts';
import type { ProbeTools } from './probe-tools.ts';
import { readStrictly } from './read-strictly.ts';
import { fieldsOf, type SectionWords, sectionOf } from './wanted-fields.ts';

/** Seen when fields are missing from the first item: they may have been left out of that one. */
const MORE_ITEMS = 20;

/** Asks for one item, and looks at everything that the profile says about it. */
export async function probeListing(
  tools: ProbeTools,
  probe: ListingProbe,
  complete?: Complete,
): Promise<ProbeStep> {
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
  for (const bound of boundsOf(tools.profile, path)) {
    parts.push(await checkBound(tools, probe, bound));
  }
  parts.push(await checkOrder(tools, probe, first.look));
  const isClean = parts.every(({ differences }) => differences.length === 0);
  if (isClean) parts.push(await readStrictly(tools.profile, path, first.look.bytes, complete));
  return comparedStep(name, first.status, together(...parts));
}

/** By all that the profile says about them: as a resource, and as a section of `api`. */
export function compareItems(
  { profile }: ProbeTools,
  path: PathName,
  items: readonly PlacedObject[],
): ComparedFields {
  const resource = resourceAt(path);
  const section = sectionOf(profile, path);
  const views = [
    ...(resource === null ? [] : [fieldsOf(profile, resource)]),
    ...(section === null ? [] : [section.fields]),
  ];
  const ignored = profile.resources.ignored;
  const compared = seenTogether(views.map((wanted) => compareFields(items, wanted, ignored)));
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
): Promise<{ items: readonly PlacedObject[]; parts: Compared[] }> {
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
  items: readonly PlacedObject[],
  { found }: ComparedFields,
): Compared {
  const words = sectionOf(profile, path)?.words ?? [];
  return together(
    ...words.map((one) => {
      const at = found.get(one.field);
      const seen = at === undefined ? [] : items.map((item) => placedValue(item, at));
      const told = [...new Set(seen.filter((value) => typeof value === 'string'))];
      const ofField = words.filter(({ field }) => field === one.field);
      return comparedWords(one, told, ofField);
    }),
  );
}

/** `ofField`: all groups of words that the values of the same field are in. */
function comparedWords(
  { place, known, isOpen }: SectionWords,
  told: readonly string[],
  ofField: readonly SectionWords[],
): Compared {
  const unknown = told.filter((word) => !ofField.some((group) => group.known.includes(word)));
  const isSeen = told.some((word) => known.includes(word));
  const texts = unknown.map((word) => JSON.stringify(word)).join(', ');
  if (unknown.length === 0)
    return isSeen ? { ...NOTHING_COMPARED, matched: [place] } : NOTHING_COMPARED;
  if (isSeen && isOpen === true) {
    return { ...NOTHING_COMPARED, matched: [place], remarks: [`${place} does not know ${texts}`] };
  }
  // Of several groups an unknown word is most likely of one that nothing was seen of.
  const isElsewhere = isSeen && ofField.length > 1;
  if (isElsewhere) return { ...NOTHING_COMPARED, matched: [place] };
  return only(differing(place, `?  # add each to one of them: ${texts}`, 'unknown words'));
}
