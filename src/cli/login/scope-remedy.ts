import { PocketbookError } from '../../domain/errors.ts';
import type { EntitySettings } from '../config.ts';
import { isScopeRefusal } from './refused-scopes.ts';

/** Where a scope that a command needs is lacking, the same error with what to do; any other error as it is. */
export function withScopeRemedy(
  error: unknown,
  command: string,
  entity: EntitySettings,
  needed: readonly string[],
): unknown {
  if (!(error instanceof PocketbookError)) return error;
  if (error.code !== 'NOT_PERMITTED' && !isScopeRefusal(error)) return error;
  const noun = needed.length === 1 ? 'scope' : 'scopes';
  const need = `'${command}' needs the ${noun} ${needed.join(' ')}`;
  const { retryable, context } = error;
  return new PocketbookError(error.code, `${error.message}; ${need}${remedy(entity, needed)}`, {
    retryable,
    context,
    cause: error,
  });
}

/** What a person signed in for stays as it was: a renewed token cannot be given more. */
function remedy({ entityId, grant, scope }: EntitySettings, needed: readonly string[]): string {
  if (grant === 'client_credentials') return ': have Jiko grant what lacks';
  const scopes = [...new Set([...scope.split(' '), ...needed])].join(' ');
  return `, and a sign-in has those that it was asked for: set JIKO_SCOPE="${scopes}" and run: pocketbook login --entity ${entityId}`;
}
