import { ConfigError, PocketbookError } from '../../domain/errors.ts';
import type { RemoteReport, RemoteRequest } from '../../extract/remote-request.ts';
import type { Profile } from '../../transform/profile.ts';
import { countLoaded, type ImportOutcome, rangeOf } from '../import/import-files.ts';
import { type ImportedFile, importLanded } from '../import/import-one.ts';
import { ImportOrder } from '../import/import-order.ts';
import type { Told } from '../import/import-scope.ts';
import type { Job } from '../job.ts';
import { runJob } from '../run-job.ts';

/** A report request that somebody else made, as far as the warehouse knows it. */
interface ForeignRequest {
  readonly requestId: string;
  /** In the word of Jiko; null where it is not told. */
  readonly dateFilter: string | null;
}

/**
 * Downloads the reports of requests that others made and loads them as imports, with what the request tells of type, pockets and
 * day; then reconciles. `named` are ids or how they begin. Throws `ConfigError`, before anything is asked for, for one that fits
 * none or several.
 */
export async function landForeign(job: Job, named: readonly string[]): Promise<ImportOutcome> {
  const requests: ForeignRequest[] = [];
  for (const name of named) requests.push(await readForeign(job, name));
  const files: ImportedFile[] = [];
  const run = await runJob(job, 'import', null, async (runId, signal) => {
    const order = new ImportOrder();
    for (const request of requests) {
      signal.throwIfAborted();
      job.progress.step?.(request.requestId);
      files.push(...(await landRequest(job, runId, request, order, signal)));
    }
    return { range: rangeOf(files), reportsSettled: countLoaded(files) };
  });
  return { files, run };
}

async function readForeign({ pool, entityId }: Job, named: string): Promise<ForeignRequest> {
  const { rows } = await pool.query<ForeignRequest & { origin: string }>(
    `select q.request_id as "requestId", q.origin, r.content ->> 'date_filter' as "dateFilter"
     from books.rpt_report_request q
     left join ledger.current_resource r
       on r.entity_id = q.entity_id
       and r.resource = 'report_requests'
       and r.item_id = q.request_id
     where q.entity_id = $1
       and starts_with(q.request_id, $2)
     limit 2`,
    [entityId, named],
  );
  const [found, another] = rows;
  if (found === undefined) {
    throw refused(named, 'no request is known whose id begins so; the nightly run reads the list');
  }
  if (another !== undefined) throw refused(named, 'several requests have an id that begins so');
  if (found.origin === 'ours') throw refused(named, 'it is ours: its report comes with its run');
  return found;
}

/** What concerns one request or its file, and does not keep the others out. */
const OF_ONE_REQUEST = new Set([
  'HTTP_STATUS',
  'NOT_PERMITTED',
  'ANSWER_INVALID',
  'DOWNLOAD_INVALID',
]);

async function landRequest(
  job: Job,
  runId: bigint,
  request: ForeignRequest,
  order: ImportOrder,
  signal: AbortSignal,
): Promise<ImportedFile[]> {
  const { requestId } = request;
  const files: ImportedFile[] = [];
  try {
    const remote = await job.client.getReportRequest(requestId, signal);
    const { createdAt } = remote;
    const reason = createdAt === null ? WITHOUT_TIME : whyNot(job.profile, request, remote);
    if (createdAt === null || reason !== null) {
      return [refusal(requestId, reason ?? WITHOUT_TIME)];
    }
    for (const report of readableReports(job.profile, remote)) {
      files.push(await landReport(job, runId, { ...remote, createdAt }, report, order, signal));
    }
  } catch (error) {
    if (!(error instanceof PocketbookError) || !OF_ONE_REQUEST.has(error.code)) throw error;
    files.push(refusal(requestId, error.message));
  }
  return files;
}

type AskedRequest = RemoteRequest & { readonly createdAt: Date };

const WITHOUT_TIME =
  'it does not tell when it was made: its report may be older than what the books have';

