import type { AuthServer } from './auth-server.ts';
import { type Granted, readGranted, type TokenScheme, tokenError } from './token-answer.ts';

/** A token by who we are alone (RFC 6749, 4.4). The scope is always sent: what leaving it out means is not documented. */
export async function grantByCredentials(
  server: AuthServer,
  scheme: TokenScheme,
  scope: string,
): Promise<Granted> {
  const metadata = await server.discover();
  const form = { grant_type: 'client_credentials', scope };
  const answer = await server.post('token', metadata.tokenEndpoint, metadata, form);
  if (answer.status !== 200) throw tokenError(answer, server.now());
  return readGranted(answer, scheme);
}
