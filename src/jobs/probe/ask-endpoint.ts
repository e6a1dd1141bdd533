import { ENDPOINTS } from '../../domain/customer-api.ts';
import type { Endpoint, PathName } from '../../domain/endpoint.ts';
import { PocketbookError } from '../../domain/errors.ts';
import type { RawAsk } from '../../extract/raw-ask.ts';
import { type Json, parseExactJson } from '../../transform/json/exact-json.ts';
import { type Difference, differing, only } from '../../transform/wire-check/compared.ts';
import { type Complaint, readComplaints } from '../../transform/wire-check/read-complaints.ts';
import {
  comparedStep,
  failedStep,
  type ProbeStep,
  type StepName,
  stepWithout,
} from './probe-step.ts';
import type { ProbeTools } from './probe-tools.ts';

/** An answer to look at, or the step that says why there is none. */
export type Asked =
  | { readonly status: number; readonly bytes: Uint8Array; readonly stopped?: never }
  | { readonly stopped: ProbeStep; readonly complaints: readonly Complaint[] };

/** Our places in the profile for the names that are sent, so that a refusal can be told by them. */
export type SentNames = ReadonlyMap<string, string>;

export function nameOf({ profile }: ProbeTools, ask: RawAsk, what: string = ask.path): StepName {
  return { what, asked: `${ask.method} ${profile.api.paths[ask.path]}` };
}

/** Asks once. Whatever is not a 2xx is told by what it means for the profile. */
export async function askEndpoint(
  tools: ProbeTools,
  ask: RawAsk,
  sent: SentNames = new Map(),
  name: StepName = nameOf(tools, ask),
): Promise<Asked> {
  try {
    const { status, body } = await tools.client.ask(ask);
    if (status >= 200 && status <= 299) return { status, bytes: body };
    return refusal(ask, name, status, jsonOf(body), sent);
  } catch (error) {
    return { stopped: stoppedBy(error, ask, name), complaints: [] };
  }
}

/** undefined for what is no JSON. */
export function jsonOf(bytes: Uint8Array): Json | undefined {
  try {
    return parseExactJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

function refusal(
  ask: RawAsk,
  name: StepName,
  status: number,
  body: Json | undefined,
  sent: SentNames,
): Asked {
  const complaints = status === 422 && body !== undefined ? readComplaints(body) : [];
  const stopped = (step: ProbeStep): Asked => ({ stopped: step, complaints });
  switch (status) {
    case 401:
      return stopped(stepWithout(name, 'failed', 'the token was not accepted', status));
    case 403: {
      const scope = endpointOf(ask)?.scope;
      const wanted =
        scope === null || scope === undefined ? 'the permission' : `the scope ${scope}`;
      return stopped(stepWithout(name, 'refused', `ask Jiko for ${wanted}`, status));
    }
    case 404:
    case 405:
    case 410:
      return stopped(comparedStep(name, status, only(wrongPath(ask.path, status))));
    case 422:
      return stopped(comparedStep(name, status, only(...fromComplaints(ask, complaints, sent))));
    default:
      return stopped(stepWithout(name, 'failed', `expected an answer, got ${status}`, status));
  }
}

function endpointOf({ path, method }: RawAsk): Endpoint | undefined {
  return ENDPOINTS.find((one) => one.path === path && one.method === method);
}

function wrongPath(path: PathName, status: number): Difference {
  const documented = ENDPOINTS.find((one) => one.path === path)?.documented;
  return differing(
    `api.paths.${path}`,
    `?  # ${documented} was documented; look it up in Jiko's reference`,
    `nothing answers there (${status})`,
  );
}

function stoppedBy(error: unknown, { path }: RawAsk, name: StepName): ProbeStep {
  if (!(error instanceof PocketbookError)) throw error;
  const { status, redirectPath } = error.context;
  if (typeof status !== 'number' || status < 300 || status > 399) return failedStep(name, error);
  const place = `api.paths.${path}`;
  const to = typeof redirectPath === 'string' ? templateOf(redirectPath, name.asked) : null;
  return comparedStep(name, status, only(differing(place, to, `it leads elsewhere (${status})`)));
}

/** A path that only differs in its last slash from the one asked for is written with its placeholders again. */
function templateOf(redirected: string, asked: string): string {
  const [, template = ''] = asked.split(' ');
  const parts = template.split('/').filter(Boolean);
  const given = redirected.split('/').filter(Boolean);
  const isSame =
    parts.length === given.length &&
    parts.every((part, index) => part.startsWith('{') || part === given[index]);
  const slash = redirected.endsWith('/') ? '/' : '';
  return isSame ? `/${parts.join('/')}${slash}` : redirected;
}

function fromComplaints(
  { path }: RawAsk,
  complaints: readonly Complaint[],
  sent: SentNames,
): Difference[] {
  const told = complaints.map(({ loc: [where = '', name = ''], message }) => {
    const at = `${where}.${name}: ${message}`;
    if (where === 'path') return differing(`api.paths.${path}`, null, at);
    const place = sent.get(name);
    return differing(
      place ?? `api.paths.${path}`,
      null,
      place === undefined ? `asks for ${at}` : at,
    );
  });
  const why = 'refused (422) without saying what is wrong';
  return told.length > 0 ? told : [differing(`api.paths.${path}`, null, why)];
}
