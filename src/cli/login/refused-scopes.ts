import { PocketbookError } from '../../domain/errors.ts';

/** Did the server refuse a token for its scopes (RFC 6749, 5.2)? It never says for which. */
export function isScopeRefusal(error: unknown): error is PocketbookError {
  return error instanceof PocketbookError && error.context['reason'] === 'invalid_scope';
}

/** Of these scopes, those that a token is refused for when it is asked for with one alone. */
export async function findRefusedScopes(
  scopes: readonly string[],
  ask: (scope: string) => Promise<unknown>,
): Promise<readonly string[]> {
  const refused: string[] = [];
  for (const scope of scopes) {
    try {
      await ask(scope);
    } catch (error) {
      if (!isScopeRefusal(error)) throw error;
      refused.push(scope);
    }
  }
  return refused;
}
