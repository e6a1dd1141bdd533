import { afterAll, beforeAll, expect, test } from 'vitest';
import { holdEntityLock } from '../../src/db/entity-lock.ts';
import { startSchedule } from '../../src/jobs/schedule.ts';
import { type SimulatedJiko, startJiko } from '../end-to-end/support/simulated-jiko.ts';
import { createWarehouse, type TestWarehouse } from '../end-to-end/support/warehouse.ts';
import { recordingLog } from '../extract/support/client.ts';

let jiko: SimulatedJiko;
let warehouse: TestWarehouse;
beforeAll(async () => {
  jiko = await startJiko({ from: '2026-10-01', to: '2026-10-02', pockets: 1 });
  warehouse = await createWarehouse(jiko);
});
afterAll(async () => {
  await jiko?.stop();
  await warehouse?.drop();
});

test('a wake looks at the plan of its entity, after the look that is under way, and at no other', async () => {
  const log = recordingLog();
  const job = await warehouse.openJob({ log });
  // Each look finds another run under way, and says so.
  const lock = await holdEntityLock(warehouse.url, job.entityId);
  const schedule = startSchedule({
    nightly: '0 6 * * 2-6',
    timeZone: 'America/New_York',
    jobs: [job],
    looked() {},
    ran() {},
    failed(_, error) {
      throw error;
    },
  });
  const looks = () => log.lines.filter((line) => line.startsWith('schedule.busy')).length;
  const woken = schedule.wake('main', 'everything');
  expect(looks()).toBe(0);
  await woken;
  expect(looks(), 'the one at the start, and the one that was woken').toBe(2);
  await schedule.wake('somebody-else', 'everything');
  expect(looks()).toBe(2);
  await schedule.stop();
  await schedule.wake('main', 'everything');
  expect(looks(), 'a schedule that has ended is not woken').toBe(2);
  if (lock.kind === 'held') await lock.release();
});
