import pRetry from 'p-retry';
import { PocketbookError } from '../domain/errors.ts';

/** What an alert tells: counts only, no figure, no name of a pocket. */
export interface Alert {
  readonly entity: string;
  readonly outcome: 'failed' | 'missing' | 'breaks';
  readonly unitsMissing: number;
  readonly breaksOpen: number;
}

const TIMEOUT_MS = 10_000;

/** Posts an alert as JSON. The URL may hold a secret and is never part of a message. Throws `HTTP_FAILED`. */
export async function postAlert(url: string, alert: Alert): Promise<void> {
  const body = JSON.stringify(alert);
  try {
    await pRetry(() => postOnce(url, body), {
      retries: 2,
      minTimeout: 500,
      maxRetryTime: 3 * TIMEOUT_MS,
      shouldRetry: () => true,
    });
  } catch (error) {
    const reason = error instanceof Error ? error.name : 'unknown';
    throw new PocketbookError('HTTP_FAILED', `the alert could not be delivered (${reason})`, {
      retryable: true,
    });
  }
}

async function postOnce(url: string, body: string): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`status ${response.status}`);
}
