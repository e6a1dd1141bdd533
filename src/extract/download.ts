import { z } from 'zod';
import { PocketbookError } from '../domain/errors.ts';
import { readField, readObject } from './answer.ts';
import type { Api } from './api.ts';
import { type FileFetchOptions, FileUrlExpired, openFile } from './file-fetch.ts';
import { fillPath } from './fill-path.ts';
import type { LandedFile } from './landed-file.ts';
import type { Landing } from './landing.ts';
import { type Retrying, repeat } from './retry.ts';
import { Secret } from './secret.ts';
import type { WireApi } from './wire.ts';

export interface DownloadOptions {
  readonly api: Api;
  readonly wire: WireApi;
  readonly landing: Landing;
  readonly files: FileFetchOptions;
  readonly retrying: Retrying;
}

/** How often a URL is asked for, for one file. */
const URLS_MAX = 5;
/** How often what came may be no report before it is given up. */
const INVALID_MAX = 3;

/** One file's way: the URL in use, and what was spent so far. */
interface Trail {
  url: Secret | null;
  urls: number;
  invalid: number;
  /** The call for the URL was already repeated as often as it may be; repeating that again would square the patience. */
  isSpent: boolean;
}

/**
 * Asks for the temporary URL of a report, fetches the file and lands it. A URL that has expired is asked for anew, a body
 * that broke off is fetched again. Throws DOWNLOAD_INVALID, HTTP_FAILED, HTTP_STATUS or LANDING_FAILED.
 */
export function downloadReport(
  options: DownloadOptions,
  reportId: string,
  signal?: AbortSignal,
): Promise<LandedFile> {
  const trail: Trail = { url: null, urls: 0, invalid: 0, isSpent: false };
  return repeat(() => attempt(options, reportId, trail, signal), options.retrying, {
    signal,
    mayRepeat: (error) => isWorthRepeating(error, trail),
  });
}

function isWorthRepeating(error: PocketbookError, trail: Trail): boolean {
  if (trail.isSpent || error.code === 'LANDING_FAILED') return false;
  const mayAskAgain = trail.url !== null || trail.urls < URLS_MAX;
  return error.retryable && mayAskAgain && trail.invalid < INVALID_MAX;
}

async function attempt(
  options: DownloadOptions,
  reportId: string,
  trail: Trail,
  signal: AbortSignal | undefined,
): Promise<LandedFile> {
  trail.url ??= await askUrl(options, reportId, trail, signal);
  try {
    const { bytes, lengthProven } = await openFile(trail.url.reveal(), options.files, signal);
    return await options.landing.land(bytes, { lengthProven });
  } catch (error) {
    if (error instanceof PocketbookError && error.code === 'DOWNLOAD_INVALID') {
      trail.url = null;
      if (!(error instanceof FileUrlExpired)) trail.invalid += 1;
    }
    throw error;
  }
}

const urlShape = z.string().min(1);

async function askUrl(
  { api, wire }: DownloadOptions,
  reportId: string,
  trail: Trail,
  signal: AbortSignal | undefined,
): Promise<Secret> {
  try {
    const answer = await api.call({
      name: 'report download',
      kind: 'download',
      group: 'reports',
      method: 'POST',
      path: fillPath(wire.paths.report_download, { report_id: reportId }),
      isRepeatable: true,
      read: (received) =>
        new Secret(readField(readObject(received), wire.download.url, urlShape).value),
      signal,
    });
    trail.urls += 1;
    return answer.value;
  } catch (error) {
    if (isNotYetThere(error)) throw retryable(error);
    trail.isSpent = true;
    throw error;
  }
}

/** A report that is listed as ready may take a moment to be there. */
function isNotYetThere(error: unknown): error is PocketbookError {
  if (!(error instanceof PocketbookError) || error.code !== 'HTTP_STATUS') return false;
  return error.context['status'] === 404 || error.context['status'] === 409;
}

function retryable({ code, message, context }: PocketbookError): PocketbookError {
  return new PocketbookError(code, message, { retryable: true, context });
}
