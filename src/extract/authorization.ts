import type { Clock } from '../domain/clock.ts';
import type { Log } from '../domain/log.ts';
import { type AuthServer, createAuthServer } from './auth-server.ts';
import { type CallProofs, createCallProofs } from './call-proofs.ts';
import { type ClientKeyOptions, createClientKeys } from './client-keys.ts';
import { createDpop } from './dpop.ts';
import { grantByCredentials } from './grant-client-credentials.ts';
import { grantByRefresh } from './grant-refresh.ts';
import { parseBaseUrl } from './loopback.ts';
import { createMessageSigner } from './message-signer.ts';
import type { SigningKey } from './private-key.ts';
import type { RateLimiter } from './rate-limit.ts';
import type { Retrying } from './retry.ts';
import { createServerClock } from './server-clock.ts';
import { createTokenSource, type TokenSource } from './token.ts';
import type { TokenScheme } from './token-answer.ts';
import type { TokenVault } from './token-vault.ts';

/** Who we are to the authorization server, and how we prove it. */
export interface Identity extends ClientKeyOptions {
  /** The authorization server, which is also the issuer that is pinned. */
  readonly authUrl: string;
  readonly clientId: string;
  /** Separated by blanks. */
  readonly scope: string;
  /** The sign-in of a person, for the grant of the authorization code; left out: client credentials. */
  readonly vault?: TokenVault | undefined;
  /** Tokens bound to a key of this process (RFC 9449). */
  readonly isDpopOn?: boolean;
  /** Signs every call to the API (RFC 9421). */
  readonly signing?: { readonly key: SigningKey; readonly keyId: string } | undefined;
}

export interface AuthorizationTools {
  readonly clock: Clock;
  readonly log: Log;
  readonly limiter: RateLimiter;
  readonly retrying: Retrying;
  readonly timeoutMs: number;
  /** A reading that no setting of the clock moves, in ms. */
  readonly monotonicMs: () => number;
  readonly counted: () => void;
}

export interface Authorization {
  readonly server: AuthServer;
  readonly scheme: TokenScheme;
  readonly tokens: TokenSource;
  readonly proofs: CallProofs;
}

/** Speaks to nobody before its first token. Throws `ConfigError` for a URL that is neither https nor on loopback. */
export function createAuthorization(identity: Identity, tools: AuthorizationTools): Authorization {
  const { clientId, scope, vault, isDpopOn = false, signing } = identity;
  const { clock, log, retrying, monotonicMs, limiter, timeoutMs, counted } = tools;
  const serverClock = createServerClock(clock, log);
  const dpop = isDpopOn ? createDpop(serverClock.now) : null;
  const scheme: TokenScheme = isDpopOn ? 'DPoP' : 'Bearer';
  const server = createAuthServer({
    authUrl: parseBaseUrl(identity.authUrl, 'authorization URL'),
    clientId,
    keys: createClientKeys(identity, ({ name }) =>
      log.warn('extract.other-key', { inUse: name, advice: 'the other one was refused' }),
    ),
    dpop,
    timeoutMs,
    limiter,
    serverClock,
    counted,
  });
  const grant = () =>
    vault === undefined
      ? grantByCredentials(server, scheme, scope)
      : grantByRefresh(server, scheme, vault);
  const signer =
    signing === undefined ? null : createMessageSigner({ ...signing, now: serverClock.now });
  return {
    server,
    scheme,
    tokens: createTokenSource({ grant, retrying, monotonicMs }),
    proofs: createCallProofs(dpop, signer),
  };
}
