import {
  AuthorizationResponseError,
  calculatePKCECodeChallenge,
  generateRandomCodeVerifier,
  generateRandomState,
  validateAuthResponse,
} from 'oauth4webapi';
import { z } from 'zod';
import { PocketbookError } from '../domain/errors.ts';
import { parseJson, readField, readObject } from './answer.ts';
import type { AuthServer } from './auth-server.ts';
import type { AuthMetadata } from './discovery.ts';
import { listenForRedirect, type Returned } from './redirect-listener.ts';
import { readGranted, type TokenScheme, tokenError } from './token-answer.ts';
import type { TokenVault, VaultKeeper } from './token-vault.ts';

export interface SignInOptions {
  readonly server: AuthServer;
  readonly scheme: TokenScheme;
  readonly clientId: string;
  readonly scope: string;
  readonly vault: TokenVault;
  /** Of the loopback address that the browser comes back to; 0 takes a free one. */
  readonly port: number;
  /** Shows the person the address to open, and the one that the browser comes back to. */
  readonly show: (url: string, redirectUri: string) => void;
  /** Where the browser is on another machine: resolves with the address that it ended at. */
  readonly pasted?: ((signal: AbortSignal) => Promise<string>) | undefined;
  /** Gives up when it aborts. */
  readonly signal: AbortSignal;
}

/**
 * Signs a person in by the authorization code with PKCE (RFC 6749, 4.1; RFC 7636) and keeps the refresh token. Returns the
 * scopes granted, null where the server does not tell. Throws AUTH_REJECTED, nothing of the code or a token in its message.
 */
export async function signIn(options: SignInOptions): Promise<readonly string[] | null> {
  const { server, signal } = options;
  const metadata = await server.discover();
  const listener = await listenForRedirect(options.port);
  const over = new AbortController();
  try {
    const { redirectUri } = listener;
    const secrets = { state: generateRandomState(), verifier: generateRandomCodeVerifier() };
    const ask = await authorizationRequest(options, redirectUri, secrets);
    options.show(await authorizationUrl(options, metadata, ask), redirectUri);
    const returned = await first(
      [listener.returned, pastedReturn(options, redirectUri, over.signal)],
      signal,
    );
    return await finish(options, metadata, { returned, redirectUri, ...secrets });
  } finally {
    over.abort();
    await listener.close();
  }
}

interface Secrets {
  readonly state: string;
  readonly verifier: string;
}

type Parameters = Readonly<Record<string, string>>;

async function authorizationRequest(
  { clientId, scope }: SignInOptions,
  redirectUri: string,
  { state, verifier }: Secrets,
): Promise<Parameters> {
  return {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    scope,
    state,
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  };
}

