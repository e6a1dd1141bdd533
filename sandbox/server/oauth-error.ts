import { Problem } from './problem.ts';

/** RFC 6749, 5.2. */
export function oauthError(
  status: number,
  error: string,
  description: string,
  headers: Readonly<Record<string, string>> = {},
): Problem {
  return new Problem(
    status,
    { error, error_description: description },
    { 'Cache-Control': 'no-store', ...headers },
  );
}

export function invalidClient(description: string): Problem {
  return oauthError(401, 'invalid_client', description);
}

export function invalidGrant(description: string): Problem {
  return oauthError(400, 'invalid_grant', description);
}

export function invalidRequest(description: string): Problem {
  return oauthError(400, 'invalid_request', description);
}
