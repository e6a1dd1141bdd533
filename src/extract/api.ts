import { PocketbookError } from '../domain/errors.ts';
import { parseJson, type Received } from './answer.ts';
import type { CallCounter, CallKind } from './call-counts.ts';
import type { CallProofs } from './call-proofs.ts';
import { exchange, type HttpAnswer } from './exchange.ts';
import type { RateGroup, RateLimiter } from './rate-limit.ts';
import { type Retrying, repeat } from './retry.ts';
import { Secret } from './secret.ts';
import { statusError } from './status-error.ts';
import type { AccessToken, TokenSource } from './token.ts';

/** What is asked, whatever is made of the answer. */
export interface RawCall {
  /** For messages, such as `report-requests list`. */
  readonly name: string;
  readonly kind: CallKind;
  readonly group: RateGroup;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Begins with a slash, ends as the API wants it: a wrong slash is answered with a redirect. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
}

export interface ApiCall<T> extends RawCall {
  /** False for what makes something new each time: it is only repeated where the first try cannot have taken effect. */
  readonly isRepeatable: boolean;
  /** An answer without a byte is read as null: what is only accepted may tell nothing. */
  readonly mayBeEmpty?: boolean;
  /** What is asked for, where that is no JSON: `read` is given nothing then, and the bytes are the answer. */
  readonly accept?: string;
  /** Throws ANSWER_INVALID naming the field. */
  readonly read: (received: Received) => T;
}

export interface ApiAnswer<T> {
  readonly value: T;
  /** As they came. */
  readonly bytes: Uint8Array;
}

/** A call that is answered with the temporary address of a file. */
export type LocationCall = Omit<ApiCall<never>, 'read' | 'body' | 'method' | 'isRepeatable'>;

export interface Api {
  call<T>(call: ApiCall<T>): Promise<ApiAnswer<T>>;
  /**
   * The address that a redirect names, as it came. It is not followed: whoever opens it must do so without our token. Throws
   * ANSWER_INVALID where the answer is no redirect.
   */
  locate(call: LocationCall): Promise<Secret>;
  /** The answer as it came, a refusal among them. Throws for a redirect, and where the server cannot answer now. */
  ask(call: RawCall): Promise<HttpAnswer>;
}

export interface ApiOptions {
  readonly apiUrl: string;
  readonly tokens: TokenSource;
  readonly proofs: CallProofs;
  readonly limiter: RateLimiter;
  readonly retrying: Retrying;
  readonly counter: CallCounter;
  readonly timeoutMs: number;
  readonly answerBytesMax: number;
}

/** Typed calls with a token, within the rate limits, repeated where that is safe. */
export function createApi(options: ApiOptions): Api {
  return {
    call(call) {
      return repeat(() => attempt(options, call), options.retrying, {
        signal: call.signal,
        mayRepeat: (error) => error.retryable && (call.isRepeatable || isWithoutEffect(error)),
      });
    },
    locate: (call) =>
      repeat(() => attemptToLocate(options, call), options.retrying, { signal: call.signal }),
    ask(call) {
      return repeat(() => askOnce(options, call), options.retrying, { signal: call.signal });
    },
  };
}

async function askOnce(options: ApiOptions, call: RawCall): Promise<HttpAnswer> {
  const answer = await sendWithToken(options, call);
  const isForLater = answer.status === 408 || answer.status === 429 || answer.status >= 500;
  if (isForLater) throw refusal(options, call, answer);
  return answer;
}

/** Did the server certainly do nothing? Then even what is not idempotent may be sent again. */
function isWithoutEffect(error: PocketbookError): boolean {
  return error.context['outcome'] === 'unsent' || error.context['status'] === 429;
}

async function attempt<T>(options: ApiOptions, call: ApiCall<T>): Promise<ApiAnswer<T>> {
  const answer = await sendWithToken(options, call);
  if (answer.status < 200 || answer.status > 299) throw refusal(options, call, answer);
  const isEmpty = call.mayBeEmpty === true && answer.body.byteLength === 0;
  const isJson = call.accept === undefined && !isEmpty;
  const received = isJson ? parseJson(call.name, answer) : { value: null, place: call.name };
  return { value: call.read(received), bytes: answer.body };
}

async function attemptToLocate(options: ApiOptions, call: LocationCall): Promise<Secret> {
  const asked: Sent = { ...call, method: 'GET', takesLocation: true };
  const answer = await sendWithToken(options, asked);
  const { status } = answer;
  if (status >= 400) throw refusal(options, asked, answer);
  const location = answer.headers.get('location') ?? '';
  if (status >= 300 && location !== '') {
    return new Secret(new URL(location, options.apiUrl).href);
  }
  throw new PocketbookError(
    'ANSWER_INVALID',
    `${call.name}: expected a redirect to the file, got ${status}`,
    { retryable: false, context: { call: call.name, status } },
  );
}

type Sent = Omit<ApiCall<unknown>, 'read' | 'isRepeatable'> & { readonly takesLocation?: boolean };

async function sendWithToken(options: ApiOptions, call: Sent): Promise<HttpAnswer> {
  const { tokens } = options;
  const token = await tokens.current();
  let answer = await send(options, call, token);
  if (answer.status === 401) {
    // Once, silently: a token can be revoked before its time. A second 401 is no accident.
    tokens.drop(token);
    answer = await send(options, call, await tokens.current());
  }
  return answer;
}

async function send(options: ApiOptions, call: Sent, token: AccessToken): Promise<HttpAnswer> {
  const { limiter, counter, proofs } = options;
  const url = address(options.apiUrl, call);
  const body = call.body === undefined ? undefined : JSON.stringify(call.body);
  const { method } = call;
  const request = async () => {
    const shown = await proofs.headers({ method, url, body }, token);
    counter.count(call.kind);
    return exchange({
      name: call.name,
      method,
      url,
      headers: { ...headersOf(call), ...shown },
      timeoutMs: options.timeoutMs,
      bytesMax: options.answerBytesMax,
      signal: call.signal,
      takesLocation: call.takesLocation === true,
      ...(body === undefined ? {} : { body }),
    });
  };
  const attempt = async () => {
    const answer = await limiter.run(call.group, request, call.signal);
    limiter.note(call.group, answer.headers);
    return { answer, isAskedForNonce: proofs.learn(url, answer) };
  };
  const first = await attempt();
  return first.isAskedForNonce ? (await attempt()).answer : first.answer;
}

function address(apiUrl: string, call: Sent): string {
  const query = new URLSearchParams(call.query).toString();
  return `${apiUrl}${call.path}${query === '' ? '' : `?${query}`}`;
}

function headersOf(call: Sent): Record<string, string> {
  return {
    accept: call.accept ?? 'application/json',
    ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
  };
}

function refusal(options: ApiOptions, call: Sent, answer: HttpAnswer): PocketbookError {
  const error = statusError(call.name, answer, options.retrying.clock.now());
  const asked = error.context['retryAfterMs'];
  // The whole group waits, not only the call that was told so; other groups keep going.
  if (
    answer.status === 429 &&
    typeof asked === 'number' &&
    asked <= options.retrying.policy.budgetMs
  ) {
    options.limiter.pause(call.group, asked);
  }
  return error;
}
