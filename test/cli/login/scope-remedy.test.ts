import { expect, test } from 'vitest';
import { readSettings } from '../../../src/cli/config.ts';
import { withScopeRemedy } from '../../../src/cli/login/scope-remedy.ts';
import { PocketbookError } from '../../../src/domain/errors.ts';

const NEEDED = ['subscriptions.read', 'subscriptions.write'];

function remedyFor(error: unknown, environment: Record<string, string>): string {
  const [entity] = readSettings(environment).entities;
  if (entity === undefined) throw new TypeError('the environment speaks of one entity');
  return String(withScopeRemedy(error, 'subscribe', entity, NEEDED));
}

const refused = (code: 'NOT_PERMITTED' | 'AUTH_REJECTED', reason: string) =>
  new PocketbookError(code, 'no', { retryable: false, context: { reason } });

test('a scope that lacks is asked of Jiko, or of the person who signs in', () => {
  for (const error of [refused('NOT_PERMITTED', ''), refused('AUTH_REJECTED', 'invalid_scope')]) {
    expect(remedyFor(error, {})).toContain(
      "no; 'subscribe' needs the scopes subscriptions.read subscriptions.write: have Jiko grant",
    );
    const person = { JIKO_GRANT: 'authorization_code', JIKO_SCOPE: 'pockets.read' };
    expect(remedyFor(error, person)).toContain(
      'set JIKO_SCOPE="pockets.read subscriptions.read subscriptions.write" and run: pocketbook login --entity main',
    );
  }
});

test('another refusal has nothing to do with scopes', () => {
  expect(remedyFor(refused('AUTH_REJECTED', 'invalid_client'), {})).toBe('PocketbookError: no');
});
