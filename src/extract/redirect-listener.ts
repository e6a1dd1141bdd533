import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { PocketbookError } from '../domain/errors.ts';

/** Where a browser comes back to after a sign-in: a loopback address (RFC 8252, 7.3). */
export interface RedirectListener {
  readonly redirectUri: string;
  /** The first time that somebody comes back; `answer` says in the browser how it went. */
  readonly returned: Promise<Returned>;
  close(): Promise<void>;
}

export interface Returned {
  readonly parameters: URLSearchParams;
  answer(text: string, isWell: boolean): Promise<void>;
}

const PATH = '/callback';
const FORM_BYTES_MAX = 64 * 1024;

/** `port` 0 takes a free one. The parameters may come in the query, or in a form (OAuth 2.0 Form Post Response Mode). */
export async function listenForRedirect(port: number): Promise<RedirectListener> {
  let arrive: (returned: Returned) => void = () => {};
  const returned = new Promise<Returned>((resolve) => {
    arrive = resolve;
  });
  let isAnswered = false;
  const server = createServer(async (request, response) => {
    try {
      const parameters = await readParameters(request);
      if (parameters === null) return await say(response, 404, 'There is nothing here.');
      if (isAnswered) return await say(response, 409, 'This sign-in has been answered already.');
      isAnswered = true;
      arrive({
        parameters,
        answer: (text, isWell) => say(response, isWell ? 200 : 400, text),
      });
    } catch {
      response.destroy();
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(portTaken(port, error)));
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const taken = typeof address === 'object' && address !== null ? address.port : port;
  return {
    redirectUri: `http://127.0.0.1:${taken}${PATH}`,
    returned,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Null for what is no answer to an authorization request, such as a browser that asks for an icon. */
async function readParameters(request: IncomingMessage): Promise<URLSearchParams | null> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
  if (pathname !== PATH) return null;
  const parameters =
    request.method === 'POST' ? new URLSearchParams(await readForm(request)) : searchParams;
  const isAnswer = parameters.has('code') || parameters.has('error');
  return (request.method === 'GET' || request.method === 'POST') && isAnswer ? parameters : null;
}

async function readForm(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > FORM_BYTES_MAX) throw new RangeError('the form is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Nothing of the address may be kept or told on: it holds the code. Resolves at once where nobody listens any more. */
async function say(response: ServerResponse, status: number, text: string): Promise<void> {
  // 'close' comes once, and has come already where the browser has gone away.
  if (response.destroyed || response.closed) return;
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'content-security-policy': "default-src 'none'",
    connection: 'close',
  });
  await new Promise<void>((resolve) => {
    response.once('close', resolve);
    response.end(`${text}\n`);
  });
}

function portTaken(port: number, error: NodeJS.ErrnoException): PocketbookError {
  return new PocketbookError(
    'USAGE',
    `--port ${port}: expected a port that is free on 127.0.0.1, got ${error.code ?? 'an error'}`,
    { retryable: false },
  );
}
