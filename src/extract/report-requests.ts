import { type BusinessDate, daysBetween } from '../domain/business-date.ts';
import { InvariantError, PocketbookError } from '../domain/errors.ts';
import type { Api } from './api.ts';
import { fillPath } from './fill-path.ts';
import { pageQuery, pagesOf, readPage } from './page.ts';
import type { RemoteRequest, RemoteRequestReader } from './remote-request.ts';
import { askedRange, nameAsk, type ReportAsk } from './report-ask.ts';
import type { WireProfile } from './wire.ts';

/** By the day of creation, both ends included; null leaves an end open. */
export interface ListQuery {
  readonly createdFrom: BusinessDate | null;
  readonly createdTo: BusinessDate | null;
  readonly cursor?: string | undefined;
}

export interface RequestPage {
  /** Newest first. */
  readonly requests: readonly RemoteRequest[];
  /** null on the last page. */
  readonly next: string | null;
}

export interface ReportRequests {
  /**
   * Never repeated once it may have arrived. Throws with `context.outcome` `unknown` when it cannot be told whether the
   * request now exists: look for it in the list (`findLostRequest`) before asking again.
   */
  create(ask: ReportAsk, signal?: AbortSignal): Promise<RemoteRequest>;
  list(query: ListQuery, signal?: AbortSignal): Promise<RequestPage>;
  pages(query: ListQuery, signal?: AbortSignal): AsyncGenerator<RequestPage>;
  get(id: string, signal?: AbortSignal): Promise<RemoteRequest>;
}

export function createReportRequests(
  api: Api,
  profile: WireProfile,
  reader: RemoteRequestReader,
): ReportRequests {
  const path = profile.api.paths.report_requests;
  const list: ReportRequests['list'] = async (query, signal) => {
    const answer = await api.call({
      name: 'report-requests list',
      kind: 'list',
      group: 'reports',
      method: 'GET',
      path,
      query: listQuery(profile, query),
      isRepeatable: true,
      read: (received) => readPage(received, profile.api.page, reader.read),
      signal,
    });
    return { requests: answer.value.items, next: answer.value.next };
  };
  return {
    list,
    create: (ask, signal) => create(api, profile, reader, ask, signal),
    pages: (query, signal) =>
      pagesOf('report-requests list', (cursor) => list({ ...query, cursor }, signal), query.cursor),
    async get(id, signal) {
      const answer = await api.call({
        name: 'report-requests get',
        kind: 'get',
        group: 'reports',
        method: 'GET',
        path: fillPath(profile.api.paths.report_request, { report_request_id: id }),
        isRepeatable: true,
        read: reader.read,
        signal,
      });
      return answer.value;
    },
  };
}

/** May the request exist although its creation threw? */
export function isOutcomeUnknown(error: unknown): error is PocketbookError {
  return error instanceof PocketbookError && error.context['outcome'] === 'unknown';
}

async function create(
  api: Api,
  profile: WireProfile,
  reader: RemoteRequestReader,
  ask: ReportAsk,
  signal: AbortSignal | undefined,
): Promise<RemoteRequest> {
  const body = createBody(profile, ask);
  try {
    const answer = await api.call({
      name: 'report-requests create',
      kind: 'create',
      group: 'reports',
      method: 'POST',
      path: profile.api.paths.report_requests,
      body,
      isRepeatable: false,
      read: reader.read,
      signal,
    });
    return answer.value;
  } catch (error) {
    throw error instanceof PocketbookError ? namedOutcome(error, ask) : error;
  }
}

/** A server that failed, or that answered something unreadable, may well have made the request. */
function namedOutcome(error: PocketbookError, ask: ReportAsk): PocketbookError {
  const status = Number(error.context['status'] ?? 0);
  const isLost = error.context['outcome'] === 'unknown';
  const isUnknown = isLost || status >= 500 || error.code === 'ANSWER_INVALID';
  return new PocketbookError(error.code, `${nameAsk(ask)}: ${error.message}`, {
    retryable: error.retryable,
    context: { ...error.context, ...(isUnknown ? { outcome: 'unknown' } : {}) },
  });
}

/** What is sent to ask for a report. */
export function createBody(profile: WireProfile, ask: ReportAsk): Record<string, unknown> {
  const { fields, date_filter, window_days_max } = profile.api.create;
  const { from, to } = askedRange(ask);
  const days = daysBetween(from, to) + 1;
  if (days < 1 || days > window_days_max) {
    throw new InvariantError(`${nameAsk(ask)}: expected 1 to ${window_days_max} days, got ${days}`);
  }
  return {
    [fields.report_type]: profile.reports[ask.reportType].type,
    [fields.output_formats]: [ask.format],
    ...(ask.pocketIds === null ? {} : { [fields.pocket_ids]: ask.pocketIds }),
    ...('range' in ask
      ? { [fields.date_from]: from, [fields.date_to]: to }
      : { [fields.date]: ask.date }),
    ...(ask.dateFilter === undefined
      ? {}
      : { [fields.date_filter_type]: date_filter[ask.dateFilter] }),
  };
}

function listQuery(profile: WireProfile, query: ListQuery): Record<string, string> {
  const { created_from_parameter, created_to_parameter } = profile.api.list;
  return {
    ...pageQuery(profile.api.page, query.cursor),
    ...(query.createdFrom === null ? {} : { [created_from_parameter]: query.createdFrom }),
    ...(query.createdTo === null ? {} : { [created_to_parameter]: query.createdTo }),
  };
}
