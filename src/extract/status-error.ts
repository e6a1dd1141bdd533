import { PocketbookError } from '../domain/errors.ts';
import type { HttpAnswer } from './exchange.ts';
import { parseRetryAfter } from './retry-after.ts';

/** The error of an answer whose status is not 2xx. `now` is only used where the answer carries no `Date`. */
export function statusError(name: string, answer: HttpAnswer, now: Date): PocketbookError {
  const { status } = answer;
  const context = { call: name, status };
  const told = summarise(answer.body);
  const tail = told === '' ? '' : `: ${told}`;
  if (status === 401) {
    const message = `${name}: expected our token to be accepted, got 401 twice; check the client id, the registered key and the scopes`;
    return new PocketbookError('AUTH_REJECTED', message, { retryable: false, context });
  }
  if (status === 403) {
    const message = `${name}: expected to be permitted, got 403${tail}; ask Jiko for the scope or the resource`;
    return new PocketbookError('NOT_PERMITTED', message, { retryable: false, context });
  }
  const retryAfterMs = retryAfter(answer, now);
  return new PocketbookError('HTTP_STATUS', `${name}: expected 2xx, got ${status}${tail}`, {
    retryable: status === 408 || status === 429 || status >= 500,
    context: retryAfterMs === null ? context : { ...context, retryAfterMs },
  });
}

/** In ms; measured against the answer's own `Date`, so that our clock does not matter. */
function retryAfter({ headers }: HttpAnswer, now: Date): number | null {
  const sentAt = Date.parse(headers.get('date') ?? '');
  return parseRetryAfter(headers.get('retry-after'), Number.isNaN(sentAt) ? now : new Date(sentAt));
}

const TEXT_MAX = 300;

/** What FastAPI says in `detail`: a text, or a list of places and complaints. Anything else is left out. */
function summarise(body: Uint8Array): string {
  const detail = readDetail(body);
  if (typeof detail === 'string') return veil(detail);
  if (!Array.isArray(detail)) return '';
  return veil(detail.slice(0, 5).map(complaint).filter(Boolean).join('; '));
}

function readDetail(body: Uint8Array): unknown {
  try {
    const parsed: unknown = JSON.parse(new TextDecoder().decode(body));
    return typeof parsed === 'object' && parsed !== null && 'detail' in parsed
      ? parsed.detail
      : null;
  } catch {
    return null;
  }
}

function complaint(item: unknown): string {
  if (typeof item !== 'object' || item === null) return '';
  const place = 'loc' in item && Array.isArray(item.loc) ? item.loc.join('.') : '';
  const message = 'msg' in item && typeof item.msg === 'string' ? item.msg : '';
  return place === '' ? message : `${place}: ${message}`;
}

/** A server may echo what it was sent: addresses and long opaque words could be secrets. */
function veil(text: string): string {
  return text
    .replace(/\w+:\/\/\S+/g, '***')
    .replace(/[\w.~+/=-]{24,}/g, (word) => (UUID.test(word) ? word : '***'))
    .replace(/\s+/g, ' ')
    .slice(0, TEXT_MAX);
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
