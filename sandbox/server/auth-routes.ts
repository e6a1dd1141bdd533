import type { Routing } from './app.ts';
import type { RateLimiter } from './rate-limit.ts';
import { SCOPES } from './scopes.ts';
import type { TokenService } from './token.ts';

export const TOKEN_PATH = '/api/oauth2/token';

/** The authorization server: its discovery document, and the client credentials grant. */
export function addAuthRoutes(
  routing: Routing,
  parts: { authUrl: string; tokens: TokenService; limiter: RateLimiter },
): void {
  const { authUrl, tokens, limiter } = parts;
  routing.app.get(
    '/.well-known/openid-configuration',
    routing.open('discovery', (context) => context.json(discoveryDocument(authUrl))),
  );
  routing.app.post(
    TOKEN_PATH,
    routing.open('token', async (context) => {
      const headers = limiter.take('auth', context.env.incoming.socket.remoteAddress ?? '');
      const reply = await tokens.grant(new URLSearchParams(await context.req.text()));
      return context.json(reply, 200, { ...headers, 'Cache-Control': 'no-store' });
    }),
  );
}

function discoveryDocument(authUrl: string): Record<string, unknown> {
  return {
    issuer: authUrl,
    token_endpoint: `${authUrl}${TOKEN_PATH}`,
    authorization_endpoint: `${authUrl}/api/oauth2/authorize`,
    jwks_uri: `${authUrl}/.well-known/jwks.json`,
    grant_types_supported: ['client_credentials'],
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['PS256'],
    token_endpoint_auth_methods_supported: ['private_key_jwt'],
    token_endpoint_auth_signing_alg_values_supported: ['PS256', 'EdDSA'],
    scopes_supported: SCOPES,
  };
}
