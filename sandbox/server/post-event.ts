import { request } from 'node:http';

export interface PostAnswer {
  /** 0 where no answer came. */
  readonly code: number;
  readonly message: string | null;
}

const TIMEOUT_MS = 10_000;

/** Posts to a server on this machine, and to no other: whatever else a subscription names is not called. */
export function postEvent(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  signal: AbortSignal,
): Promise<PostAnswer> {
  const { protocol, hostname } = new URL(url);
  if (protocol !== 'http:' || hostname !== '127.0.0.1') {
    const message = 'the sandbox delivers to http://127.0.0.1 alone';
    return Promise.resolve({ code: 0, message });
  }
  return new Promise((resolve) => {
    const failed = (error: Error): void => resolve({ code: 0, message: error.message });
    const ask = request(
      url,
      { method: 'POST', headers, signal, timeout: TIMEOUT_MS },
      (response) => {
        response.resume();
        response.once('end', () => resolve({ code: response.statusCode ?? 0, message: null }));
        response.once('error', failed);
      },
    );
    ask.once('timeout', () => ask.destroy(new Error('no answer in time')));
    ask.once('error', failed);
    ask.end(body);
  });
}
