import { askedRange, type ReportAsk } from '../../extract/report-ask.ts';
import { isJsonObject, type Json, type JsonObject } from '../../transform/json/exact-json.ts';
import type { Profile } from '../../transform/profile.ts';
import { valueAt } from '../../transform/resource/json-path.ts';
import {
  type Compared,
  type Difference,
  differing,
  NOTHING_COMPARED,
} from '../../transform/wire-check/compared.ts';

type CreateWord = keyof Profile['api']['create']['fields'];

/**
 * A server may overlook names that it does not know, and make a report of something else. What the request tells of itself,
 * under the words by which our fields were found in it, must be what was asked for.
 */
export function compareEcho(
  ask: ReportAsk,
  request: JsonObject,
  found: ReadonlyMap<string, string>,
): Compared {
  const { from, to } = askedRange(ask);
  const wanted: readonly (readonly [CreateWord, string])[] = [
    ...(ask.pocketIds ?? []).map((id) => ['pocket_ids', id] as const),
    ...('range' in ask
      ? ([
          ['date_from', from],
          ['date_to', to],
        ] as const)
      : ([['date', ask.date]] as const)),
  ];
  const differences = wanted.flatMap(([word, value]) => overlooked(word, value, request, found));
  return { ...NOTHING_COMPARED, differences };
}

function overlooked(
  word: CreateWord,
  value: string,
  request: JsonObject,
  found: ReadonlyMap<string, string>,
): Difference[] {
  const at = found.get(word);
  const told = at === undefined ? undefined : valueAt(request, at);
  if (told === undefined || holds(told, value)) return [];
  const why = `it was overlooked: the request that was made does not tell what was asked for`;
  return [differing(`api.create.fields.${word}`, null, why)];
}

/** An instant holds its day, a list what is in it, an object of a list its id. */
function holds(told: Json, value: string): boolean {
  if (typeof told === 'string') return told.toLowerCase().startsWith(value.toLowerCase());
  if (Array.isArray(told)) return told.some((one) => holds(one, value));
  return isJsonObject(told) && Object.values(told).some((one) => holds(one, value));
}
