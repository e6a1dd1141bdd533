import type { HttpBindings } from '@hono/node-server';
import type { FaultPlan } from './faults/fault-plan.ts';
import type { KeyAlgorithm } from './server/client-key.ts';
import type { DeliveryOptions } from './server/event-deliveries.ts';
import type { SignatureKey } from './server/message-signatures.ts';
import type { RateLimitOptions } from './server/rate-limit.ts';
import type { Route } from './server/stats.ts';

/** A call as a hook sees it. `incoming` and `outgoing` are Node's own objects, for faults below HTTP. */
export interface HookedCall extends HttpBindings {
  readonly route: Route;
  readonly request: Request;
}

/** How a test makes the wire misbehave. Whatever a hook returns is sent in place of the usual answer. */
export interface SandboxHooks {
  before?(call: HookedCall): Response | undefined | Promise<Response | undefined>;
  after?(
    call: HookedCall,
    response: Response,
  ): Response | undefined | Promise<Response | undefined>;
}

/** How the authorization server is strict, beyond what it always is. */
export interface AuthOptions {
  /** Tokens that are not bound to a key (RFC 9449) are not issued; left out: those who ask get bound ones. */
  readonly isDpopRequired?: boolean;
  /** Proofs need a nonce, which changes after so many proofs; left out: no nonces. */
  readonly dpopNonceEvery?: number;
  /** How the code comes back from a sign-in; `query` if left out. */
  readonly responseMode?: 'query' | 'form_post';
  /** True if left out. */
  readonly isParOffered?: boolean;
  /** Registered beside the client's first key. */
  readonly secondPublicKeyPem?: string;
  /** Calls must be signed with this key (RFC 9421). */
  readonly signatures?: SignatureKey;
  /** The only scopes that are granted; token replies then name them. */
  readonly grantable?: readonly string[];
}

export interface SandboxOptions {
  /** 0, the default, takes a free port. */
  readonly port?: number;
  readonly seed?: number;
  /** The simulated range, `YYYY-MM-DD`, both ends included. */
  readonly from: string;
  readonly to: string;
  readonly pockets?: number;
  /** The built-in `jiko` profile if left out. */
  readonly profileFile?: string;
  /** `none` if left out. */
  readonly faults?: FaultPlan;
  /** Where requests and deliveries are kept over a restart. */
  readonly stateFile?: string;
  /** Milliseconds until a report is ready, or the range to draw them from; [20, 150] if left out. */
  readonly readyAfterMs?: number | readonly [number, number];
  /** How long a download link lives; ten minutes if left out. */
  readonly urlLifetimeMs?: number;
  /** How many report requests of somebody else stand in the list; none if left out. */
  readonly foreignRequests?: number;
  readonly rateLimit?: RateLimitOptions;
  /** Where the client's private key stands, or is to be written (mode 0600). */
  readonly keyFile?: string;
  readonly keyAlgorithm?: KeyAlgorithm;
  /** Registers this key instead of making one. */
  readonly publicKeyPem?: string;
  readonly clientId?: string;
  readonly auth?: AuthOptions;
  readonly tokenLifetimeS?: number;
  readonly now?: () => Date;
  /** How the delivery of events goes wrong; not at all if left out. */
  readonly deliveries?: DeliveryOptions;
  readonly hooks?: SandboxHooks;
}
