import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Command } from 'commander';
import type { Pool } from 'pg';
import { Counter, Gauge, Registry } from 'prom-client';
import { type Concerns, joinConcerns } from '../domain/concerns.ts';
import type { Log } from '../domain/log.ts';
import { gatherWakes } from '../jobs/gather-wakes.ts';
import type { Job } from '../jobs/job.ts';
import type { RunOutcome } from '../jobs/run-job.ts';
import { type Schedule, startSchedule } from '../jobs/schedule.ts';
import type { DeliveryOutcome } from '../receive/receiver.ts';
import { alertOnNight } from './alert.ts';
import type { Settings } from './config.ts';
import { openJob } from './open-job.ts';
import { openWarehouse, type Warehouse } from './open-warehouse.ts';
import { numberOption } from './options.ts';
import type { Answer } from './output.ts';
import { keepNight } from './report/keep-night.ts';
import { type CommandContext, runCommand } from './run-command.ts';
import { systemClock } from './system-clock.ts';
import { untilSignal } from './until-signal.ts';
import { listenAt } from './webhooks/listen.ts';
import {
  openWebhookSecrets,
  startWebhooks,
  type WebhookSecrets,
  type Webhooks,
} from './webhooks/webhooks.ts';

interface Flags {
  readonly port: number;
  readonly host: string;
  readonly webhooks?: boolean;
  readonly webhookPort: number;
  readonly webhookHost: string;
}

export function addSchedule(program: Command): void {
  program
    .command('schedule')
    .description('the long-running form: wakes nightly, serves /healthz and /metrics')
    .addOption(
      numberOption('--port <number>', 'of /healthz and /metrics; 0 takes a free one', 0).default(
        9464,
      ),
    )
    .option('--host <address>', 'where they listen', '127.0.0.1')
    .option('--webhooks', 'receive events, at /webhooks/<entity>, and look at once')
    .addOption(
      numberOption('--webhook-port <number>', 'of the events; 0 takes a free one', 0).default(9465),
    )
    .option('--webhook-host <address>', 'where events are received', '127.0.0.1')
    .action((flags: Flags) => runCommand({}, (context) => keepSchedule(context, flags)));
}

async function keepSchedule({ settings, log }: CommandContext, flags: Flags): Promise<Answer> {
  const secrets = flags.webhooks === true ? openWebhookSecrets(settings, log) : null;
  const warehouse = await openWarehouse(settings, log);
  try {
    const jobs: Job[] = [];
    for (const entity of settings.entities) {
      jobs.push(await openJob(settings, entity, warehouse, log));
    }
    const health = createHealth();
    const server = await listen(health, flags, log);
    try {
      const { port } = server.address() as AddressInfo;
      say(
        `health and metrics on http://${flags.host}:${port}, nights at '${settings.nightly}' ${settings.timeZone}`,
      );
      say(`look at it: ${warehouse.psqlLine}`);
      await keepLooking({ settings, log, flags, warehouse, jobs, health, secrets });
    } finally {
      server.close();
      // Whoever scrapes keeps the connection open, and with it the process.
      server.closeAllConnections();
    }
    return { text: '', document: null, exitCode: 0 };
  } finally {
    await warehouse.close();
  }
}

interface Keeping {
  readonly settings: Settings;
  readonly log: Log;
  readonly flags: Flags;
  readonly warehouse: Warehouse;
  readonly jobs: readonly Job[];
  readonly health: ReturnType<typeof createHealth>;
  /** null: no events are received */
  readonly secrets: WebhookSecrets | null;
}

async function keepLooking(keeping: Keeping): Promise<void> {
  const { settings, log, jobs, health, secrets, warehouse } = keeping;
  let schedule: Schedule | undefined;
  const wakes = gatherEvents(log, async (entityId, concerns) => schedule?.wake(entityId, concerns));
  // Before the first look: a port that is taken must not cost a night.
  const webhooks = secrets === null ? null : await receiveEvents(keeping, secrets, wakes.wake);
  try {
    schedule = startSchedule({
      nightly: settings.nightly,
      timeZone: settings.timeZone,
      jobs,
      ...tellers(settings, health, { log, pool: warehouse.pool }),
    });
    // What came while nobody listened, or was not looked at when the program ended.
    if (webhooks !== null) for (const { entityId } of jobs) wakes.wake(entityId, 'everything');
    await untilSignal();
    say('stopping after what is under way; a second signal ends it at once');
  } finally {
    await webhooks?.close();
    await wakes.stop();
    await schedule?.stop();
  }
}

async function receiveEvents(
  { jobs, warehouse, log, flags, health }: Keeping,
  secrets: WebhookSecrets,
  wake: (entityId: string, concerns: Concerns) => void,
): Promise<Webhooks> {
  const { webhookPort: port, webhookHost: host } = flags;
  const counted = health.received;
  const webhooks = await startWebhooks({
    secrets,
    jobs,
    warehouse,
    log,
    port,
    host,
    wake,
    counted,
  });
  for (const url of webhooks.urls) say(`events at ${url}`);
  return webhooks;
}

