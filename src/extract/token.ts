import { PocketbookError } from '../domain/errors.ts';
import { type Retrying, repeat } from './retry.ts';
import type { AccessToken, Granted } from './token-answer.ts';

export type { AccessToken };

export interface TokenSource {
  /** A token that is good for a while yet; many who ask at once share one request. */
  current(): Promise<AccessToken>;
  /** The server no longer takes this token: the next `current` asks for another. */
  drop(token: AccessToken): void;
}

export interface TokenOptions {
  /** Asks the authorization server for a token, once. */
  readonly grant: () => Promise<Granted>;
  readonly retrying: Retrying;
  /** A reading that no setting of the clock moves, in ms. */
  readonly monotonicMs: () => number;
}

const RENEW_AT = 0.8;
/** A key that was refused is not tried again at once by every call that is still waiting. */
const REFUSAL_KEPT_MS = 60_000;

interface Held {
  readonly token: AccessToken;
  readonly renewAtMs: number;
}

export function createTokenSource({ grant, retrying, monotonicMs }: TokenOptions): TokenSource {
  let held: Held | null = null;
  let asked: Promise<AccessToken> | null = null;
  let refusal: { readonly error: PocketbookError; readonly untilMs: number } | null = null;

  const attempt = async (): Promise<Held> => {
    const askedAtMs = monotonicMs();
    const { token, lifeMs } = await grant();
    return { token, renewAtMs: askedAtMs + lifeMs * RENEW_AT };
  };
  const renew = async (): Promise<AccessToken> => {
    try {
      held = await repeat(attempt, retrying);
      return held.token;
    } catch (error) {
      if (error instanceof PocketbookError && error.code === 'AUTH_REJECTED') {
        refusal = { error, untilMs: monotonicMs() + REFUSAL_KEPT_MS };
      }
      throw error;
    } finally {
      asked = null;
    }
  };
  return {
    async current() {
      if (held !== null && monotonicMs() < held.renewAtMs) return held.token;
      if (refusal !== null && monotonicMs() < refusal.untilMs) throw refusal.error;
      asked ??= renew();
      return asked;
    },
    drop(token) {
      if (held?.token === token) held = null;
    },
  };
}
