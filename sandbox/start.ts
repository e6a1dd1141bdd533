import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { findAsset } from './asset.ts';
import type { Answers } from './faults/fault.ts';
import { withheldBy } from './faults/paper-faults.ts';
import { plantFaults } from './faults/plant.ts';
import { createListingSource } from './listing-source.ts';
import { parseCalendar } from './model/calendar.ts';
import { isIsoDate } from './model/dates.ts';
import { createWorld, type World } from './model/world.ts';
import type { SandboxOptions } from './options.ts';
import { type Profile, readProfile } from './profile.ts';
import { foreignRequestsOf, truthOfForeign } from './resources/foreign-requests.ts';
import { type ApiApp, createRouting } from './server/app.ts';
import { addAuthRoutes, TOKEN_PATH } from './server/auth-routes.ts';
import { prepareClientKey } from './server/client-key.ts';
import { createDeliveries } from './server/event-deliveries.ts';
import { createEventDesk, type EventDesk, type EventWish } from './server/event-desk.ts';
import { addEventRoutes } from './server/event-routes.ts';
import { createFileLinks } from './server/file-links.ts';
import { type Ledger, openLedger } from './server/ledger.ts';
import { addListingRoutes } from './server/listing-routes.ts';
import { addPaperRoutes, PAPERS_FOLDER } from './server/paper-routes.ts';
import { createRateLimiter } from './server/rate-limit.ts';
import { addReadRoutes } from './server/read-routes.ts';
import { createReportDesk, fileName } from './server/report-desk.ts';
import { addReportRoutes } from './server/report-routes.ts';
import { addResourceRoutes } from './server/resource-routes.ts';
import { createStats, type Stats } from './server/stats.ts';
import { createSubscriptionDesk, type SubscriptionDesk } from './server/subscription-desk.ts';
import { addSubscriptionRoutes } from './server/subscription-routes.ts';
import { createTokenService } from './server/token.ts';
import { createSource } from './source.ts';
import { type Truth, truthOf } from './truth.ts';

export { FAULT_KINDS, type FaultAnswer, type FaultKind } from './faults/fault.ts';
export { type FaultPlan, type FaultWish, readFaultPlan } from './faults/fault-plan.ts';
export type { AuthOptions, HookedCall, SandboxHooks, SandboxOptions } from './options.ts';
export type { DeliveryOptions } from './server/event-deliveries.ts';
export type { EventWish } from './server/event-desk.ts';
export type { Answers, Stats, Truth };

export interface Sandbox {
  /** The REST base, without a slash at the end. */
  readonly url: string;
  /** The issuer; the same server. */
  readonly authUrl: string;
  readonly clientId: string;
  readonly keyAlgorithm: 'PS256' | 'EdDSA';
  readonly publicKeyPem: string;
  /** Undefined where the public key was given. */
  readonly privateKeyPem: string | undefined;
  readonly keyFile: string | undefined;
  answers(): Answers;
  stats(): Stats;
  truth(): Truth;
  /** Lets something happen now; resolves with the ids of the events when each was delivered, or has failed once. */
  emit(wish?: EventWish): Promise<readonly string[]>;
  /** Resolves when no delivery is tried any more. */
  deliveriesSettled(): Promise<void>;
  stop(): Promise<void>;
}

const DEFAULTS = {
  seed: 1,
  pockets: 3,
  readyAfterMs: [20, 150],
  urlLifetimeMs: 10 * 60 * 1000,
  tokenLifetimeS: 900,
  clientId: 'pocketbook-sandbox',
} as const;

/** Starts the simulated Jiko on a loopback port. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const profile = readProfile(options.profileFile);
  const world = buildWorld(options, profile);
  const planted = plantFaults(world, profile, options.faults ?? 'none');
  const ledger = openLedger(nameOf(world), options.stateFile);
  const foreign = foreignRequestsOf(world, profile, options.foreignRequests ?? 0);
  for (const request of foreign) if (!ledger.find(request.id)) ledger.add(request);
  const key = prepareClientKey({
    algorithm: options.keyAlgorithm ?? 'PS256',
    publicKeyPem: options.publicKeyPem,
    keyFile: options.keyFile,
  });
  const clientId = options.clientId ?? DEFAULTS.clientId;
  const stats = createStats();
  const now = options.now ?? (() => new Date());
  const subscriptions = createSubscriptionDesk(profile, now);
  const { seed } = world.options;
  const delivering = { profile, subscriptions, options: options.deliveries ?? {}, seed, now };
  const deliveries = createDeliveries(delivering);
  const events = createEventDesk({ profile, world, deliveries, now });
  const truth = (): Truth => {
    const clean = truthOf(world);
    const resources = {
      ...clean.resources,
      ...truthOfForeign(profile, foreign, fileName),
      events: events.truth(),
      subscriptions: subscriptions.truth(),
    };
    return { ...clean, resources };
  };

  // The routes need the port, which is known only once the server listens.
  const listening = await listen(options.port ?? 0);
  const app = buildApp(options, {
    profile,
    world,
    ledger,
    stats,
    planted,
    events,
    subscriptions,
    truth,
    url: listening.url,
    client: { clientId, publicKeyPem: key.publicKeyPem },
  });
  listening.serve(app);
  return {
    url: listening.url,
    authUrl: listening.url,
    clientId,
    keyAlgorithm: key.algorithm,
    publicKeyPem: key.publicKeyPem,
    privateKeyPem: key.privateKeyPem,
    keyFile: key.privateKeyPem === undefined ? undefined : options.keyFile,
    answers: () => planted.answers,
    stats: stats.stats,
    truth,
    emit: (wish = {}) => events.emit(wish),
    deliveriesSettled: deliveries.settled,
    async stop() {
      await deliveries.stop();
      await listening.close();
      await ledger.flush();
    },
  };
}

function buildWorld(options: SandboxOptions, profile: Profile): World {
  const { from, to } = options;
  const pockets = options.pockets ?? DEFAULTS.pockets;
  if (!isIsoDate(from) || !isIsoDate(to) || from > to) {
    throw new RangeError(`expected a range of dates as YYYY-MM-DD, got ${from} to ${to}`);
  }
  if (!Number.isInteger(pockets) || pockets < 1) {
    throw new RangeError(`expected at least one pocket, got ${pockets}`);
  }
  return createWorld({
    seed: options.seed ?? DEFAULTS.seed,
    from,
    to,
    pockets,
    calendar: parseCalendar(
      readFileSync(findAsset('calendar/us-government-securities.csv'), 'utf8'),
    ),
    basis: profile.sandbox.position_basis,
    includesResidualCash: profile.sandbox.balance_includes_residual_cash,
  });
}

/** A later end of the range only adds days to the same world. */
function nameOf({ options }: World): string {
  return `seed ${options.seed} from ${options.from} with ${options.pockets} pockets`;
}

