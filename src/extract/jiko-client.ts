import type { BusinessDate } from '../domain/business-date.ts';
import type { Clock } from '../domain/clock.ts';
import { InvariantError } from '../domain/errors.ts';
import type { Log } from '../domain/log.ts';
import type { DateRange } from '../domain/report.ts';
import type { LandedFile } from './landed-file.ts';
import type { Landing } from './landing.ts';
import type { RemoteRequest } from './remote-request.ts';
import type { ReportAsk } from './report-ask.ts';
import type { PlannedAsk, SettleHooks, SettleOptions, SettleSummary } from './settle-reports.ts';
import type { WireProfile } from './wire.ts';

export interface JikoClientOptions {
  /** REST base, such as `https://api.business.jiko.io`; plain http on loopback only. */
  readonly apiUrl: string;
  /** The authorization server, which is also the issuer that is pinned. */
  readonly authUrl: string;
  readonly clientId: string;
  readonly key: PrivateKey;
  /** Sent in the header of the client assertion where the key was registered under an id. */
  readonly keyId?: string;
  /** Separated by blanks. */
  readonly scope: string;
  readonly profile: WireProfile;
  readonly landing: Landing;
  readonly clock: Clock;
  readonly log: Log;
  /** Hosts that files may come from besides the API's own: a whole name, or `.suffix`. */
  readonly fileHosts?: readonly string[];
}

/** Made by `loadPrivateKey`. */
export interface PrivateKey {
  readonly alg: 'PS256' | 'EdDSA';
}

export async function loadPrivateKey(_pem: string, _alg: 'PS256' | 'EdDSA'): Promise<PrivateKey> {
  throw new InvariantError('not written yet');
}

export interface Pocket {
  readonly id: string;
  readonly name: string | null;
  readonly status: string | null;
}

export interface ListQuery {
  readonly createdFrom: BusinessDate | null;
  readonly createdTo: BusinessDate | null;
  readonly cursor?: string;
}

export interface RequestPage {
  readonly requests: readonly RemoteRequest[];
  /** null on the last page. */
  readonly next: string | null;
}

/** HTTP attempts since the client was made, repeats included. `total` is what counts against the rate limits of the API. */
export interface CallCounts {
  readonly create: number;
  readonly list: number;
  readonly get: number;
  readonly download: number;
  readonly pockets: number;
  readonly trades: number;
  readonly total: number;
  /** Discovery and token requests; a limit of their own. */
  readonly auth: number;
  /** Reads from the file host; no limit known. */
  readonly files: number;
}

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
  /** All trades settling in the range, in all pockets: one landed file that is a JSON array of the pages as they came. */
  fetchTradeList(settledIn: DateRange, signal?: AbortSignal): Promise<LandedFile>;
  calls(): CallCounts;
}

export function createJikoClient(_options: JikoClientOptions): JikoClient {
  throw new InvariantError('not written yet');
}
