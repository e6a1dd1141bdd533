import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { jwtVerify } from 'jose';

/** A small scripted Jiko on loopback: plain answers, and before them whatever a test has put in the way. */
export interface FakeJiko {
  readonly url: string;
  readonly keyPem: string;
  readonly seen: Seen[];
  readonly tokens: Set<string>;
  readonly requests: FakeRequest[];
  /** Answers the next calls of a route, one each, before the plain answer has its turn again. */
  next(route: Route, ...answers: Answer[]): void;
  /** Answers all calls of a route from now on. */
  always(route: Route, answer: Answer): void;
  count(route: Route): number;
  close(): Promise<void>;
}

export type Route =
  | 'discovery'
  | 'token'
  | 'create'
  | 'list'
  | 'get'
  | 'download'
  | 'file'
  | 'pockets'
  | 'trades';

export type Answer = (call: Call) => void | Promise<void>;

export interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly body: string;
  /** The plain answer. */
  readonly plain: () => void | Promise<void>;
}

export interface Seen {
  readonly route: Route;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  readonly at: number;
}

export interface FakeRequest {
  readonly id: string;
  readonly body: Record<string, unknown>;
  readonly createdAt: Date;
  readyAt: number;
  status: string | null;
}

export interface FakeOptions {
  readonly readyAfterMs?: () => number;
  readonly tokenLifeSeconds?: unknown;
  readonly items?: Partial<Record<'pockets' | 'trades', readonly object[]>>;
  readonly fileOf?: (requestId: string) => string;
}

export const CLIENT_ID = 'client-1';

