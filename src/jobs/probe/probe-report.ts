import type { RequestedReportType } from '../../extract/wire.ts';
import { isJsonObject, type Json, type JsonObject } from '../../transform/json/exact-json.ts';
import { valueAt } from '../../transform/resource/json-path.ts';
import {
  type ComparedFields,
  compareFields,
  standingAlone,
  type WantedField,
} from '../../transform/wire-check/compare-fields.ts';
import {
  type Compared,
  differing,
  NOTHING_COMPARED,
  only,
  together,
} from '../../transform/wire-check/compared.ts';
import { toReportAsk } from '../settle.ts';
import { askEndpoint, jsonOf, nameOf } from './ask-endpoint.ts';
import { checkFile } from './check-file.ts';
import { compareEcho } from './compare-echo.ts';
import { keepJson } from './keep-sample.ts';
import type { KnownValues } from './known-values.ts';
import { probeCreate, type RefusedNames } from './probe-create.ts';
import { comparedStep, failedStep, type ProbeStep, stepWithout } from './probe-step.ts';
import type { ProbeTools } from './probe-tools.ts';
import { fieldsAt } from './wanted-fields.ts';

interface ReportProbe {
  readonly reportType: RequestedReportType;
  readonly known: KnownValues;
  readonly refused: RefusedNames;
}

const STAGES = ['create', 'wait', 'download', 'file'] as const;

/** Asks for one report, waits for it, and looks at its file. What comes after a step that failed is not asked. */
export async function probeReport(tools: ProbeTools, probe: ReportProbe): Promise<ProbeStep[]> {
  const steps: ProbeStep[] = [];
  const end = (reason: string): ProbeStep[] => [
    ...steps,
    ...STAGES.slice(steps.length).map((stage) =>
      stepWithout(stageName(tools, probe, stage), 'not asked', reason),
    ),
  ];
  const pocketId = probe.known.get('pocket_id') ?? null;
  const needsPocket = probe.reportType !== 'SECURITY_PRICE_REPORT';
  if (needsPocket && pocketId === null) return end('no pocket is known: see pockets');
  const request = await create(tools, probe, needsPocket ? pocketId : null);
  steps.push(request.step);
  if (request.body === null) return end('the report was not created as the profile says');
  const ready = await wait(tools, probe, request.body, request.found);
  steps.push(ready.step);
  if (ready.reportId === null) return end('there is no report to download');
  const link = await download(tools, probe, ready.reportId);
  steps.push(link.step);
  if (link.url === null) return end('there is no address to fetch the file from');
  return [...steps, await file(tools, probe, link.url)];
}

function stageName(tools: ProbeTools, { reportType }: ReportProbe, stage: (typeof STAGES)[number]) {
  const what = `${reportType} ${stage}`;
  if (stage === 'create') return nameOf(tools, { method: 'POST', path: 'report_requests' }, what);
  if (stage === 'wait') return nameOf(tools, { method: 'GET', path: 'report_request' }, what);
  if (stage === 'download') return nameOf(tools, { method: 'POST', path: 'report_download' }, what);
  return { what, asked: 'GET the address of the download' };
}

interface Request {
  readonly step: ProbeStep;
  /** Null where it cannot be gone on with. */
  readonly body: JsonObject | null;
  readonly found: ReadonlyMap<string, string>;
}

