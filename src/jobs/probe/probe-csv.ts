import type { PathName } from '../../domain/endpoint.ts';
import type { ResourceName } from '../../domain/resource.ts';
import { compareCsv } from '../../transform/wire-check/compare-csv.ts';
import { type Compared, NOTHING_COMPARED, together } from '../../transform/wire-check/compared.ts';
import { askEndpoint, nameOf } from './ask-endpoint.ts';
import { keepFile } from './keep-sample.ts';
import { comparedStep, type ProbeStep } from './probe-step.ts';
import type { ProbeTools } from './probe-tools.ts';
import { once, readStrictly } from './read-strictly.ts';
import { fieldsOf } from './wanted-fields.ts';

/** Asks for a CSV of the items of a resource, and looks for its columns. */
export async function probeCsv(
  tools: ProbeTools,
  path: PathName,
  resource: ResourceName,
  values: Readonly<Record<string, string>>,
): Promise<ProbeStep> {
  const { profile } = tools;
  const kind = profile.resources.kinds[resource];
  const place = `resources.kinds.${resource}`;
  const query: Readonly<Record<string, string>> = kind.query ?? {};
  const sent = new Map(Object.keys(query).map((name) => [name, `${place}.query`] as const));
  const ask = { method: 'GET', path, values, query } as const;
  const answer = await askEndpoint(tools, ask, sent);
  if (answer.stopped !== undefined) return answer.stopped;
  const { status, bytes } = answer;
  keepFile(tools, path, bytes);
  const wanted = { kind, place, fields: fieldsOf(profile, resource) };
  const compared: Compared = (await compareCsv(() => once(bytes), path, wanted)) ?? {
    ...NOTHING_COMPARED,
    remarks: ['there are no rows to look at'],
  };
  const strictly =
    compared.differences.length > 0 ? NOTHING_COMPARED : await readStrictly(profile, path, bytes);
  return comparedStep(nameOf(tools, ask), status, together(compared, strictly));
}
