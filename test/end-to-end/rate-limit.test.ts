import { expect, test } from 'vitest';
import { readSettings } from '../../src/cli/config.ts';
import { readKey } from '../../src/cli/open-job.ts';
import { createJikoClient } from '../../src/extract/jiko-client.ts';
import { loadPrivateKey } from '../../src/extract/private-key.ts';
import { runBackfill } from '../../src/jobs/backfill.ts';
import type { Job } from '../../src/jobs/job.ts';
import { startJiko } from './support/simulated-jiko.ts';
import { createWarehouse } from './support/warehouse.ts';

/** A minute of two seconds. The server tells its reset in whole seconds, which is as fine as it gets. */
const WINDOW_MS = 2_000;
const PER_WINDOW = 40;

test('a backfill of several windows is never told to slow down, with the same limits on both sides', async () => {
  const jiko = await startJiko({
    from: '2025-05-05',
    to: '2025-05-09',
    pockets: 3,
    rateLimit: { perMinute: PER_WINDOW, windowMs: WINDOW_MS },
  });
  const warehouse = await createWarehouse(jiko);
  try {
    const job = withLimits(await warehouse.openJob(), jiko.settings);
    const run = await runBackfill(job, { range: jiko.range, force: false });
    const { rate_limited, calls } = jiko.sandbox.stats();
    expect(run.outcome).toBe('green');
    expect(calls.create + calls.list + calls.download).toBeGreaterThan(1.5 * PER_WINDOW);
    expect(rate_limited).toBe(0);
    expect(run.durationMs, 'it had to wait').toBeGreaterThan(WINDOW_MS / 2);
  } finally {
    await warehouse.drop();
    await jiko.stop();
  }
});

/** The same job with a client that knows the limits of the sandbox. */
function withLimits(job: Job, environment: Readonly<Record<string, string>>): Job {
  const [entity] = readSettings(environment).entities;
  if (entity === undefined) throw new TypeError('the environment speaks of one entity');
  const reads = Math.floor(PER_WINDOW * 0.4);
  const client = createJikoClient({
    apiUrl: entity.apiUrl,
    authUrl: entity.authUrl,
    clientId: entity.clientId ?? '',
    key: loadPrivateKey(readKey(entity), entity.keyAlg),
    scope: entity.scope,
    profile: job.profile,
    landing: job.landing,
    clock: job.clock,
    log: job.log,
    limits: { reports: PER_WINDOW, auth: PER_WINDOW, pockets: reads, trades: reads },
    limitWindowMs: WINDOW_MS,
    polling: { firstPauseMs: 100, pauseMaxMs: 500 },
  });
  return { ...job, client };
}
