import type { PocketbookError } from '../domain/errors.ts';
import { parseJson, type Received } from './answer.ts';
import type { CallCounter, CallKind } from './call-counts.ts';
import { exchange, type HttpAnswer } from './exchange.ts';
import type { RateGroup, RateLimiter } from './rate-limit.ts';
import { type Retrying, repeat } from './retry.ts';
import { statusError } from './status-error.ts';
import type { AccessToken, TokenSource } from './token.ts';

/** What is asked, whatever is made of the answer. */
export interface RawCall {
  /** For messages, such as `report-requests list`. */
  readonly name: string;
  readonly kind: CallKind;
  readonly group: RateGroup;
  readonly method: 'GET' | 'POST';
  /** Begins with a slash, ends as the API wants it: a wrong slash is answered with a redirect. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
}

export interface ApiCall<T> extends RawCall {
  /** False for what makes something new each time: it is only repeated where the first try cannot have taken effect. */
  readonly isRepeatable: boolean;
  /** Throws ANSWER_INVALID naming the field. */
  readonly read: (received: Received) => T;
}

export interface ApiAnswer<T> {
  readonly value: T;
  /** As they came. */
  readonly bytes: Uint8Array;
}

export interface Api {
  call<T>(call: ApiCall<T>): Promise<ApiAnswer<T>>;
  /** The answer as it came, a refusal among them. Throws for a redirect, and where the server cannot answer now. */
  ask(call: RawCall): Promise<HttpAnswer>;
}

export interface ApiOptions {
  readonly apiUrl: string;
  readonly tokens: TokenSource;
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
    ask(call) {
      return repeat(() => askOnce(options, call), options.retrying, { signal: call.signal });
    },
  };
}

async function askOnce(options: ApiOptions, call: RawCall): Promise<HttpAnswer> {
  const answer = await answerTo(options, call);
  const isForLater = answer.status === 408 || answer.status === 429 || answer.status >= 500;
  if (isForLater) throw refusal(options, call, answer);
  return answer;
}

/** Did the server certainly do nothing? Then even what is not idempotent may be sent again. */
function isWithoutEffect(error: PocketbookError): boolean {
  return error.context['outcome'] === 'unsent' || error.context['status'] === 429;
}

async function attempt<T>(options: ApiOptions, call: ApiCall<T>): Promise<ApiAnswer<T>> {
  const answer = await answerTo(options, call);
  if (answer.status < 200 || answer.status > 299) throw refusal(options, call, answer);
  return { value: call.read(parseJson(call.name, answer)), bytes: answer.body };
}

async function answerTo(options: ApiOptions, call: RawCall): Promise<HttpAnswer> {
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

async function send(options: ApiOptions, call: RawCall, token: AccessToken): Promise<HttpAnswer> {
  const { limiter, counter } = options;
  const request = () => {
    counter.count(call.kind);
    return exchange({
      name: call.name,
      method: call.method,
      url: address(options.apiUrl, call),
      headers: headersOf(call, token),
      timeoutMs: options.timeoutMs,
      bytesMax: options.answerBytesMax,
      signal: call.signal,
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    });
  };
  const answer = await limiter.run(call.group, request, call.signal);
  limiter.note(call.group, answer.headers);
  return answer;
}

function address(apiUrl: string, call: RawCall): string {
  const query = new URLSearchParams(call.query).toString();
  return `${apiUrl}${call.path}${query === '' ? '' : `?${query}`}`;
}

function headersOf(call: RawCall, token: AccessToken): Record<string, string> {
  return {
    accept: 'application/json',
    authorization: `Bearer ${token.value.reveal()}`,
    ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
  };
}

function refusal(options: ApiOptions, call: RawCall, answer: HttpAnswer): PocketbookError {
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
