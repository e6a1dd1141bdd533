import type { ApiContext, ApiHandler, Routing } from './app.ts';
import type { RateLimiter } from './rate-limit.ts';
import { SCOPES } from './scopes.ts';
import type { Redirect } from './sign-ins.ts';
import type { TokenService } from './token.ts';

export const TOKEN_PATH = '/api/oauth2/token';
const AUTHORIZE_PATH = '/api/oauth2/authorize';
const PAR_PATH = '/api/oauth2/par';

export interface AuthRouteParts {
  readonly authUrl: string;
  readonly tokens: TokenService;
  readonly limiter: RateLimiter;
  readonly responseMode: 'query' | 'form_post';
  readonly now: () => Date;
  readonly isParOffered: boolean;
}

/** The authorization server: its discovery document, sign-ins of a person who always consents, and tokens. */
export function addAuthRoutes(routing: Routing, parts: AuthRouteParts): void {
  const { tokens, limiter } = parts;
  const { app, open } = routing;
  const limited =
    (handler: (context: ApiContext) => Promise<Response>): ApiHandler =>
    async (context) => {
      const headers = limiter.take('auth', context.env.incoming.socket.remoteAddress ?? '');
      const response = await handler(context);
      for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
      response.headers.set('Cache-Control', 'no-store');
      return response;
    };
  app.get(
    '/.well-known/openid-configuration',
    // The time of the simulation, as in every answer that a limit stands on.
    open('discovery', (context) =>
      context.json(discoveryDocument(parts), 200, { Date: parts.now().toUTCString() }),
    ),
  );
  app.get(
    AUTHORIZE_PATH,
    open(
      'authorize',
      limited(async (context) => {
        const { searchParams } = new URL(context.req.url);
        return goBack(context, tokens.signIns.consent(searchParams), parts.responseMode);
      }),
    ),
  );
  if (parts.isParOffered) {
    app.post(
      PAR_PATH,
      open(
        'par',
        limited(async (context) => {
          const form = new URLSearchParams(await context.req.text());
          await tokens.checkClient(form);
          return context.json(tokens.signIns.push(form), 201);
        }),
      ),
    );
  }
  app.post(
    TOKEN_PATH,
    open(
      'token',
      limited(async (context) => {
        const body = await context.req.text();
        return context.json(await tokens.grant({ request: context.req.raw, body }));
      }),
    ),
  );
}

function goBack(
  context: ApiContext,
  { uri, parameters }: Redirect,
  mode: 'query' | 'form_post',
): Response {
  if (mode === 'form_post') return context.html(selfSendingForm(uri, parameters));
  const url = new URL(uri);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return context.redirect(url.href, 303);
}

/** OAuth 2.0 Form Post Response Mode. */
function selfSendingForm(uri: string, parameters: Readonly<Record<string, string>>): string {
  const inputs = Object.entries(parameters).map(
    ([name, value]) => `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`,
  );
  return `<!doctype html><body onload="document.forms[0].submit()"><form method="post" action="${escapeHtml(uri)}">${inputs.join('')}</form></body>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}

function discoveryDocument({ authUrl, isParOffered }: AuthRouteParts): Record<string, unknown> {
  return {
    issuer: authUrl,
    token_endpoint: `${authUrl}${TOKEN_PATH}`,
    authorization_endpoint: `${authUrl}${AUTHORIZE_PATH}`,
    ...(isParOffered ? { pushed_authorization_request_endpoint: `${authUrl}${PAR_PATH}` } : {}),
    jwks_uri: `${authUrl}/.well-known/jwks.json`,
    grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
    response_types_supported: ['code'],
    // As Jiko's own document says, while its guide shows a redirect with the code in the query.
    response_modes_supported: ['form_post'],
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
    dpop_signing_alg_values_supported: ['EdDSA', 'PS256', 'ES256'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['PS256'],
    token_endpoint_auth_methods_supported: ['private_key_jwt'],
    token_endpoint_auth_signing_alg_values_supported: ['PS256', 'EdDSA'],
    scopes_supported: SCOPES,
  };
}