async function create(
  tools: ProbeTools,
  { reportType, refused, known }: ReportProbe,
  pocketId: string | null,
): Promise<Request> {
  const { date } = tools;
  const ask = toReportAsk(tools, { reportType, pocketId, range: { from: date, to: date } });
  const answer = await probeCreate(tools, ask, refused);
  if (answer.step !== undefined) return { step: answer.step, body: null, found: new Map() };
  const { profile } = tools;
  const name = nameOf(tools, { method: 'POST', path: 'report_requests' }, `${reportType} create`);
  const body = jsonOf(answer.bytes);
  if (body === undefined || !isJsonObject(body)) {
    return {
      step: stepWithout(name, 'failed', 'expected a JSON object', answer.status),
      body: null,
      found: new Map(),
    };
  }
  keepJson(tools, 'report_requests', answer.bytes);
  const isRange = 'range' in ask;
  const fields = requestFields(tools, isRange);
  const compared = compareFields([standingAlone(body)], fields, profile.resources.ignored);
  const sent = Object.keys(profile.api.create.fields)
    .filter((word) => word !== (isRange ? 'date' : 'date_from') && (isRange || word !== 'date_to'))
    .filter((word) => word !== 'date_filter_type' || reportType === 'TRADE_REPORT')
    .filter((word) => word !== 'pocket_ids' || pocketId !== null)
    .map((word) => `api.create.fields.${word}`);
  const taken = [...sent, `reports.${reportType}.type`, `reports.${reportType}.format`];
  const all = together(
    { ...NOTHING_COMPARED, matched: taken },
    compared,
    wordOf(tools, body, compared.found),
    compareEcho(ask, body, compared.found),
  );
  const id = textAt(body, compared.found.get('id'));
  if (id !== null) known.set('report_request_id', id);
  const canGoOn = id !== null && compared.found.has('status') && compared.found.has('reports');
  return {
    step: comparedStep(name, answer.status, all),
    body: canGoOn ? body : null,
    found: compared.found,
  };
}

function requestFields({ profile }: ProbeTools, isRange: boolean): WantedField[] {
  const { report_id, report_format, ...own } = profile.api.request.fields;
  const place = 'api.request.fields';
  const rows = fieldsAt(place, { report_id, report_format }, ['report_id']);
  return fieldsAt(place, own, ['id', 'status', 'reports'])
    .filter(({ name }) => !(isRange ? ['date'] : ['date_from', 'date_to']).includes(name))
    .map((field) => (field.name === 'reports' ? { ...field, rows } : field));
}

/** What the state of a request says of the words of the profile: one with reports is ready, whatever it is called. */
function wordOf(
  { profile }: ProbeTools,
  body: JsonObject,
  found: ReadonlyMap<string, string>,
): Compared {
  const { ready, failed, running } = profile.api.request;
  const word = textAt(body, found.get('status'));
  if (word === null) return NOTHING_COMPARED;
  const isIn = (words: readonly string[]) =>
    words.some((one) => one.toUpperCase() === word.toUpperCase());
  if (reportsIn(body, found).length > 0) {
    if (isIn(ready)) return { ...NOTHING_COMPARED, matched: ['api.request.ready'] };
    return only(added('api.request.ready', ready, word, 'a request with reports'));
  }
  if (isIn(running)) return { ...NOTHING_COMPARED, matched: ['api.request.running'] };
  if (isIn(failed)) return { ...NOTHING_COMPARED, matched: ['api.request.failed'] };
  if (isIn(ready)) return NOTHING_COMPARED;
  return only(added('api.request.running', running, word, 'a request without reports'));
}

function added(place: string, words: readonly string[], word: string, where: string) {
  const all = [...words, word].join(', ');
  return differing(place, `[${all}]`, `${where} says ${JSON.stringify(word)}, an unknown word`);
}

function reportsIn(body: JsonObject, found: ReadonlyMap<string, string>): JsonObject[] {
  const at = found.get('reports');
  const reports: Json | undefined = at === undefined ? undefined : valueAt(body, at);
  return Array.isArray(reports) ? reports.filter((one) => isJsonObject(one)) : [];
}

function textAt(body: JsonObject, at: string | undefined): string | null {
  const value = at === undefined ? undefined : valueAt(body, at);
  return typeof value === 'string' ? value : null;
}

