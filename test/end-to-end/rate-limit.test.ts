import { expect, test } from 'vitest';
import { runBackfill } from '../../src/jobs/backfill.ts';
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
    const reads = Math.floor(PER_WINDOW * 0.4);
    const job = await warehouse.openJob({
      polling: { firstPauseMs: 100, pauseMaxMs: 500 },
      client: {
        limits: { reports: PER_WINDOW, auth: PER_WINDOW, pockets: reads, trades: reads },
        limitWindowMs: WINDOW_MS,
      },
    });
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
