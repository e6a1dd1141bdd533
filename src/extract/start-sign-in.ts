import type { Clock } from '../domain/clock.ts';
import type { Log } from '../domain/log.ts';
import { createAuthorization, type Identity } from './authorization.ts';
import { createRateLimiter, DEFAULT_LIMITS } from './rate-limit.ts';
import { DEFAULT_RETRY } from './retry.ts';
import { type SignInOptions, signIn } from './sign-in.ts';
import type { TokenVault } from './token-vault.ts';

export interface StartSignInOptions
  extends Pick<SignInOptions, 'port' | 'show' | 'pasted' | 'signal'> {
  readonly identity: Identity & { readonly vault: TokenVault };
  readonly clock: Clock;
  readonly log: Log;
}

const CALL_MS = 30_000;

/** `signIn` for a person who sits at this machine: nothing is asked twice, as they can begin again. */
export function startSignIn(options: StartSignInOptions): Promise<readonly string[] | null> {
  const { identity, clock, log, ...asked } = options;
  const { server, scheme } = createAuthorization(identity, {
    clock,
    log,
    limiter: createRateLimiter(DEFAULT_LIMITS, clock),
    retrying: { clock, log, policy: { ...DEFAULT_RETRY, retries: 0 }, random: () => 0 },
    timeoutMs: CALL_MS,
    monotonicMs: () => performance.now(),
    counted: () => {},
  });
  const { clientId, scope, vault } = identity;
  return signIn({ server, scheme, clientId, scope, vault, ...asked });
}