/** A payment tells of itself several times within seconds: one look is enough. */
const GATHER_MS = 5_000;

function gatherEvents(log: Log, wake: (entityId: string, concerns: Concerns) => Promise<void>) {
  return gatherWakes<Concerns>({
    clock: systemClock,
    gatherMs: GATHER_MS,
    join: joinConcerns,
    run(entityId, concerns) {
      const about = concerns === 'everything' ? concerns : concerns.join(', ');
      say(`${entityId}: woken to look at ${about}`);
      return wake(entityId, concerns);
    },
    failed(entityId, error) {
      const reason = error instanceof Error ? error.message : String(error);
      log.error('schedule.wake-failed', { entity: entityId, reason });
    },
  });
}

function tellers(
  settings: Settings,
  health: ReturnType<typeof createHealth>,
  books: { readonly log: Log; readonly pool: Pool },
) {
  const { log } = books;
  return {
    looked: health.looked,
    ran(entityId: string, run: RunOutcome) {
      health.ran(entityId, run);
      void alertOnNight(settings, log, entityId, run);
      void keepNight(settings, books, entityId, run);
      say(
        `${entityId}: ${run.outcome}, ${run.unitsMissing} units missing, ${run.breaksOpen} breaks open`,
      );
    },
    refreshed(entityId: string, run: RunOutcome) {
      say(`${entityId}: looked at what is new, ${run.breaksOpen} breaks open`);
    },
    refreshFailed(entityId: string, error: unknown) {
      const reason = error instanceof Error ? error.message : String(error);
      log.warn('schedule.refresh-failed', { entity: entityId, reason });
      say(`${entityId}: could not look at what is new, and will try again: ${reason}`);
    },
    failed(entityId: string, error: unknown) {
      health.failed(entityId);
      void alertOnNight(settings, log, entityId, 'failed');
      const reason = error instanceof Error ? error.message : String(error);
      log.error('schedule.failed', { entity: entityId, reason });
      say(`${entityId}: failed: ${reason}`);
    },
  };
}

function say(line: string): void {
  process.stdout.write(`${new Date().toISOString()} ${line}\n`);
}

// The plan is looked at every five minutes: after twice that, something is stuck.
const HEALTHY_WITHIN_MS = 11 * 60_000;

function createHealth() {
  const registry = new Registry();
  const labelNames = ['entity'];
  const registers = [registry];
  const lookedAt = new Gauge({
    name: 'pocketbook_plan_looked_at_seconds',
    help: 'When the plan was last looked at (unix time)',
    registers,
  });
  const breaks = new Gauge({
    name: 'pocketbook_breaks_open',
    help: 'Open breaks',
    labelNames,
    registers,
  });
  const missing = new Gauge({
    name: 'pocketbook_units_missing',
    help: 'Units owed and not landed',
    labelNames,
    registers,
  });
  const runs = new Counter({
    name: 'pocketbook_nights_total',
    help: 'Nights by outcome',
    labelNames: [...labelNames, 'outcome'],
    registers,
  });
  const events = new Counter({
    name: 'pocketbook_webhook_events_total',
    help: 'Deliveries of events by outcome',
    labelNames: [...labelNames, 'outcome'],
    registers,
  });
  let lastLookMs = Date.now();
  return {
    registry,
    looked(at: Date) {
      lastLookMs = at.getTime();
      lookedAt.set(Math.floor(lastLookMs / 1000));
    },
    ran(entity: string, run: RunOutcome) {
      breaks.set({ entity }, run.breaksOpen);
      missing.set({ entity }, run.unitsMissing);
      runs.inc({ entity, outcome: run.outcome });
    },
    received: (entity: string, outcome: DeliveryOutcome) => events.inc({ entity, outcome }),
    failed: (entity: string) => runs.inc({ entity, outcome: 'failed' }),
    isHealthy: () => Date.now() - lastLookMs < HEALTHY_WITHIN_MS,
  };
}

async function listen(
  health: ReturnType<typeof createHealth>,
  { port, host }: Flags,
  log: Log,
): Promise<Server> {
  const server = createServer(async (request, response) => {
    switch (request.url) {
      case '/healthz':
        response
          .writeHead(health.isHealthy() ? 200 : 503)
          .end(health.isHealthy() ? 'ok\n' : 'stuck\n');
        return;
      case '/metrics':
        response.setHeader('content-type', health.registry.contentType);
        response.end(await health.registry.metrics());
        return;
      default:
        response.writeHead(404).end();
    }
  });
  server.headersTimeout = 10_000;
  server.requestTimeout = 10_000;
  await listenAt(server, { host, port, option: '--port' }, log);
  return server;
}
