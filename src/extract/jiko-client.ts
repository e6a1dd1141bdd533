import type { Clock } from '../domain/clock.ts';
import type { Log } from '../domain/log.ts';
import type { DateRange } from '../domain/report.ts';
import { RESOURCES } from '../domain/resources.ts';
import { createApi } from './api.ts';
import { createAuthorization, type Identity } from './authorization.ts';
import type { PollingOptions } from './await-reports.ts';
import { type CallCounts, createCallCounter } from './call-counts.ts';
import { type DownloadOptions, downloadReport } from './download.ts';
import type { HttpAnswer } from './exchange.ts';
import { type ConfirmedTrade, fetchConfirmation } from './fetch-confirmation.ts';
import { type DocumentHooks, fetchDocuments } from './fetch-documents.ts';
import { type FetchedResource, fetchResource, type ResourceAsk } from './fetch-resource.ts';
import { openFile } from './file-fetch.ts';
import { findTrades, type RemoteTrade } from './find-trades.ts';
import type { LandedFile } from './landed-file.ts';
import type { Landing } from './landing.ts';
import { parseBaseUrl } from './loopback.ts';
import { fetchMovementList, type MovementListAsk } from './movement-list.ts';
import type { PlannedAsk, SettleHooks, SettleOptions, SettleSummary } from './planned-ask.ts';
import { listPockets, type Pocket } from './pockets.ts';
import { createRateLimiter, DEFAULT_LIMITS, type RateLimits } from './rate-limit.ts';
import { type RawAsk, rawCall } from './raw-ask.ts';
import { createRemoteRequestReader, type RemoteRequest } from './remote-request.ts';
import type { ReportAsk } from './report-ask.ts';
import { createReportRequests, type ListQuery, type RequestPage } from './report-requests.ts';
import { DEFAULT_RETRY, type RetryPolicy } from './retry.ts';
import { settleReports } from './settle-reports.ts';
import { createSubscriptions, type Subscriptions } from './subscriptions.ts';
import type { WireProfile } from './wire.ts';

export type { MovementListAsk, Pocket, ResourceAsk };

export interface JikoClientOptions extends Identity {
  /** REST base, such as `https://api.business.jiko.io`; plain http on loopback only. */
  readonly apiUrl: string;
  readonly profile: WireProfile;
  readonly landing: Landing;
  readonly clock: Clock;
  readonly log: Log;
  /** Hosts that files may come from besides the API's own: a whole name, or `.suffix`. */
  readonly fileHosts?: readonly string[];
  /** Calls a minute, where they differ from Jiko's. */
  readonly limits?: Partial<RateLimits>;
  /** How long the minute of a simulated Jiko lasts, in ms. */
  readonly limitWindowMs?: number;
  readonly retry?: Partial<RetryPolicy>;
  readonly polling?: Partial<PollingOptions>;
  readonly timeouts?: Partial<Timeouts>;
  /** Of one report file; 512 MiB by default. */
  readonly fileBytesMax?: number;
  /** In [0, 1); `Math.random` by default. */
  readonly random?: () => number;
  /** In ms, from any origin; must never be set back. `performance.now` by default. */
  readonly monotonicMs?: () => number;
}

/** In ms of real time: what a socket does is not on the `Clock`. */
export interface Timeouts {
  /** One API call, headers and body. */
  readonly callMs: number;
  /** A file without a single byte. */
  readonly stallMs: number;
  /** One file, from first to last byte. */
  readonly fileMs: number;
}

const DEFAULT_TIMEOUTS: Timeouts = { callMs: 30_000, stallMs: 30_000, fileMs: 10 * 60_000 };
const FILE_BYTES_MAX = 512 * 1024 * 1024;
/** A page of a hundred items is some 100 kB. */
const ANSWER_BYTES_MAX = 16 * 1024 * 1024;

export interface JikoClient {
  createReportRequest(ask: ReportAsk, signal?: AbortSignal): Promise<RemoteRequest>;
  listReportRequests(query: ListQuery, signal?: AbortSignal): Promise<RequestPage>;
  reportRequestPages(query: ListQuery, signal?: AbortSignal): AsyncIterable<RequestPage>;
  getReportRequest(id: string, signal?: AbortSignal): Promise<RemoteRequest>;
  /** Asks for the temporary URL, fetches the file and lands it. */
  downloadReport(reportId: string, signal?: AbortSignal): Promise<LandedFile>;
  settleReports<T extends PlannedAsk>(
    asks: readonly T[],
    hooks: SettleHooks<T>,
    options?: SettleOptions,
  ): Promise<SettleSummary>;
  listPockets(signal?: AbortSignal): Promise<readonly Pocket[]>;
  /** All trades or transactions of a window, in all pockets, as one landed file. */
  fetchMovementList(ask: MovementListAsk, signal?: AbortSignal): Promise<LandedFile>;
  /** Reads a resource, in all its pages, into one landed file. */
  fetchResource(ask: ResourceAsk, signal?: AbortSignal): Promise<FetchedResource>;
  readonly subscriptions: Subscriptions;
  /** Lands the PDFs of these monthly statements and tax forms. */
  fetchDocuments(
    statementIds: readonly string[],
    hooks: DocumentHooks,
    signal?: AbortSignal,
  ): Promise<void>;
  /** The PDF that confirms a trade; it is landed nowhere. */
  fetchConfirmation(trade: ConfirmedTrade, signal?: AbortSignal): Promise<Uint8Array>;
  /** The trades that settle in the range; they are landed nowhere. */
  findTrades(settledIn: DateRange, signal?: AbortSignal): Promise<readonly RemoteTrade[]>;
  /** One call, answered as it is, a refusal among them; see `Api.ask`. For `probe`. */
  ask(ask: RawAsk, signal?: AbortSignal): Promise<HttpAnswer>;
  /** The bytes at a temporary URL, which are not landed. For `probe`. */
  fetchFile(url: string, signal?: AbortSignal): Promise<Uint8Array>;
  /** Signs in and tells the scopes granted; null where the server does not say. For `doctor`. */
  grantedScopes(): Promise<readonly string[] | null>;
  calls(): CallCounts;
}

