import { ENDPOINTS } from '../../domain/customer-api.ts';

export interface ScopeVerdict {
  readonly isWell: boolean;
  readonly detail: string;
}

/** Holds the scopes granted against those asked for, and says what Pocketbook cannot do without the ones that lack. */
export function checkScopes(asked: string, granted: readonly string[] | null): ScopeVerdict {
  if (granted === null) {
    // RFC 6749, 5.1 lets a server leave the scope out only then.
    const detail = 'token issued; the server names no scopes, so it holds all that were asked for';
    return { isWell: true, detail };
  }
  const wanted = asked.split(/\s+/).filter(Boolean);
  const lacking = wanted.filter((scope) => !granted.includes(scope));
  const beyond = granted.filter((scope) => !wanted.includes(scope));
  const complaints = [
    ...lacking.map((scope) => `not granted: ${scope} (without it: ${losses(scope)})`),
    ...(beyond.length === 0 ? [] : [`granted without being asked for: ${beyond.join(' ')}`]),
  ];
  if (complaints.length === 0) {
    return { isWell: true, detail: `token issued with all ${granted.length} scopes asked for` };
  }
  const remedy = lacking.length === 0 ? 'have them taken away by Jiko' : 'ask Jiko for what lacks';
  return { isWell: false, detail: `${complaints.join('; ')}; ${remedy}` };
}

/** `no trades, no transactions`, by the names of the paths. */
function losses(scope: string): string {
  const lost = ENDPOINTS.filter((endpoint) => endpoint.scope === scope && endpoint.use !== 'never');
  const names = new Set(lost.map(({ path }) => path?.replaceAll('_', ' ')));
  const told = [...names].filter((name) => name !== undefined).map((name) => `no ${name}`);
  return told.length === 0 ? 'nothing that we know of' : told.join(', ');
}