export async function startFakeJiko(options: FakeOptions = {}): Promise<FakeJiko> {
  const keys = generateKeyPairSync('ed25519');
  const queues = new Map<Route, Answer[]>();
  const standing = new Map<Route, Answer>();
  const jtis = new Set<string>();
  const seen: Seen[] = [];
  const tokens = new Set<string>();
  const requests: FakeRequest[] = [];
  const { readyAfterMs = () => 0, items = {} } = options;
  let origin = '';

  const json = (response: ServerResponse, status: number, value: unknown) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(value));
  };
  const wire = (request: FakeRequest) => {
    const isReady = Date.now() >= request.readyAt;
    const status = request.status ?? (isReady ? 'COMPLETED' : 'PENDING');
    const [format] = request.body['output_formats'] as string[];
    return {
      ...request.body,
      id: request.id,
      status,
      reports: status === 'COMPLETED' ? [{ id: `r-${request.id}`, output_format: format }] : [],
      error: status === 'FAILED' ? 'no such day' : null,
      created_at: request.createdAt.toISOString(),
      object_type: 'ReportRequest',
    };
  };
  const page = (response: ServerResponse, url: URL, all: readonly unknown[]) => {
    const from = Number(url.searchParams.get('cursor') ?? 0);
    const to = from + Number(url.searchParams.get('limit') ?? 30);
    json(response, 200, {
      items: all.slice(from, to),
      next_page: to < all.length ? String(to) : null,
      prev_page: null,
      object_type: 'CursorList',
    });
  };
  const issueToken = async ({ response, body }: Call) => {
    const form = new URLSearchParams(body);
    try {
      const { payload, protectedHeader } = await jwtVerify(
        form.get('client_assertion') ?? '',
        keys.publicKey,
        { audience: `${origin}/oauth/token`, issuer: CLIENT_ID, subject: CLIENT_ID },
      );
      const jti = payload.jti ?? '';
      const isLong = (payload.exp ?? 0) - (payload.iat ?? 0) > 300;
      if (jti.length < 32 || jtis.has(jti) || isLong || protectedHeader.typ !== 'JWT') {
        return json(response, 401, { error: 'invalid_client' });
      }
      jtis.add(jti);
    } catch {
      return json(response, 401, { error: 'invalid_client', error_description: 'bad assertion' });
    }
    const token = `canary-token-${randomUUID()}`;
    tokens.add(token);
    const life = 'tokenLifeSeconds' in options ? options.tokenLifeSeconds : 900;
    json(response, 200, { access_token: token, token_type: 'Bearer', expires_in: life });
  };
  const plainAnswers: Record<Route, Answer> = {
    discovery: ({ response }) =>
      json(response, 200, { issuer: origin, token_endpoint: `${origin}/oauth/token` }),
    token: issueToken,
    create: ({ response, body }) => {
      const request: FakeRequest = {
        id: randomUUID(),
        body: JSON.parse(body) as Record<string, unknown>,
        createdAt: new Date(),
        readyAt: Date.now() + readyAfterMs(),
        status: null,
      };
      requests.unshift(request);
      json(response, 201, wire(request));
    },
    list: ({ response, url }) => page(response, url, requests.map(wire)),
    get: ({ response, url }) => {
      const found = requests.find(({ id }) => url.pathname.includes(id));
      if (found === undefined) return json(response, 404, { detail: 'Not Found' });
      json(response, 200, wire(found));
    },
    download: ({ response, url }) =>
      json(response, 200, {
        url: `${origin}/files/${url.pathname.split('/')[4]}?signature=canary-signature`,
        expires_at: new Date(Date.now() + 600_000).toISOString(),
      }),
    file: ({ request, response, url }) => {
      if (request.headers.authorization !== undefined) return void response.writeHead(403).end();
      const id = url.pathname.slice('/files/r-'.length);
      response.writeHead(200, { 'content-type': 'text/csv' });
      response.end(options.fileOf?.(id) ?? `Pocket ID,Amount\n${id},1.00\n`);
    },
    pockets: ({ response, url }) => page(response, url, items.pockets ?? []),
    trades: ({ response, url }) => page(response, url, items.trades ?? []),
  };

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', origin);
    const route = routeOf(request.method ?? '', url.pathname);
    let body = '';
    for await (const chunk of request) body += chunk;
    if (route === null) return json(response, 404, { detail: 'Not Found' });
    seen.push({ route, url: url.href, headers: request.headers, body, at: Date.now() });
    const call: Call = { request, response, url, body, plain: () => plainAnswers[route](call) };
    const isApi = route !== 'discovery' && route !== 'token' && route !== 'file';
    const token = request.headers.authorization?.slice('Bearer '.length) ?? '';
    const isOpen = !isApi || tokens.has(token);
    if (!isOpen) return json(response, 401, { detail: 'Not authenticated' });
    const answer = queues.get(route)?.shift() ?? standing.get(route) ?? call.plain;
    await answer(call);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: origin,
    keyPem: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    seen,
    tokens,
    requests,
    next: (route, ...answers) => void queues.set(route, [...(queues.get(route) ?? []), ...answers]),
    always: (route, answer) => void standing.set(route, answer),
    count: (route) => seen.filter((one) => one.route === route).length,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function routeOf(method: string, path: string): Route | null {
  if (path === '/.well-known/openid-configuration') return 'discovery';
  if (path === '/oauth/token') return 'token';
  if (path === '/api/v1/report-requests/') return method === 'POST' ? 'create' : 'list';
  if (path.startsWith('/api/v1/report-requests/')) return 'get';
  if (/^\/api\/v1\/report\/[^/]+\/download\/$/.test(path) && method === 'POST') return 'download';
  if (path.startsWith('/files/')) return 'file';
  if (path === '/api/v2/pockets/') return 'pockets';
  return path === '/api/v1/trades/' ? 'trades' : null;
}

/** A status with headers and a JSON body. */
export function status(
  code: number,
  headers: Record<string, string> = {},
  body: unknown = { detail: `status ${code}` },
): Answer {
  return ({ response }) => {
    response.writeHead(code, { 'content-type': 'application/json', ...headers });
    response.end(code === 204 ? undefined : JSON.stringify(body));
  };
}

/** Exactly these bytes on the connection, which is then closed, or broken. */
export function raw(head: readonly string[], body: string | Buffer, isBroken = false): Answer {
  return ({ response }) => {
    const { socket } = response;
    socket?.write(`${head.join('\r\n')}\r\n\r\n`);
    socket?.write(body, () => {
      if (isBroken) setTimeout(() => socket.resetAndDestroy(), 20);
      else socket.end();
    });
  };
}

export const reset: Answer = ({ response }) => void response.socket?.resetAndDestroy();

/** Never answers. */
export const silence: Answer = () => {};

/** Does what was asked for, but the reply never arrives. */
export const replyLost: Answer = async ({ plain, response }) => {
  response.writeHead = () => response;
  response.end = () => {
    response.socket?.resetAndDestroy();
    return response;
  };
  await plain();
};
