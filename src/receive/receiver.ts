import type { KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Pool } from 'pg';
import type { Concerns } from '../domain/concerns.ts';
import type { Log } from '../domain/log.ts';
import { concernsOf } from './concerns.ts';
import { type Envelope, readEnvelope } from './envelope.ts';
import { keepEvent } from './keep-event.ts';
import { readBody } from './read-body.ts';
import { isSignatureShaped, isSigned } from './signature.ts';
import type { WebhookWords } from './webhook-words.ts';

/** Whose events are received, at `/webhooks/<entityId>`. */
export interface ReceivingEntity {
  readonly entityId: string;
  readonly words: WebhookWords;
  /** Those in force now, asked for each delivery: a rotation must not need a restart. */
  secrets(): readonly KeyObject[];
}

/** `kept` new, `repeated` there already, `refused` not signed by Jiko, `unreadable` signed and not understood, `failed` not stored. */
export type DeliveryOutcome = 'kept' | 'repeated' | 'refused' | 'unreadable' | 'failed';

export interface ReceiverOptions {
  readonly entities: readonly ReceivingEntity[];
  /** Should be the receiver's own: whoever floods it must not keep the night from the database. */
  readonly pool: Pool;
  readonly log: Log;
  readonly limits?: Partial<ReceiverLimits>;
  /** Called once for each new event, after its commit. Must not throw, and nobody waits for it. */
  wake(entityId: string, concerns: Concerns): void;
  counted?(entityId: string, outcome: DeliveryOutcome): void;
}

export interface ReceiverLimits {
  /** Of one body. */
  readonly bytesMax: number;
  /** For headers and body together, in ms of real time. */
  readonly timeMs: number;
  /** Deliveries at a time; further ones are asked to come again. */
  readonly deliveriesMax: number;
  readonly connectionsMax: number;
}

const LIMITS: ReceiverLimits = {
  bytesMax: 256 * 1024,
  timeMs: 10_000,
  deliveriesMax: 16,
  connectionsMax: 128,
};

const PATH = /^\/webhooks\/([A-Za-z0-9_-]{1,64})$/;
const COME_AGAIN_S = '5';

/** A server that is not listening yet. */
export function createReceiver(options: ReceiverOptions): Server {
  const limits = { ...LIMITS, ...options.limits };
  const receive = createDeliveries(options, limits);
  const server = createServer(
    {
      headersTimeout: limits.timeMs,
      requestTimeout: limits.timeMs,
      // How often the two above are looked at; a slow sender is let go at most this much later.
      connectionsCheckingInterval: Math.ceil(limits.timeMs / 10),
      maxHeaderSize: 8 * 1024,
    },
    (request, response) => void receive(request, response),
  );
  server.maxConnections = limits.connectionsMax;
  return server;
}

type Deliver = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

function createDeliveries(options: ReceiverOptions, limits: ReceiverLimits): Deliver {
  const entities = new Map(options.entities.map((entity) => [entity.entityId, entity]));
  const tell = createTeller(options);
  let underWay = 0;
  return async (request, response) => {
    const entityId = PATH.exec(request.url ?? '')?.[1];
    if (entityId === undefined || request.method !== 'POST') return refuse(response, 404);
    const entity = entities.get(entityId);
    // One that we do not know is answered as one whose secret is not known.
    if (entity === undefined) return refuse(response, 401);
    if (underWay >= limits.deliveriesMax) return refuse(response, 503);
    underWay += 1;
    try {
      await deliver({ ...options, entity, limits, tell }, request, response);
    } catch (error) {
      // A sender that goes away in the middle of its body is no news.
      if (!request.destroyed || request.complete) tell(entity, 'failed', error);
      refuse(response, 503);
    } finally {
      underWay -= 1;
    }
  };
}

interface Delivery extends Pick<ReceiverOptions, 'pool' | 'wake'> {
  readonly entity: ReceivingEntity;
  readonly limits: ReceiverLimits;
  readonly tell: Tell;
}

/** Signature first, over the bytes; only then is a word of it read, and only after the commit is it answered. */
async function deliver(
  delivery: Delivery,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { entity, limits, tell } = delivery;
  const scheme = entity.words.webhook.signature;
  const given = request.headers[scheme.header]?.toString();
  if (!isSignatureShaped(given, scheme)) return refuseStranger(delivery, response);
  const body = await readBody(request, limits.bytesMax);
  if (body === null) return refuse(response, 413);
  if (!isSigned(body, given, entity.secrets(), scheme)) return refuseStranger(delivery, response);
  const event = readOrNull(delivery, body);
  if (event === null) return refuse(response, 400);
  const isNew = await keepEvent(delivery.pool, entity.entityId, event);
  tell(entity, isNew ? 'kept' : 'repeated');
  if (isNew) delivery.wake(entity.entityId, concernsOf(event.eventType, entity.words));
  response.writeHead(202, { 'content-length': '0' }).end();
}

function readOrNull({ entity, tell }: Delivery, body: Uint8Array): Envelope | null {
  try {
    return readEnvelope(body, entity.words);
  } catch (error) {
    tell(entity, 'unreadable', error);
    return null;
  }
}

function refuseStranger({ entity, tell }: Delivery, response: ServerResponse): void {
  tell(entity, 'refused');
  refuse(response, 401);
}

/** A status and nothing else; the rest of what is being sent is not read. */
function refuse(response: ServerResponse, status: number): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, {
    'content-length': '0',
    connection: 'close',
    ...(status === 503 ? { 'retry-after': COME_AGAIN_S } : {}),
  });
  response.end();
}

type Tell = (entity: ReceivingEntity, outcome: DeliveryOutcome, error?: unknown) => void;

/** Counts all; strangers knock as often as they like, and are logged the 1st, 10th, 100th … time. */
function createTeller({ log, counted }: ReceiverOptions): Tell {
  let refused = 0;
  return (entity, outcome, error) => {
    const { entityId } = entity;
    counted?.(entityId, outcome);
    if (outcome === 'refused') {
      refused += 1;
      if (/^10*$/.test(String(refused))) {
        log.warn('webhook.refused', { entity: entityId, so_far: refused });
      }
    }
    if (error === undefined) return;
    const reason = error instanceof Error ? error.message : 'unknown';
    log.warn(`webhook.${outcome}`, { entity: entityId, reason });
  };
}