/** Why its report cannot be taken; null where it can. */
function whyNot(
  profile: Profile,
  { dateFilter }: ForeignRequest,
  remote: RemoteRequest,
): string | null {
  if (remote.state !== 'ready') return `it is not ready: its state is ${remote.statusWord}`;
  const { trade_date: byTradeDate } = profile.api.create.date_filter;
  // It would tell only some of the trades of a day, and look like a restatement without the others.
  if (remote.type === 'TRADE_REPORT' && dateFilter !== null && dateFilter !== byTradeDate) {
    return `it was asked for by ${dateFilter}: only trade reports by ${byTradeDate} tell whole days`;
  }
  if (readableReports(profile, remote).length > 0) return null;
  return 'none of its reports is in a format that can be read';
}

function readableReports(profile: Profile, { type, reports }: RemoteRequest): RemoteReport[] {
  const formats = type === null ? null : formatsOf(profile, type);
  return reports.filter(
    ({ format }) => format === null || formats === null || formats.includes(format),
  );
}

function formatsOf(profile: Profile, type: NonNullable<RemoteRequest['type']>): readonly string[] {
  const asked = profile.reports[type].format;
  if (type === 'BANK_STATEMENT_REPORT' || type === 'BROKERAGE_STATEMENT_REPORT') return [asked];
  return [asked, ...profile.csv[type].layouts.map(({ format }) => format)];
}

async function landReport(
  job: Job,
  runId: bigint,
  remote: AskedRequest,
  report: RemoteReport,
  order: ImportOrder,
  signal: AbortSignal,
): Promise<ImportedFile> {
  const askedAt = remote.createdAt;
  const landed = await job.client.downloadReport(report.id, signal);
  const name = await readFileName(job, report.id);
  const turn = order.next();
  try {
    const { sha256, bytes } = landed;
    // It tells what was so when it was asked for: of a day that had not ended then, it is provisional for ever.
    const file = { name, sha256, bytes, receivedAt: askedAt, askedAt };
    const imported = await importLanded(job, file, toldBy(remote), turn);
    await storeLanding(job, runId, remote, report, { ...imported, sha256 });
    return imported;
  } finally {
    turn.end();
  }
}

/** What the request says of its report: it must agree with what the file holds. */
function toldBy({ type, pocketIds, range }: RemoteRequest): Told {
  const isOfOneDay = type !== 'TRADE_REPORT' && type !== 'SECURITY_PRICE_REPORT';
  return {
    ...(type === null ? {} : { reportType: type }),
    ...(pocketIds === null ? {} : { pocketIds }),
    ...(range !== null && isOfOneDay && range.from === range.to ? { date: range.from } : {}),
  };
}

async function readFileName({ pool, entityId }: Job, reportId: string): Promise<string> {
  const { rows } = await pool.query<{ name: string | null }>(
    `select content ->> 'file_name' as name
     from ledger.current_resource
     where entity_id = $1
       and resource = 'reports'
       and parent_id = $2`,
    [entityId, reportId],
  );
  return rows[0]?.name ?? `report ${reportId}`;
}

async function storeLanding(
  { pool, entityId }: Job,
  runId: bigint,
  remote: RemoteRequest,
  report: RemoteReport,
  { sha256, outcome, reason }: Pick<ImportedFile, 'outcome' | 'reason'> & { sha256: string },
): Promise<void> {
  await pool.query(
    `insert into ops.foreign_landing (
       entity_id, run_id, remote_id, report_id, sha256, outcome, reason
     )
     values ($1, $2, $3, $4, decode($5, 'hex'), $6, $7)`,
    [entityId, runId, remote.id, report.id, sha256, outcome, reason],
  );
}

function refusal(name: string, reason: string): ImportedFile {
  return {
    name,
    outcome: 'refused',
    reason,
    sha256: null,
    reportType: null,
    pocketIds: [],
    from: null,
    to: null,
    load: null,
  };
}

function refused(named: string, why: string): ConfigError {
  return new ConfigError(`reports land ${named}: ${why}`);
}