async function wait(
  tools: ProbeTools,
  { reportType, known }: ReportProbe,
  created: JsonObject,
  found: ReadonlyMap<string, string>,
): Promise<{ step: ProbeStep; reportId: string | null }> {
  const id = textAt(created, found.get('id')) ?? '';
  const ask = { method: 'GET', path: 'report_request', values: { report_request_id: id } } as const;
  const name = nameOf(tools, ask, `${reportType} wait`);
  const until = tools.clock.now().getTime() + tools.waiting.deadlineMs;
  const told: Compared[] = [];
  for (let pauseMs = tools.waiting.firstPauseMs; ; pauseMs *= 2) {
    const answer = await askEndpoint(tools, ask, new Map(), name);
    if (answer.stopped !== undefined) return { step: answer.stopped, reportId: null };
    const body = jsonOf(answer.bytes);
    if (body === undefined || !isJsonObject(body)) {
      return {
        step: stepWithout(name, 'failed', 'expected a JSON object', answer.status),
        reportId: null,
      };
    }
    told.push(wordOf(tools, body, found));
    if (reportsIn(body, found).length > 0) {
      keepJson(tools, 'report_request', answer.bytes);
      const compared = compareRequest(tools, body);
      const reportId = reportIn(tools, body, found);
      if (reportId !== null) known.set('report_id', reportId);
      return { step: comparedStep(name, answer.status, together(...told, compared)), reportId };
    }
    if (hasFailed(tools, body, found)) {
      const why =
        textAt(body, compareRequest(tools, body).found.get('error')) ?? 'without a reason';
      return {
        step: {
          ...stepWithout(name, 'failed', `Jiko says that the report failed: ${why}`, answer.status),
        },
        reportId: null,
      };
    }
    if (tools.clock.now().getTime() >= until) {
      const step = comparedStep(name, answer.status, together(...told));
      const reason =
        'the report was not ready in time; if its state is an unknown word, it may be a final one';
      return {
        step: { ...step, outcome: step.outcome === 'matches' ? 'failed' : step.outcome, reason },
        reportId: null,
      };
    }
    await tools.clock.sleep(Math.min(pauseMs, tools.waiting.pauseMaxMs));
  }
}

function compareRequest(tools: ProbeTools, body: JsonObject): ComparedFields {
  const { date_from } = tools.profile.api.request.fields;
  const isRange = date_from.some((word) => valueAt(body, word) !== undefined);
  return compareFields(
    [standingAlone(body)],
    requestFields(tools, isRange),
    tools.profile.resources.ignored,
  );
}

function hasFailed(
  { profile }: ProbeTools,
  body: JsonObject,
  found: ReadonlyMap<string, string>,
): boolean {
  const word = textAt(body, found.get('status'))?.toUpperCase();
  return profile.api.request.failed.some((one) => one.toUpperCase() === word);
}

function reportIn(
  { profile }: ProbeTools,
  body: JsonObject,
  found: ReadonlyMap<string, string>,
): string | null {
  const [report] = reportsIn(body, found);
  if (report === undefined) return null;
  const word = profile.api.request.fields.report_id.find(
    (one) => valueAt(report, one) !== undefined,
  );
  return textAt(report, word);
}

async function download(
  tools: ProbeTools,
  { reportType }: ReportProbe,
  reportId: string,
): Promise<{ step: ProbeStep; url: string | null }> {
  const ask = { method: 'POST', path: 'report_download', values: { report_id: reportId } } as const;
  const name = nameOf(tools, ask, `${reportType} download`);
  const answer = await askEndpoint(tools, ask, new Map(), name);
  if (answer.stopped !== undefined) return { step: answer.stopped, url: null };
  const body = jsonOf(answer.bytes);
  if (body === undefined || !isJsonObject(body)) {
    return {
      step: stepWithout(name, 'failed', 'expected a JSON object', answer.status),
      url: null,
    };
  }
  keepJson(tools, 'report_download', answer.bytes);
  const fields = fieldsAt('api.download', tools.profile.api.download, ['url']);
  const compared = compareFields([standingAlone(body)], fields, tools.profile.resources.ignored);
  return {
    step: comparedStep(name, answer.status, compared),
    url: textAt(body, compared.found.get('url')),
  };
}

async function file(tools: ProbeTools, probe: ReportProbe, url: string): Promise<ProbeStep> {
  const name = stageName(tools, probe, 'file');
  try {
    const bytes = await tools.client.fetchFile(url);
    return comparedStep(name, 200, await checkFile(tools, probe.reportType, bytes));
  } catch (error) {
    return failedStep(name, error);
  }
}
