import { randomUUID } from 'node:crypto';
import { importPKCS8, SignJWT } from 'jose';
import type { Sandbox } from '../../sandbox/start.ts';

export const ALL_SCOPES = 'pockets.read transfers.read reports.read reports.write';
export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** The claims of a client assertion that differ from those of a right one. */
export interface Claims {
  readonly aud?: string | string[];
  readonly iss?: string;
  readonly sub?: string;
  readonly jti?: string;
  readonly lifetimeS?: number;
}

export async function signAssertion(
  sandbox: Sandbox,
  claims: Claims = {},
  privateKeyPem = sandbox.privateKeyPem ?? '',
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return await new SignJWT({ jti: claims.jti ?? randomUUID() })
    .setProtectedHeader({ alg: sandbox.keyAlgorithm, typ: 'JWT' })
    .setIssuer(claims.iss ?? sandbox.clientId)
    .setSubject(claims.sub ?? sandbox.clientId)
    .setAudience(claims.aud ?? `${sandbox.authUrl}/api/oauth2/token`)
    .setIssuedAt(now)
    .setExpirationTime(now + (claims.lifetimeS ?? 300))
    .sign(await importPKCS8(privateKeyPem, sandbox.keyAlgorithm));
}

export function requestToken(
  sandbox: Sandbox,
  assertion: string,
  form: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${sandbox.authUrl}/api/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: sandbox.clientId,
      client_assertion_type: ASSERTION_TYPE,
      client_assertion: assertion,
      scope: ALL_SCOPES,
      ...form,
    }),
  });
}

export type Json = Record<string, unknown>;

/** A client that knows no profile: paths and bodies are the test's own. */
export interface Client {
  call(method: string, path: string, body?: unknown): Promise<Response>;
  json(method: string, path: string, body?: unknown): Promise<Json>;
}

export async function connect(sandbox: Sandbox, scope = ALL_SCOPES): Promise<Client> {
  const reply = await requestToken(sandbox, await signAssertion(sandbox), { scope });
  const { access_token: token } = (await reply.json()) as { access_token: string };
  const call: Client['call'] = (method, path, body) =>
    fetch(`${sandbox.url}${path}`, {
      method,
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  return {
    call,
    json: async (method, path, body) => (await (await call(method, path, body)).json()) as Json,
  };
}

/** Orders a report of the built-in profile, waits for it, and fetches its file. */
export async function fetchReport(client: Client, order: Json): Promise<string> {
  const created = await client.json('POST', '/api/v1/report-requests/', order);
  for (;;) {
    const request = await client.json('GET', `/api/v1/report-requests/${created['id']}/`);
    if (request['status'] === 'FAILED') throw new Error(String(request['error']));
    const [report] = request['reports'] as { id: string }[];
    if (report) return await downloadReport(client, report.id);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export async function downloadReport(client: Client, reportId: string): Promise<string> {
  const { url } = await client.json('POST', `/api/v1/report/${reportId}/download/`);
  const file = await fetch(String(url), { headers: { 'Accept-Encoding': 'identity' } });
  if (file.status !== 200) throw new Error(`the file came with ${file.status}`);
  return await file.text();
}