/** Where the server takes requests beforehand (RFC 9126), nothing of them stands in the address. */
async function authorizationUrl(
  options: SignInOptions,
  metadata: AuthMetadata,
  ask: Parameters,
): Promise<string> {
  const { authorizationEndpoint, parEndpoint } = metadata;
  if (authorizationEndpoint === null) {
    throw refused(`discovery: expected an authorization_endpoint on ${metadata.issuer}, got none`);
  }
  const url = new URL(authorizationEndpoint);
  const parameters =
    parEndpoint === null ? ask : await pushRequest(options, metadata, parEndpoint, ask);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

async function pushRequest(
  { server, clientId }: SignInOptions,
  metadata: AuthMetadata,
  endpoint: string,
  ask: Parameters,
): Promise<Parameters> {
  const answer = await server.post('pushed request', endpoint, metadata, ask);
  if (answer.status !== 201 && answer.status !== 200) {
    throw tokenError(answer, server.now(), 'pushed request');
  }
  const body = readObject(parseJson('pushed request', answer));
  const requestUri = readField(body, ['request_uri'], z.string().min(1).max(2000)).value;
  return { client_id: clientId, request_uri: requestUri };
}

/** Never resolves where nothing is to be pasted. */
function pastedReturn(
  { pasted }: SignInOptions,
  redirectUri: string,
  signal: AbortSignal,
): Promise<Returned> {
  if (pasted === undefined) return new Promise(() => {});
  return pasted(signal).then((text) => {
    const url = URL.canParse(text.trim()) ? new URL(text.trim()) : null;
    if (url === null || `${url.origin}${url.pathname}` !== redirectUri) {
      throw refused(`expected an address that begins with ${redirectUri}, got another text`);
    }
    return { parameters: url.searchParams, answer: async () => {} };
  });
}

async function first<T>(promises: readonly Promise<T>[], signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([...promises, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

interface Return extends Secrets {
  readonly returned: Returned;
  readonly redirectUri: string;
}

/** The person reads in the browser, too, how it went. */
async function finish(
  options: SignInOptions,
  metadata: AuthMetadata,
  back: Return,
): Promise<readonly string[] | null> {
  const { returned } = back;
  try {
    const scopes = await exchangeCode(options, metadata, back);
    await tell(options, returned, 'You are signed in. This window may be closed.', true);
    return scopes;
  } catch (error) {
    await tell(options, returned, 'The sign-in failed; the terminal says why.', false);
    throw error;
  }
}

/** A browser that cannot be told, or does not listen in time, changes nothing of how it went. */
async function tell(
  { signal }: SignInOptions,
  returned: Returned,
  text: string,
  isWell: boolean,
): Promise<void> {
  await first([returned.answer(text, isWell)], signal).catch(() => {});
}

async function exchangeCode(
  options: SignInOptions,
  metadata: AuthMetadata,
  back: Return,
): Promise<readonly string[] | null> {
  const code = readCode(metadata, options.clientId, back.returned.parameters, back.state);
  // The file is ours before the code is used up: there would be no second one for a token that cannot be kept.
  return options.vault.exclusively((keeper) =>
    redeem(options, metadata, { ...back, code }, keeper),
  );
}

async function redeem(
  { server, scheme }: SignInOptions,
  metadata: AuthMetadata,
  { code, redirectUri, verifier }: Return & { readonly code: string },
  keeper: VaultKeeper,
): Promise<readonly string[] | null> {
  const answer = await server.post('token', metadata.tokenEndpoint, metadata, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    code_verifier: verifier,
  });
  if (answer.status !== 200) throw tokenError(answer, server.now());
  const { token, refreshToken } = readGranted(answer, scheme);
  if (refreshToken === null) {
    throw refused('token: expected a refresh_token, got none; this client may not stay signed in');
  }
  const at = server.now();
  await keeper.write({ refreshToken, isAsked: false, signedInAt: at, renewedAt: at });
  return token.scopes;
}

/** State and issuer are checked before anything else is looked at (RFC 6749, 10.12; RFC 9207). */
function readCode(
  { issuer, isIssuerTold }: AuthMetadata,
  clientId: string,
  parameters: URLSearchParams,
  state: string,
): string {
  const server = { issuer, authorization_response_iss_parameter_supported: isIssuerTold };
  try {
    const checked = validateAuthResponse(server, { client_id: clientId }, parameters, state);
    // No parameter may come twice (RFC 6749, 3.1).
    const [code = '', ...others] = checked.getAll('code');
    if (code !== '' && others.length === 0) return code;
  } catch (error) {
    // Without its cause, which holds the parameters and with them the code.
    throw refused(`expected to be sent back with a code, got: ${reasonOf(error)}; begin again`);
  }
  throw refused('expected to be sent back with a code, got none, or two; begin again');
}

function reasonOf(error: unknown): string {
  if (error instanceof AuthorizationResponseError) {
    return /^[a-z_]{1,40}$/.test(error.error) ? error.error : 'an error without a known name';
  }
  return error instanceof Error ? error.message.slice(0, 100) : 'an error';
}

function refused(reason: string): PocketbookError {
  return new PocketbookError('AUTH_REJECTED', `sign-in: ${reason}`, { retryable: false });
}
