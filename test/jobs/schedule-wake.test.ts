import { afterAll, beforeAll, expect, test } from 'vitest';
import { holdEntityLock } from '../../src/db/entity-lock.ts';
import type { Job } from '../../src/jobs/job.ts';
import { runNightly } from '../../src/jobs/nightly.ts';
import { startSchedule } from '../../src/jobs/schedule.ts';
import { type SimulatedJiko, startJiko } from '../end-to-end/support/simulated-jiko.ts';
import { createWarehouse, type TestWarehouse } from '../end-to-end/support/warehouse.ts';
import { recordingLog } from '../extract/support/client.ts';

let jiko: SimulatedJiko;
let warehouse: TestWarehouse;
beforeAll(async () => {
  jiko = await startJiko({ from: '2026-09-28', to: '2026-10-02', pockets: 1 });
  warehouse = await createWarehouse(jiko);
  await runNightly(await openJob(), jiko.range.to);
});
afterAll(async () => {
  await jiko?.stop();
  await warehouse?.drop();
});

/** On the morning after the last night, which has ended. */
async function openJob(log = recordingLog()): Promise<Job> {
  const job = await warehouse.openJob({ log });
  return { ...job, clock: { ...job.clock, now: () => new Date('2026-10-05T10:00:00Z') } };
}

function start(job: Job, refreshed: string[]) {
  return startSchedule({
    nightly: '0 6 * * 2-6',
    timeZone: 'America/New_York',
    jobs: [job],
    looked() {},
    ran: () => expect.unreachable('the night is settled'),
    refreshed: (entityId) => void refreshed.push(entityId),
    failed(_, error) {
      throw error;
    },
  });
}

test('a wake reads again for its entity, and for no other', async () => {
  const refreshed: string[] = [];
  const schedule = start(await openJob(), refreshed);
  await schedule.wake('main', ['counterparties']);
  expect(refreshed).toEqual(['main']);
  await schedule.wake('somebody-else', 'everything');
  expect(refreshed).toEqual(['main']);
  await schedule.stop();
  await schedule.wake('main', 'everything');
  expect(refreshed, 'a schedule that has ended is not woken').toEqual(['main']);
});

test('a wake that finds another run at work is not lost: the next look reads what it was about', async () => {
  const log = recordingLog();
  const refreshed: string[] = [];
  const job = await openJob(log);
  const lock = await holdEntityLock(warehouse.url, job.entityId);
  const schedule = start(job, refreshed);
  await schedule.wake('main', ['counterparties']);
  expect(log.lines.filter((line) => line.startsWith('schedule.busy'))).not.toHaveLength(0);
  expect(refreshed).toEqual([]);
  if (lock.kind === 'held') await lock.release();
  await schedule.look();
  expect(refreshed).toEqual(['main']);
  await schedule.look();
  expect(refreshed, 'once').toEqual(['main']);
  await schedule.stop();
});
