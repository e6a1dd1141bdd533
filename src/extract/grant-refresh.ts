import { PocketbookError } from '../domain/errors.ts';
import type { AuthServer } from './auth-server.ts';
import type { AuthMetadata } from './discovery.ts';
import { errorWord } from './error-word.ts';
import type { HttpAnswer } from './exchange.ts';
import type { Secret } from './secret.ts';
import {
  type Granted,
  readGranted,
  readRenewal,
  type TokenScheme,
  tokenError,
} from './token-answer.ts';
import type { SignIn, TokenVault, VaultKeeper } from './token-vault.ts';

/**
 * A token by the sign-in of a person (RFC 6749, 6). Every refresh gives a new refresh token and ends the old one, so the
 * file is written twice: before we ask that we ask, and with the new token before anybody may use the access token.
 * Throws AUTH_REJECTED that says to log in again where there is nothing left to refresh with.
 */
export function grantByRefresh(
  server: AuthServer,
  scheme: TokenScheme,
  vault: TokenVault,
): Promise<Granted> {
  return vault.exclusively(async (keeper) => {
    const signIn = await keeper.read();
    if (signIn === null) throw logIn('nobody has signed in', vault);
    const { refreshToken } = signIn;
    if (refreshToken === null) throw logIn(reasonOf(signIn), vault);
    const metadata = await server.discover();
    await keeper.write({ ...signIn, isAsked: true });
    const answer = await ask(server, metadata, { keeper, signIn, refreshToken });
    if (answer.status !== 200) throw await refusal(answer, server, { vault, keeper, signIn });
    await keeper.write({
      ...signIn,
      refreshToken: readRenewal(answer) ?? refreshToken,
      isAsked: false,
      renewedAt: server.now(),
    });
    // Only now, as an access token that is refused must not take the refresh token with it.
    return readGranted(answer, scheme);
  });
}

interface Asking {
  readonly keeper: VaultKeeper;
  readonly signIn: SignIn;
  readonly refreshToken: Secret;
}

async function ask(
  server: AuthServer,
  metadata: AuthMetadata,
  { keeper, signIn, refreshToken }: Asking,
): Promise<HttpAnswer> {
  const form = { grant_type: 'refresh_token', refresh_token: refreshToken.reveal() };
  try {
    return await server.post('token', metadata.tokenEndpoint, metadata, form);
  } catch (error) {
    // What never left this machine cannot have used the token up.
    const isUnsent = error instanceof PocketbookError && error.context['outcome'] === 'unsent';
    if (isUnsent) await keeper.write(signIn);
    throw error;
  }
}

async function refusal(
  answer: HttpAnswer,
  server: AuthServer,
  { vault, keeper, signIn }: { vault: TokenVault; keeper: VaultKeeper; signIn: SignIn },
): Promise<PocketbookError> {
  if (errorWord(answer) === 'invalid_grant') {
    const ended = { ...signIn, refreshToken: null };
    await keeper.write(ended);
    return logIn(reasonOf(ended), vault);
  }
  // Any other 4xx was refused before the token was looked at. A 5xx may come from anywhere on the way.
  if (answer.status < 500) await keeper.write(signIn);
  return tokenError(answer, server.now());
}

/** Whether an earlier reply was lost is known by the mark that was left in the file and never taken away. */
function reasonOf({ isAsked }: SignIn): string {
  return isAsked
    ? 'the reply to an earlier refresh was lost on its way, so the refresh token that we hold had been used already, and the server then revokes the whole sign-in'
    : 'the server no longer takes our refresh token: it has expired (90 days unused), was withdrawn, or was used by somebody else, and the server then revokes the whole sign-in';
}

function logIn(reason: string, { entityId }: TokenVault): PocketbookError {
  return new PocketbookError(
    'AUTH_REJECTED',
    `sign-in of ${entityId}: ${reason}; run: pocketbook login --entity ${entityId}`,
    { retryable: false, context: { reason: 'login_needed' } },
  );
}
