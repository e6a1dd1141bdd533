import { ENDPOINTS } from '../../domain/customer-api.ts';
import type { Endpoint, PathName } from '../../domain/endpoint.ts';
import { RESOURCE_NAMES } from '../../domain/resource.ts';
import { RESOURCES } from '../../domain/resources.ts';
import type { RequestedReportType } from '../../extract/wire.ts';
import {
  type Difference,
  differing,
  NOTHING_COMPARED,
} from '../../transform/wire-check/compared.ts';
import { dayOfPortfolio } from '../resources/portfolio-day.ts';
import { askEndpoint, jsonOf, nameOf } from './ask-endpoint.ts';
import { checkCsvPath } from './check-file.ts';
import { keepJson } from './keep-sample.ts';
import { KnownValues, resourceAt } from './known-values.ts';
import { type ListingProbe, shapeAt } from './look.ts';
import { probeCsv } from './probe-csv.ts';
import { probeListing } from './probe-listing.ts';
import { probePeriods } from './probe-periods.ts';
import { probeReport } from './probe-report.ts';
import { comparedStep, failedStep, type ProbeStep, stepWithout } from './probe-step.ts';
import type { ProbeTools } from './probe-tools.ts';

export interface ProbeOutcome {
  readonly steps: readonly ProbeStep[];
  /** Each place of the profile once. */
  readonly differences: readonly Difference[];
  /** HTTP attempts, repeats and signing in included. */
  readonly calls: number;
}

type State = Pick<ListingProbe, 'checked' | 'known' | 'unnamed'>;

/** Asks one small request of each kind. No difference stops it: only what needs a step that failed is not asked. */
export async function runProbe(tools: ProbeTools): Promise<ProbeOutcome> {
  const steps: ProbeStep[] = [await signIn(tools)];
  const state: State = { checked: new Set(), known: new KnownValues(), unnamed: new Map() };
  const isIn = steps[0]?.outcome === 'matches';
  for (const endpoint of readInOrder(tools)) {
    steps.push(isIn ? await probeEndpoint(tools, state, endpoint) : notSignedIn(tools, endpoint));
  }
  if (isIn) {
    steps.push(...(await probeReports(tools, state)));
    steps.push(...ignoredSteps(tools, state));
  }
  const { total, auth, files } = tools.client.calls();
  return { steps, differences: eachOnce(steps), calls: total + auth + files };
}

async function signIn({ client, scope }: ProbeTools): Promise<ProbeStep> {
  const name = { what: 'discovery, token', asked: 'GET discovery, POST token' };
  try {
    const granted = await client.grantedScopes();
    const lacking = scope.split(' ').filter((one) => granted !== null && !granted.includes(one));
    const remarks = lacking.map((one) => `the scope ${one} is not granted; ask Jiko for it`);
    return comparedStep(name, 200, { ...NOTHING_COMPARED, remarks });
  } catch (error) {
    return failedStep(name, error);
  }
}

const USES: readonly Endpoint['use'][] = ['lands', 'reports', 'probes'];
/** What is only there when a report was asked for. */
const AFTER_REPORTS: readonly PathName[] = ['report_requests', 'report_request', 'report'];

/** Those that need nothing first, and parents before their children. */
function readInOrder({ profile }: ProbeTools): { endpoint: Endpoint; path: PathName }[] {
  const holes = (path: PathName) => profile.api.paths[path].split('{').length;
  const order = (path: PathName) => {
    const resource = resourceAt(path);
    return resource === null ? 0 : RESOURCE_NAMES.indexOf(resource);
  };
  return ENDPOINTS.flatMap((endpoint) => {
    const { method, use, path } = endpoint;
    const isAsked = method === 'GET' && USES.includes(use) && path !== null;
    return isAsked && !AFTER_REPORTS.includes(path) ? [{ endpoint, path }] : [];
  }).toSorted((a, b) => holes(a.path) - holes(b.path) || order(a.path) - order(b.path));
}

function notSignedIn(tools: ProbeTools, { path }: { path: PathName }): ProbeStep {
  return stepWithout(nameOf(tools, { method: 'GET', path }), 'not asked', 'there is no token');
}

