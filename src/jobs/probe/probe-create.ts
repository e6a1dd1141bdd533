import type { ReportAsk } from '../../extract/report-ask.ts';
import { createBody } from '../../extract/report-requests.ts';
import type { RequestedReportType } from '../../extract/wire.ts';
import { nearestTexts } from '../../transform/csv/nearest-texts.ts';
import { headerKey, type Profile } from '../../transform/profile.ts';
import { type Difference, differing, only } from '../../transform/wire-check/compared.ts';
import type { Complaint } from '../../transform/wire-check/read-complaints.ts';
import { askEndpoint, nameOf } from './ask-endpoint.ts';
import { comparedStep, type ProbeStep } from './probe-step.ts';
import type { ProbeTools } from './probe-tools.ts';

/** Names that Jiko has refused; they are not sent again, so that one wrong name does not hide the others. */
export type RefusedNames = Set<string>;

export type Created =
  | { readonly step: ProbeStep; readonly bytes?: never }
  | { readonly status: number; readonly bytes: Uint8Array; readonly step?: never };

type CreateWord = keyof Profile['api']['create']['fields'];

/** Asks for a report. A body that is refused is told by the names and words that it was refused for. */
export async function probeCreate(
  tools: ProbeTools,
  ask: ReportAsk,
  refused: RefusedNames,
): Promise<Created> {
  const name = nameOf(tools, CREATE, `${ask.reportType} create`);
  const whole = createBody(tools.profile, ask);
  const differences: Difference[] = [];
  for (;;) {
    const sent = Object.entries(whole).filter(([key]) => !refused.has(key));
    const answer = await askEndpoint(
      tools,
      { ...CREATE, body: Object.fromEntries(sent) },
      new Map(),
      name,
    );
    if (answer.stopped === undefined) {
      if (differences.length === 0) return answer;
      return { step: comparedStep(name, answer.status, only(...differences)) };
    }
    const { stopped, complaints } = answer;
    if (complaints.length === 0) return { step: withMore(stopped, differences) };
    const names = sent.map(([key]) => key);
    const told = complaints.map((one) =>
      toldOf(tools.profile, ask.reportType, one, names, complaints),
    );
    differences.push(...told.filter((one) => one !== null));
    const unknown = complaints.filter(
      ({ isUnknownName, loc }) => isUnknownName && names.includes(nameIn(loc)),
    );
    // Every round sends one name less: it ends.
    for (const { loc } of unknown) refused.add(nameIn(loc));
    if (unknown.length < complaints.length || unknown.length === 0) {
      const missing = whatIsMissing(complaints, names);
      const last = differences.length > 0 ? differences : [unnamedRefusal(missing)];
      return {
        step: comparedStep(name, stopped.status ?? 422, { ...only(...last), remarks: missing }),
      };
    }
  }
}

const CREATE = { method: 'POST', path: 'report_requests' } as const;

function withMore(step: ProbeStep, differences: readonly Difference[]): ProbeStep {
  return { ...step, differences: [...differences, ...step.differences] };
}

function nameIn([, name = '']: readonly string[]): string {
  return name;
}

/** Null for a name that was not sent: it is what one of those that were refused may have to be called. */
function toldOf(
  profile: Profile,
  reportType: RequestedReportType,
  { loc, message, isUnknownName }: Complaint,
  sent: readonly string[],
  all: readonly Complaint[],
): Difference | null {
  const name = nameIn(loc);
  const words = Object.entries(profile.api.create.fields) as [CreateWord, string][];
  const word = words.find(([, own]) => own === name)?.[0];
  if (word === undefined || !sent.includes(name)) return null;
  if (isUnknownName) {
    const wanted = all.map((one) => nameIn(one.loc)).filter((other) => !sent.includes(other));
    const nearest = nearestTexts([headerKey(word)], wanted, headerKey);
    const [best = '?'] = nearest;
    const others = nearest.length === 0 ? '' : `  # nearest of: ${nearest.join(', ')}`;
    return differing(`api.create.fields.${word}`, `${best}${others}`, `${name}: ${message}`);
  }
  return differing(placeOf(word, reportType), `?  # ${message}`, `${name}: ${message}`);
}

/** Where the value stands that a name was sent with. */
function placeOf(word: CreateWord, reportType: RequestedReportType): string {
  switch (word) {
    case 'report_type':
      return `reports.${reportType}.type`;
    case 'output_formats':
      return `reports.${reportType}.format`;
    case 'date_filter_type':
      return 'api.create.date_filter';
    case 'pocket_ids':
    case 'date':
    case 'date_from':
    case 'date_to':
      return `api.create.fields.${word}`;
    default:
      return word satisfies never;
  }
}

function whatIsMissing(complaints: readonly Complaint[], sent: readonly string[]): string[] {
  return complaints
    .filter(({ loc }) => !sent.includes(nameIn(loc)))
    .map(({ loc, message }) => `asks for ${loc.join('.')}: ${message}`);
}

function unnamedRefusal(missing: readonly string[]): Difference {
  return differing('api.create.fields', null, missing.join('; '));
}
