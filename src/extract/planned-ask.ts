import type { PocketbookError } from '../domain/errors.ts';
import type { PollingOptions } from './await-reports.ts';
import type { LandedFile } from './landed-file.ts';
import type { RemoteRequest } from './remote-request.ts';
import type { ReportAsk } from './report-ask.ts';

/** How far an ask had come when the program last stopped. */
export type AskProgress =
  | { readonly state: 'new' }
  /** The intent is stored; whether the request was ever sent is not known. */
  | { readonly state: 'intended'; readonly intendedAt: Date }
  | { readonly state: 'requested'; readonly remoteId: string; readonly requestedAt: Date };

/** What the engine works on. Callers hand in a wider type and get the very same object back in every hook. */
export interface PlannedAsk {
  readonly ask: ReportAsk;
  /** Left out: `new`. */
  readonly progress?: AskProgress;
}

/** Each is awaited before the engine goes on with that ask; one that throws stops the whole settlement. */
export interface SettleHooks<T extends PlannedAsk> {
  /** Store the intent, `intendedAt` with it: the POST follows at once. Called again before each further POST. */
  beforeCreate(planned: T, intendedAt: Date): Promise<void>;
  /** The request exists. Called again after each re-ask, with the new one. */
  created(planned: T, remote: RemoteRequest): Promise<void>;
  failed(planned: T, reason: PocketbookError): Promise<void>;
  /** Not ready before the deadline; the request goes on existing and is worth another look next time. */
  late(planned: T, remoteId: string): Promise<void>;
  landed(planned: T, file: LandedFile, remote: RemoteRequest): Promise<void>;
}

export interface SettleOptions {
  /** How many requests may be open at a time; 100 by default, which is one page of the list. */
  readonly outstandingMax?: number;
  readonly createConcurrency?: number;
  readonly downloadConcurrency?: number;
  readonly polling?: Partial<PollingOptions>;
  /** How often a request that Jiko calls failed is asked for again; 2 by default. */
  readonly reasksMax?: number;
  /** The pause before the first re-ask; doubles. 5 s by default. */
  readonly reaskPauseMs?: number;
  /** Request ids that are known to belong to other asks; never taken for a lost one. */
  readonly claimedIds?: Iterable<string>;
  readonly signal?: AbortSignal;
}

export interface SettleSummary {
  readonly landed: number;
  readonly failed: number;
  readonly late: number;
}