/** Speaks to nobody before its first call. Throws `ConfigError` for a URL that is neither https nor on loopback. */
export function createJikoClient(options: JikoClientOptions): JikoClient {
  const { profile, landing, log } = options;
  const counter = createCallCounter();
  const parts = assemble(options, counter);
  const { api, tokens, retrying } = parts;
  const reader = createRemoteRequestReader(profile, (word) =>
    log.warn('extract.status-unknown', { word }),
  );
  const requests = createReportRequests(api, profile, reader);
  const downloads: DownloadOptions = {
    api,
    wire: profile.api,
    landing,
    files: parts.files,
    retrying,
  };
  const download = (id: string, signal?: AbortSignal) => downloadReport(downloads, id, signal);
  const { clock, random } = retrying;
  const tools = { requests, download, clock, log, random, polling: options.polling ?? {} };
  return {
    createReportRequest: requests.create,
    listReportRequests: requests.list,
    reportRequestPages: requests.pages,
    getReportRequest: requests.get,
    downloadReport: download,
    settleReports: (asks, hooks, settle) => settleReports(tools, asks, hooks, settle),
    listPockets: (signal) => listPockets(api, profile.api, signal),
    fetchMovementList: (ask, signal) =>
      fetchMovementList({ api, wire: profile.api, landing }, ask, signal),
    fetchResource: (ask, signal) => {
      const isPersonal = RESOURCES[ask.resource].isPersonal === true;
      const place = isPersonal ? landing.personal : landing;
      return fetchResource({ api, wire: profile, landing: place }, ask, signal);
    },
    subscriptions: createSubscriptions(api, profile.api),
    fetchDocuments: (ids, hooks, signal) =>
      fetchDocuments({ ...downloads, wire: profile }, ids, hooks, signal),
    fetchConfirmation: (trade, signal) => fetchConfirmation(downloads, trade, signal),
    findTrades: (settledIn, signal) => findTrades(api, profile.api, settledIn, signal),
    ask: (ask, signal) => api.ask(rawCall(profile.api, ask, signal)),
    fetchFile: async (url, signal) => {
      const { bytes } = await openFile(url, parts.files, signal);
      const chunks: Uint8Array[] = [];
      for await (const chunk of bytes) chunks.push(chunk);
      return Buffer.concat(chunks);
    },
    grantedScopes: async () => (await tokens.current()).scopes,
    calls: counter.read,
  };
}

function assemble(options: JikoClientOptions, counter: ReturnType<typeof createCallCounter>) {
  const { clock, log, random = Math.random } = options;
  const apiUrl = parseBaseUrl(options.apiUrl, 'API URL');
  const timeouts = { ...DEFAULT_TIMEOUTS, ...options.timeouts };
  const retrying = { clock, log, random, policy: { ...DEFAULT_RETRY, ...options.retry } };
  const limiter = createRateLimiter(
    { ...DEFAULT_LIMITS, ...options.limits },
    clock,
    options.limitWindowMs,
  );
  const timeoutMs = timeouts.callMs;
  const { tokens, proofs } = createAuthorization(options, {
    clock,
    log,
    limiter,
    retrying,
    timeoutMs,
    monotonicMs: options.monotonicMs ?? (() => performance.now()),
    counted: () => counter.count('auth'),
  });
  const shared = { apiUrl, tokens, proofs, limiter, retrying, counter, timeoutMs };
  const api = createApi({ ...shared, answerBytesMax: ANSWER_BYTES_MAX });
  const files = {
    hosts: { apiUrl, allowed: options.fileHosts ?? [] },
    bytesMax: options.fileBytesMax ?? FILE_BYTES_MAX,
    stallMs: timeouts.stallMs,
    deadlineMs: timeouts.fileMs,
    counted: () => counter.count('files'),
  };
  return { api, tokens, retrying, files };
}
