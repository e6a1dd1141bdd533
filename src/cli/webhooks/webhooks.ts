import type { KeyObject } from 'node:crypto';
import type { Pool } from 'pg';
import { createPool } from '../../db/pool.ts';
import { ConfigError } from '../../domain/errors.ts';
import type { Log } from '../../domain/log.ts';
import type { Job } from '../../jobs/job.ts';
import { createReceiver, type ReceiverOptions } from '../../receive/receiver.ts';
import type { Settings } from '../config.ts';
import type { Warehouse } from '../open-warehouse.ts';
import { listenAt } from './listen.ts';
import { SECRET_SETTING, watchWebhookSecrets } from './webhook-secrets.ts';

/** The secrets of each entity that has any. */
export type WebhookSecrets = ReadonlyMap<string, () => readonly KeyObject[]>;

/** Throws `ConfigError` where nobody could be told from a stranger. */
export function openWebhookSecrets({ entities }: Settings, log: Log): WebhookSecrets {
  const having = entities.filter(({ webhookSecretFile }) => webhookSecretFile !== null);
  if (having.length > 0) {
    return new Map(having.map((entity) => [entity.entityId, watchWebhookSecrets(entity, log)]));
  }
  throw new ConfigError(
    `--webhooks: ${SECRET_SETTING} is not set: name a file there, and run ` +
      "'pocketbook subscribe create --url https://…/webhooks/main', which makes it",
  );
}

export interface WebhookOptions extends Pick<ReceiverOptions, 'wake' | 'counted' | 'log'> {
  readonly secrets: WebhookSecrets;
  readonly jobs: readonly Job[];
  readonly warehouse: Pick<Warehouse, 'writerUrl'>;
  readonly port: number;
  readonly host: string;
}

export interface Webhooks {
  /** Where events are received, one URL an entity. */
  readonly urls: readonly string[];
  /** What is being received is still answered, for two seconds at most. */
  close(): Promise<void>;
}

type Receiver = ReturnType<typeof createReceiver>;

const CONNECTIONS_MAX = 2;
const ANSWER_WITHIN_MS = 10_000;
const CLOSE_WITHIN_MS = 2_000;

/** Receives events until it is closed. */
export async function startWebhooks(options: WebhookOptions): Promise<Webhooks> {
  const { secrets, jobs, host, log } = options;
  // Its own connections: a flood of events must not make the night wait, nor a night an event.
  const pool = createPool(options.warehouse.writerUrl, {
    applicationName: 'pocketbook webhooks',
    connectionsMax: CONNECTIONS_MAX,
    queryTimeoutMs: ANSWER_WITHIN_MS,
    connectTimeoutMs: ANSWER_WITHIN_MS,
    log,
  });
  const entities = jobs.flatMap(({ entityId, profile }) => {
    const own = secrets.get(entityId);
    return own === undefined ? [] : [{ entityId, words: profile.api, secrets: own }];
  });
  const server = createReceiver({ ...options, entities, pool });
  try {
    await listenAt(server, { host, port: options.port, option: '--webhook-port' }, log);
  } catch (error) {
    await pool.end();
    throw error;
  }
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  return {
    urls: entities.map(({ entityId }) => `http://${host}:${port}/webhooks/${entityId}`),
    close: () => close(server, pool),
  };
}

/** A server that is closing no longer looks at how slow a sender is: those that do not end are let go here. */
async function close(server: Receiver, pool: Pool): Promise<void> {
  const deadline = setTimeout(() => server.closeAllConnections(), CLOSE_WITHIN_MS);
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  clearTimeout(deadline);
  await pool.end();
}