function buildApp(
  options: SandboxOptions,
  parts: {
    profile: Profile;
    world: World;
    ledger: Ledger;
    stats: ReturnType<typeof createStats>;
    planted: ReturnType<typeof plantFaults>;
    events: EventDesk;
    subscriptions: SubscriptionDesk;
    truth: () => Truth;
    url: string;
    client: { clientId: string; publicKeyPem: string };
  },
): ApiApp {
  const { profile, world, ledger, stats, planted, url } = parts;
  const { timeline } = world;
  const now = options.now ?? (() => new Date());
  const source = createSource(world, planted.edits);
  const limiter = createRateLimiter(options.rateLimit ?? {}, now);
  const tokens = openTokenService(options, parts.client, url, now);
  const routing = createRouting({
    tokens,
    limiter,
    stats,
    hooks: options.hooks ?? {},
    problemShape: profile.sandbox.problem_shape,
  });
  addAuthRoutes(routing, {
    authUrl: url,
    tokens,
    limiter,
    now,
    responseMode: options.auth?.responseMode ?? 'query',
    isParOffered: options.auth?.isParOffered ?? true,
  });
  addReportRoutes(routing, {
    profile,
    ledger,
    links: createFileLinks(options.urlLifetimeMs ?? DEFAULTS.urlLifetimeMs, now),
    desk: createReportDesk({
      profile,
      source,
      ledger,
      seed: world.options.seed,
      lastDate: timeline.dateOf(timeline.last),
      readyAfterMs: readyRange(options.readyAfterMs ?? DEFAULTS.readyAfterMs),
      now,
    }),
    writing: {
      profile,
      source,
      allPocketIds: world.pockets.map((pocket) => pocket.plan.id),
      previousBusinessDate: timeline.calendar.previous,
    },
    baseUrl: url,
  });
  addReadRoutes(routing, profile, world);
  const papers = createFileLinks(
    options.urlLifetimeMs ?? DEFAULTS.urlLifetimeMs,
    now,
    PAPERS_FOLDER,
  );
  const link = (file: string): string => `${url}${papers.create(file).path}`;
  const isWithheld = withheldBy(planted.edits);
  addPaperRoutes(routing, { profile, world, links: papers, link });
  addResourceRoutes(routing, { profile, world, source, link, isWithheld });
  addSubscriptionRoutes(routing, profile, parts.subscriptions);
  addEventRoutes(routing, profile, parts.events, parts.subscriptions);
  const listings = createListingSource(world, planted.edits);
  addListingRoutes(routing, { profile, world, ledger, source: listings });
  const { app } = routing;
  app.get('/_sandbox/answers', (context) => context.json(planted.answers));
  app.get('/_sandbox/stats', (context) => context.json(stats.stats()));
  app.get('/_sandbox/truth', (context) => context.json(parts.truth()));
  return app;
}

function openTokenService(
  { auth = {}, tokenLifetimeS = DEFAULTS.tokenLifetimeS }: SandboxOptions,
  client: { readonly clientId: string; readonly publicKeyPem: string },
  authUrl: string,
  now: () => Date,
) {
  const { secondPublicKeyPem } = auth;
  return createTokenService({
    clientId: client.clientId,
    publicKeyPems: [client.publicKeyPem, ...(secondPublicKeyPem ? [secondPublicKeyPem] : [])],
    authUrl,
    tokenUrl: `${authUrl}${TOKEN_PATH}`,
    lifetimeS: tokenLifetimeS,
    isDpopRequired: auth.isDpopRequired ?? false,
    nonceEvery: auth.dpopNonceEvery,
    grantable: auth.grantable,
    signatures: auth.signatures,
    now,
  });
}

function readyRange(given: number | readonly [number, number]): readonly [number, number] {
  return typeof given === 'number' ? [given, given] : given;
}

interface Listening {
  readonly url: string;
  serve(app: ApiApp): void;
  close(): Promise<void>;
}

async function listen(port: number): Promise<Listening> {
  let app: ApiApp | undefined;
  const server = createAdaptorServer({
    fetch: (request, env) =>
      app?.fetch(request, env) ?? new Response('not ready yet', { status: 503 }),
    // Files go out exactly as written and errors as this server words them; nothing global is replaced.
    overrideGlobalObjects: false,
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
  const address = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}`,
    serve(ready) {
      app = ready;
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        // Idle keep-alive connections would hold the server open for seconds.
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}