async function probeEndpoint(
  tools: ProbeTools,
  state: State,
  { path }: { path: PathName },
): Promise<ProbeStep> {
  const name = nameOf(tools, { method: 'GET', path });
  const resource = resourceAt(path);
  if (resource !== null && !tools.resources.includes(resource)) {
    const why = RESOURCES[resource].isPersonal === true ? 'it is about persons, and ' : '';
    return stepWithout(name, 'not asked', `${why}POCKETBOOK_RESOURCES turns it off`);
  }
  const { values, missing } = state.known.fill(path, tools.profile.api.paths[path]);
  if (missing !== null) return stepWithout(name, 'not asked', `no ${missing} was seen`);
  return probePlace(tools, { path, values, ...state });
}

/** By what the profile says about it. */
async function probePlace(tools: ProbeTools, probe: ListingProbe): Promise<ProbeStep> {
  const { path, values } = probe;
  const resource = resourceAt(path);
  if (resource === null) {
    const isDescribed = shapeAt(tools, path) !== null;
    return isDescribed ? probeListing(tools, probe) : probeUndescribed(tools, path, values);
  }
  const { shape, reading } = RESOURCES[resource];
  const { periods } = tools.profile.resources.kinds[resource];
  if (shape === 'csv') return probeCsv(tools, path, resource, values);
  if (periods !== undefined) return probePeriods(tools, probe, resource, periods);
  if (reading.kind !== 'daily') return probeListing(tools, probe);
  return probeListing(tools, probe, dayOfPortfolio(tools, values['pocket_id'] ?? ''));
}

/** What the profile says nothing about beside its path. */
async function probeUndescribed(
  tools: ProbeTools,
  path: PathName,
  values: Readonly<Record<string, string>>,
): Promise<ProbeStep> {
  const ask = { method: 'GET', path, values } as const;
  const answer = await askEndpoint(tools, ask);
  if (answer.stopped !== undefined) return answer.stopped;
  const { status, bytes } = answer;
  const name = nameOf(tools, ask);
  const place = `api.paths.${path}`;
  if (path.endsWith('_csv'))
    return comparedStep(name, status, await checkCsvPath(tools, path, bytes));
  if (jsonOf(bytes) === undefined) return stepWithout(name, 'failed', 'expected JSON', status);
  keepJson(tools, path, bytes);
  return comparedStep(name, status, { ...NOTHING_COMPARED, matched: [place] });
}

async function probeReports(tools: ProbeTools, state: State): Promise<ProbeStep[]> {
  const { known } = state;
  const refused = new Set<string>();
  const steps: ProbeStep[] = [];
  for (const reportType of Object.keys(tools.profile.reports) as RequestedReportType[]) {
    steps.push(...(await probeReport(tools, { reportType, known, refused })));
  }
  steps.push(await probeListing(tools, { ...state, path: 'report_requests', values: {} }));
  const reportId = known.get('report_id');
  const name = nameOf(tools, { method: 'GET', path: 'report' });
  steps.push(
    reportId === undefined
      ? stepWithout(name, 'not asked', 'no report_id was seen')
      : await probeListing(tools, { ...state, path: 'report', values: { report_id: reportId } }),
  );
  return steps;
}

const KINDS_MIN = 3;

/** The reports tell their own fields, and some kinds may be without. */
const SHARE_MIN = 2 / 3;

/** What stands in nearly every kind of item and is named nowhere says the same of all: nothing. */
function ignoredSteps({ profile }: ProbeTools, { unnamed }: State): ProbeStep[] {
  const kinds = [...unnamed.entries()];
  if (kinds.length < KINDS_MIN) return [];
  const all = new Set(kinds.flatMap(([, names]) => names));
  const everywhere = [...all].filter((name) => {
    const standing = kinds.filter(([, names]) => names.includes(name));
    return standing.length >= kinds.length * SHARE_MIN;
  });
  if (everywhere.length === 0) return [];
  const words = [...profile.resources.ignored, ...everywhere].join(', ');
  const why = `${everywhere.join(', ')} stands in nearly every kind of item, and nothing names it`;
  const difference = differing('resources.ignored', `[${words}]`, why);
  const name = { what: 'all resources', asked: '' };
  return [comparedStep(name, 200, { ...NOTHING_COMPARED, differences: [difference] })];
}

function eachOnce(steps: readonly ProbeStep[]): Difference[] {
  const found = new Map<string, Difference>();
  for (const one of steps.flatMap(({ differences }) => differences)) {
    if (!found.has(one.line)) found.set(one.line, one);
  }
  return [...found.values()];
}
