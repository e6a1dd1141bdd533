import { PERIODS, type ResourceName } from '../../domain/resource.ts';
import type { WirePeriods } from '../../extract/wire.ts';
import { placedValue } from '../../transform/resource/json-path.ts';
import type { ComparedFields } from '../../transform/wire-check/compare-fields.ts';
import {
  type Compared,
  type Difference,
  differing,
  NOTHING_COMPARED,
  only,
  together,
} from '../../transform/wire-check/compared.ts';
import { type AskedPeriod, completePeriod, periodQuery } from '../resources/asked-period.ts';
import { nameOf } from './ask-endpoint.ts';
import { keepJson } from './keep-sample.ts';
import { type ListingProbe, type Look, type Looked, look } from './look.ts';
import { compareItems } from './probe-listing.ts';
import { comparedStep, type ProbeStep, stepWithout } from './probe-step.ts';
import type { ProbeTools } from './probe-tools.ts';
import { readStrictly } from './read-strictly.ts';

interface Answered {
  readonly asked: AskedPeriod;
  readonly look: Look;
}

/** Asks once for each kind of period: each has a word of its own, and a range its days. */
export async function probePeriods(
  tools: ProbeTools,
  probe: ListingProbe,
  resource: ResourceName,
  words: WirePeriods,
): Promise<ProbeStep> {
  const { path, values } = probe;
  const name = nameOf(tools, { method: 'GET', path, values });
  const place = `resources.kinds.${resource}.periods`;
  const answered: Answered[] = [];
  const parts: Compared[] = [];
  let status = 200;
  for (const period of PERIODS) {
    const range = { from: tools.date, to: tools.date };
    const asked = period === 'range' ? { period, range } : { period };
    const looked = await lookAt(tools, probe, words, asked, place);
    if (looked.stopped === undefined) {
      if (looked.look === null) return stepWithout(name, 'failed', 'expected JSON', looked.status);
      answered.push({ asked, look: looked.look });
      continue;
    }
    if (looked.stopped.status !== 422) return looked.stopped;
    status = looked.stopped.status;
    parts.push(only(...refusedFor(looked, words, asked, place)));
  }
  const [first] = answered;
  if (first === undefined) return comparedStep(name, status, together(...parts));
  keepJson(tools, path, first.look.bytes);
  const fields = compareItems(
    tools,
    path,
    answered.flatMap(({ look: { items } }) => items),
  );
  parts.push(fields, heeded(answered, fields, words, place));
  if (parts.every(({ differences }) => differences.length === 0)) {
    for (const { asked, look: seen } of answered) {
      parts.push(await readStrictly(tools.profile, path, seen.bytes, completePeriod(asked)));
    }
  }
  return comparedStep(name, 200, together(...parts));
}

function lookAt(
  tools: ProbeTools,
  probe: ListingProbe,
  words: WirePeriods,
  asked: AskedPeriod,
  place: string,
): Promise<Looked> {
  const sent = new Map([
    [words.parameter, `${place}.words.${asked.period}`],
    [words.from_parameter, `${place}.from_parameter`],
    [words.to_parameter, `${place}.to_parameter`],
  ]);
  return look(tools, probe, periodQuery(words, asked), 1, sent);
}

/** A name that was not sent and is asked for is what one of ours has to be called. */
function refusedFor(
  { stopped, complaints }: Extract<Looked, { readonly complaints: unknown }>,
  words: WirePeriods,
  { range }: AskedPeriod,
  place: string,
): readonly Difference[] {
  const days = [words.from_parameter, words.to_parameter];
  const sent = range === undefined ? [words.parameter] : [words.parameter, ...days];
  const unsent = complaints.find(
    ({ loc: [where, name = ''] }) => where === 'query' && !sent.includes(name),
  );
  if (unsent !== undefined) {
    const keys = range === undefined ? ['parameter'] : ['from_parameter', 'to_parameter'];
    const [, name = '?'] = unsent.loc;
    const why = `asks for query.${name}: ${unsent.message}`;
    const or = keys.length > 1 ? '  # one of the two' : '';
    return keys.map((key) => differing(`${place}.${key}`, `${name}${or}`, why));
  }
  const isUnknown = complaints.some(
    ({ loc, isUnknownName }) => isUnknownName && loc[1] === words.parameter,
  );
  if (!isUnknown) return stopped.differences;
  return [differing(`${place}.parameter`, null, `${words.parameter} is not known`)];
}

/** A server that overlooks the period tells the same of each; one that overlooks the days tells others. */
function heeded(
  answered: readonly Answered[],
  { found }: ComparedFields,
  words: WirePeriods,
  place: string,
): Compared {
  const told = ({ look: { items } }: Answered): readonly (string | null)[] =>
    ['date_from', 'date_to'].map((field) => {
      const word = found.get(field);
      const [item] = items;
      const day = word === undefined || item === undefined ? null : placedValue(item, word);
      return typeof day === 'string' ? day : null;
    });
  const range = answered.find(({ asked }) => asked.period === 'range');
  const days = range === undefined ? [] : told(range);
  // It may tell no days at all; where it tells one, all time has no first.
  if (range === undefined || days.every((day) => day === null)) return NOTHING_COMPARED;
  const { from, to } = range.asked.range ?? {};
  const others = answered.filter((one) => one !== range).map((one) => JSON.stringify(told(one)));
  const [first = null, last = null] = days;
  if (first !== null && first >= String(from) && (last === null || last <= String(to))) {
    const names = ['parameter', 'from_parameter', 'to_parameter'];
    const spoken = answered.map(({ asked }) => `words.${asked.period}`);
    return {
      ...NOTHING_COMPARED,
      matched: [...names, ...spoken].map((name) => `${place}.${name}`),
    };
  }
  const why = `it is not heeded: asked for ${from} to ${to}, told ${first ?? 'no day'} to ${last ?? 'no day'}`;
  if (others.includes(JSON.stringify(days))) {
    return only(differing(`${place}.parameter`, null, `${words.parameter}: ${why}`));
  }
  return only(
    differing(`${place}.from_parameter`, null, `${words.from_parameter}: ${why}`),
    differing(`${place}.to_parameter`, null, `${words.to_parameter}: ${why}`),
  );
}
