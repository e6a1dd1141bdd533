import { type IsoDate, isIsoDate } from '../model/dates.ts';
import type { Profile } from '../profile.ts';
import { type WriteContext, writeReport } from '../render/write-report.ts';
import type { ApiContext, Guard, Routing } from './app.ts';
import type { FileLinks } from './file-links.ts';
import type { Ledger } from './ledger.ts';
import { pageOf } from './paging.ts';
import { parseCreate } from './parse-create.ts';
import { notFound, unprocessable } from './problem.ts';
import { fileName, type ReportDesk } from './report-desk.ts';
import type { Report, ReportRequest } from './report-request.ts';

export interface ReportRouteParts {
  readonly profile: Profile;
  readonly desk: ReportDesk;
  readonly ledger: Ledger;
  readonly links: FileLinks;
  readonly writing: WriteContext;
  /** Where the files are served, without a slash at the end. */
  readonly baseUrl: string;
}

const WRITE: Guard = { group: 'reports', anyOf: ['reports.write'] };
const READ: Guard = { group: 'reports', anyOf: ['reports.read', 'reports.write'] };

export function addReportRoutes(routing: Routing, parts: ReportRouteParts): void {
  const { app, guarded, open } = routing;
  const { paths } = parts.profile.api;
  const requests = paths.report_requests;
  app.post(
    requests,
    guarded('create', WRITE, (context) => create(parts, context)),
  );
  app.get(
    requests,
    guarded('list', READ, (context) => list(parts, context)),
  );
  app.get(
    routePath(paths.report_request),
    guarded('get', READ, (context) => get(parts, context)),
  );
  app.get(
    routePath(paths.report),
    guarded('report', READ, (context) => report(parts, context)),
  );
  app.post(
    routePath(paths.report_download),
    guarded('download', READ, (context) => download(parts, context)),
  );
  app.get(
    '/files/:name',
    open('file', (context) => file(parts, context)),
  );
}

function routePath(path: string): string {
  return path.replace(/\{report_(request_)?id\}/, ':id');
}

async function create(parts: ReportRouteParts, context: ApiContext): Promise<Response> {
  const body: unknown = await context.req.json().catch(() => {
    throw unprocessable(['body'], 'JSON decode error', 'json_invalid');
  });
  const order = parseCreate(parts.profile, body, parts.writing.allPocketIds);
  return context.json(parts.desk.show(parts.desk.order(order)), 201);
}

function list(parts: ReportRouteParts, context: ApiContext): Response {
  const query = new URL(context.req.url).searchParams;
  const names = parts.profile.api.list;
  const from = parseDay(query, names.created_from_parameter) ?? '0000-01-01';
  const to = parseDay(query, names.created_to_parameter) ?? '9999-12-31';
  const found = parts.ledger.requests.filter(({ createdAt }) => {
    const createdOn = createdAt.slice(0, 10);
    return from <= createdOn && createdOn <= to;
  });
  const position = (request: ReportRequest): number => request.sequence;
  return context.json(pageOf(parts.profile, query, found, position, parts.desk.show));
}

function get(parts: ReportRouteParts, context: ApiContext): Response {
  const request = parts.ledger.find(context.req.param('id') ?? '');
  if (!request) throw notFound('Report request');
  return context.json(parts.desk.show(request));
}

function report(parts: ReportRouteParts, context: ApiContext): Response {
  const found = findReady(parts, context.req.param('id') ?? '');
  return context.json(parts.desk.showReport(found.request, found.report));
}

function download(parts: ReportRouteParts, context: ApiContext): Response {
  const { url, expires_at } = parts.profile.api.download;
  const found = findReady(parts, context.req.param('id') ?? '');
  const link = parts.links.create(found.report.id);
  return context.json({
    [url]: `${parts.baseUrl}${link.path}`,
    [expires_at]: link.expiresAt.toISOString(),
    [parts.profile.resources.ignored]: 'ReportDownload',
  });
}

async function file(parts: ReportRouteParts, context: ApiContext): Promise<Response> {
  const authorization = context.req.header('Authorization');
  const reportId = parts.links.resolve(context.req.param('name') ?? '', authorization);
  const { request, report: asked } = findReady(parts, reportId);
  const delivery = parts.ledger.deliver(request, asked);
  const { content, contentType } = await writeReport(parts.writing, request, {
    format: asked.format,
    delivery,
  });
  const bytes = Buffer.from(content, 'utf8');
  return context.body(bytes, 200, {
    'Content-Type': contentType,
    'Content-Length': String(bytes.length),
    'Content-Disposition': `attachment; filename="${fileName(request)}"`,
  });
}

/** A report does not exist before it is ready. */
function findReady(
  parts: ReportRouteParts,
  reportId: string,
): { request: ReportRequest; report: Report } {
  const found = parts.ledger.findReport(reportId);
  if (!found || parts.desk.stateOf(found.request) !== 'completed') throw notFound('Report');
  return found;
}

function parseDay(query: URLSearchParams, name: string): IsoDate | null {
  const text = query.get(name);
  if (text === null || isIsoDate(text)) return text;
  throw unprocessable(['query', name], 'Input should be a valid date', 'date_parsing');
}
